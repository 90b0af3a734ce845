// A grammar of spoken commands: an automaton over words, whose paths state an intent and the values of slots.
#ifndef DS_COMMANDS_GRAMMAR_H_
#define DS_COMMANDS_GRAMMAR_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

namespace ds {

// A file that is no grammar, or a damaged one. The message says where, what was expected and what was received.
class CommandsError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

enum class ValueKind { kText = 0, kNumber = 1, kBoolean = 2 };

// What a slot may be filled with.
struct SlotValue {
  std::string slot;
  ValueKind kind = ValueKind::kText;
  std::string value;
};

// Marks of a path: 2 v begins the words of slot value v, 2 v + 1 ends them.
using Marks = std::vector<uint32_t>;

// Consumes one word. `before` applies in front of the word, `after` behind it.
struct Arc {
  uint32_t word;
  uint32_t target;  // always less than the state that it leaves, so there are no cycles
  uint32_t before;  // position in Grammar::marks
  uint32_t after;
};

// The end of a sentence.
struct Accept {
  uint32_t intent;
  uint32_t marks;
};

// Ranges in Grammar::arcs and Grammar::accepts, and the least and the largest number of words to an end.
struct State {
  uint32_t first_arc, num_arcs;
  uint32_t first_accept, num_accepts;
  uint32_t least_words, most_words;
};

struct Grammar {
  std::vector<std::string> words;
  std::unordered_map<std::string, uint32_t> word_ids;
  std::vector<std::string> intents;
  std::vector<SlotValue> values;
  std::vector<Marks> marks;
  std::vector<std::vector<uint32_t>> skipped;  // phrases that may be left out of a transcript
  std::vector<State> states;                   // the last one is the start
  std::vector<Arc> arcs;                       // in order of preference within a state
  std::vector<Accept> accepts;
};

constexpr uint32_t kMaxWordsPerSentence = 512;  // in a grammar, and in a transcript that is compared with it

// Reads a file that deepspeech.grammar (Python) wrote. Throws CommandsError.
Grammar read_grammar(const std::string& path);

// The same from its contents; `name` describes it in messages.
Grammar parse_grammar(const std::string& text, const std::string& name);

// Computes the numbers of words to an end; `arcs` and so on must be valid. Throws CommandsError if a sentence is too
// long or a state has no end.
void complete_grammar(Grammar* grammar, const std::string& name);

}  // namespace ds

#endif  // DS_COMMANDS_GRAMMAR_H_
