#include "commands/grammar.h"

#include <algorithm>
#include <limits>

namespace ds {
namespace {

// Words to an end over all arcs and accepts of a state, whose targets are complete.
void measure(const Grammar& grammar, State* state) {
  constexpr uint32_t kNone = std::numeric_limits<uint32_t>::max();
  state->least_words = state->num_accepts > 0 ? 0 : kNone;
  state->most_words = 0;
  for (uint32_t i = 0; i < state->num_arcs; i++) {
    const State& target = grammar.states[grammar.arcs[state->first_arc + i].target];
    state->least_words = std::min(state->least_words, target.least_words + 1);
    state->most_words = std::max(state->most_words, target.most_words + 1);
  }
}

}  // namespace

void complete_grammar(Grammar* grammar, const std::string& name) {
  for (size_t i = 0; i < grammar->states.size(); i++) {
    State& state = grammar->states[i];
    if (state.num_arcs == 0 && state.num_accepts == 0) {
      throw CommandsError(name + ": expected a way to an end from every state. Received: none from state " +
                          std::to_string(i));
    }
    measure(*grammar, &state);
    if (state.most_words > kMaxWordsPerSentence) {
      throw CommandsError(name + ": expected sentences of at most " + std::to_string(kMaxWordsPerSentence) +
                          " words. Received: one of more");
    }
  }
}

}  // namespace ds
