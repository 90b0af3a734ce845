// Bytes of a fuzz input, used up as choices.
#ifndef DS_FUZZ_CALLS_H_
#define DS_FUZZ_CALLS_H_

#include <fuzzer/FuzzedDataProvider.h>

#include <cmath>
#include <iterator>
#include <string>

#include "deepspeech.h"
#include "file_input.h"

namespace ds::fuzz {

// Numbers of results and the like: mostly small, sometimes at the edge of what the type holds.
inline unsigned pick_count(FuzzedDataProvider& input) {
  const unsigned odd[] = {0, 1, 2, 3, 9, 1000, 0x7FFFFFFFu, 0xFFFFFFFFu};
  return odd[input.ConsumeIntegralInRange<size_t>(0, std::size(odd) - 1)];
}

inline float pick_weight(FuzzedDataProvider& input) {
  const float odd[] = {0, 1, -1, 2.5f, -3, 1e-30f, 1e30f, -1e30f, INFINITY, -INFINITY, NAN};
  return odd[input.ConsumeIntegralInRange<size_t>(0, std::size(odd) - 1)];
}

// Words that the scorers know, words that they do not, and what is none.
inline std::string pick_word(FuzzedDataProvider& input) {
  const char* words[] = {"a", "bad", "cab", "dead", "ee", "", " ", "a bad", "\xFF\xC3", "x"};
  const size_t choice = input.ConsumeIntegralInRange<size_t>(0, std::size(words));
  return choice < std::size(words) ? words[choice] : input.ConsumeRandomLengthString(8);
}

}  // namespace ds::fuzz

#endif  // DS_FUZZ_CALLS_H_
