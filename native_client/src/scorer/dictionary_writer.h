// Writes an automaton in the form that `Dictionary` reads and OpenFst knows as ConstFst.
#pragma once

#include <cstdint>
#include <string>

#include "scorer/automaton_builder.h"

namespace ds {

// The bytes of the automaton for a file position `position`, at which its alignment hangs.
std::string write_dictionary(const Automaton& automaton, uint64_t position);

}  // namespace ds
