#include "scorer/dictionary_writer.h"

#include <cstring>
#include <limits>

#include "scorer/dictionary.h"
#include "scorer/dictionary_format.h"

namespace ds {
namespace {

// What OpenFst knows of such an automaton without computing it: expanded; acceptor; input and output
// deterministic; no epsilons; sorted by input and output label; unweighted; acyclic; initial acyclic; top sorted
// is unknown; accessible; coaccessible; no weighted cycles.
constexpr uint64_t kProperties = 0x1ull |                 // expanded
                                 0x10000ull |             // acceptor
                                 0x40000ull |             // input deterministic
                                 0x100000ull |            // output deterministic
                                 0x800000ull |            // no epsilons
                                 0x2000000ull |           // no input epsilons
                                 0x8000000ull |           // no output epsilons
                                 0x10000000ull |          // input labels sorted
                                 0x40000000ull |          // output labels sorted
                                 0x200000000ull |         // unweighted
                                 0x800000000ull |         // acyclic
                                 0x2000000000ull |        // initial acyclic
                                 0x10000000000ull |       // accessible
                                 0x40000000000ull;        // coaccessible

template <class T>
void append(std::string* out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

void append_name(std::string* out, const char* name) {
  append(out, static_cast<int32_t>(std::strlen(name)));
  *out += name;
}

void pad(std::string* out, uint64_t position) {
  out->resize(align_fst(position + out->size()) - position, '\0');
}

}  // namespace

std::string write_dictionary(const Automaton& automaton, uint64_t position) {
  uint64_t num_arcs = 0;
  for (const Automaton::State& state : automaton.states) num_arcs += state.arcs.size();
  std::string out;
  append(&out, kFstMagic);
  append_name(&out, kFstType);
  append_name(&out, kFstArcType);
  append(&out, kFstVersion);
  append(&out, kFstFlagAligned);
  append(&out, kProperties);
  append(&out, static_cast<int64_t>(0));  // start
  append(&out, static_cast<int64_t>(automaton.states.size()));
  append(&out, static_cast<int64_t>(num_arcs));
  pad(&out, position);
  uint32_t first_arc = 0;
  for (const Automaton::State& state : automaton.states) {
    const auto arcs = static_cast<uint32_t>(state.arcs.size());
    const float weight = state.is_final ? 0.0f : std::numeric_limits<float>::infinity();
    append(&out, Dictionary::State{weight, first_arc, arcs, 0, 0});
    first_arc += arcs;
  }
  pad(&out, position);
  for (const Automaton::State& state : automaton.states) {
    for (const Automaton::Arc& arc : state.arcs) {
      const auto label = static_cast<int32_t>(arc.label);
      append(&out, Dictionary::Arc{label, label, 0.0f, static_cast<int32_t>(arc.next)});
    }
  }
  return out;
}

}  // namespace ds
