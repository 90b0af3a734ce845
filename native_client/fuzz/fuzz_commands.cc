// Commands files, and matching with them. What a grammar can say is found in it; a match consists of words and values
// of the grammar.
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "commands/match.h"
#include "file_input.h"

namespace {

using ds::fuzz::expect;

// Pseudo-random numbers that depend on the input alone.
class Choices {
 public:
  Choices(const uint8_t* data, size_t size) {
    for (size_t i = 0; i < size; i++) state_ = (state_ ^ data[i]) * 1099511628211u;
  }

  size_t below(size_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<size_t>(state_ >> 33) % limit;
  }

 private:
  uint64_t state_ = 14695981039346656037u;
};

// The words of a random sentence.
std::vector<std::string> sentence(const ds::Grammar& grammar, Choices* choices) {
  std::vector<std::string> words;
  size_t number = grammar.states.size() - 1;
  while (true) {
    const ds::State& state = grammar.states[number];
    const size_t chosen = choices->below(state.num_arcs + (state.num_accepts > 0 ? 1u : 0u));
    if (chosen == state.num_arcs) return words;
    const ds::Arc& arc = grammar.arcs[state.first_arc + chosen];
    words.push_back(grammar.words[arc.word]);
    number = arc.target;
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

void check(const ds::Grammar& grammar, const std::vector<std::string>& texts, const ds::Command& command) {
  expect(command.transcript < texts.size());
  expect(command.distance >= 0 && command.distance <= 1);
  expect(std::set<std::string>(grammar.intents.begin(), grammar.intents.end()).count(command.intent) == 1);
  for (const ds::MatchedSlot& slot : command.slots) {
    expect(slot.value >= grammar.values.data() && slot.value < grammar.values.data() + grammar.values.size());
    expect(command.sentence.find(slot.text) != std::string::npos);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ds::fuzz::FileInput file(data, size);
  ds::Grammar grammar;
  try {
    grammar = ds::read_grammar(file.path());
  } catch (const ds::CommandsError&) {
    return 0;
  }
  Choices choices(data, size);
  for (int i = 0; i < 4; i++) {
    std::vector<std::string> words = sentence(grammar, &choices);
    const std::string said = joined(words);
    const auto exact = ds::match_command(grammar, {said}, 0);
    expect(exact.has_value() == !words.empty());
    if (!exact) continue;
    expect(exact->distance == 0 && exact->sentence == said);
    check(grammar, {said}, *exact);
    // One word is missing, another is spelled differently, one is added.
    words.erase(words.begin() + static_cast<std::ptrdiff_t>(choices.below(words.size())));
    if (!words.empty()) words[choices.below(words.size())] += "s";
    words.insert(words.begin() + static_cast<std::ptrdiff_t>(choices.below(words.size() + 1)), "uh");
    const std::vector<std::string> texts = {"\xFF zz", joined(words)};
    if (const auto near = ds::match_command(grammar, texts, 1)) check(grammar, texts, *near);
  }
  return 0;
}
