// From samples to what the program prints.
#ifndef DS_TOOLS_DEEPSPEECH_TRANSCRIBE_H_
#define DS_TOOLS_DEEPSPEECH_TRANSCRIBE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "deepspeech.h"
#include "options.h"

namespace ds {

// The output for one recording; intermediate transcripts are printed. If several kinds of output are requested, the
// first in the order of 0.9.3 is used. With `commands`, unless it is null, the command follows.
bool transcribe(ModelState* model, const CommandGrammar* commands, const std::vector<int16_t>& samples,
                const Options& options, std::string* output);

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_TRANSCRIBE_H_
