// From transcripts to a command: the sentence of a grammar that was said, or most probably said.
#ifndef DS_COMMANDS_MATCH_H_
#define DS_COMMANDS_MATCH_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "commands/grammar.h"

namespace ds {

// A word as a grammar has it, and the marks around it.
struct MatchedWord {
  uint32_t word;
  uint32_t before;
  uint32_t after;
};

// A sentence of a grammar.
struct Path {
  std::vector<MatchedWord> words;
  Accept accept{};
  uint32_t cost = 0;  // in units of 1 / kWordCost
};

struct MatchedSlot {
  const SlotValue* value;
  std::string text;  // its words
};

struct Command {
  std::string intent;
  std::vector<MatchedSlot> slots;  // in the order of the sentence; those that are not said come last
  std::string sentence;            // as the grammar has it
  size_t transcript = 0;           // position in the list of transcripts
  double distance = 0;             // words that differ, divided by the words of the transcript
};

constexpr uint32_t kUnknownWord = UINT32_MAX;

// The words of a transcript; kUnknownWord for those that the grammar does not have.
struct Transcript {
  std::vector<std::string> words;
  std::vector<uint32_t> ids;
};

// The first sentence of the grammar, in its order, that has exactly these words.
std::optional<Path> match_exactly(const Grammar& grammar, const std::vector<uint32_t>& words);

// The nearest sentence with a cost of at most `max_cost`. Nothing if there is none, or if another meaning (intent and
// values) is about as near.
std::optional<Path> match_nearly(const Grammar& grammar, const Transcript& transcript, uint32_t max_cost);

// The command of the first transcript that is a sentence of the grammar, with or without its skipped phrases. If there
// is none, the nearest one over all transcripts, with at most `max_distance` times as many differing words as the
// transcript has words.
std::optional<Command> match_command(const Grammar& grammar, const std::vector<std::string>& transcripts,
                                     double max_distance);

}  // namespace ds

#endif  // DS_COMMANDS_MATCH_H_
