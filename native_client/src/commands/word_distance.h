// How different two words are.
#ifndef DS_COMMANDS_WORD_DISTANCE_H_
#define DS_COMMANDS_WORD_DISTANCE_H_

#include <cstdint>
#include <string>

namespace ds {

constexpr uint32_t kWordCost = 1000;         // of a word that is missing or added
constexpr uint32_t kReplacementCost = 1500;  // of a word that is replaced by one without common letters

// The letters that have to be added, removed or replaced, divided by the letters of the longer word, in units of
// 1 / kReplacementCost.
uint32_t word_distance(const std::u32string& one, const std::u32string& other);

}  // namespace ds

#endif  // DS_COMMANDS_WORD_DISTANCE_H_
