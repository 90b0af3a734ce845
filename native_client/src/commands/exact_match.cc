#include <algorithm>
#include <unordered_set>

#include "commands/match.h"

namespace ds {
namespace {

// Where the search is in a state: the next arc to try.
struct Visit {
  uint32_t state;
  uint32_t next;  // position among the arcs of the state
};

}  // namespace

// Depth first, in order of preference. What failed once is not tried again, so the time is at most proportional to the
// arcs times the words.
std::optional<Path> match_exactly(const Grammar& grammar, const std::vector<uint32_t>& words) {
  const size_t count = words.size();
  if (count == 0 || count > kMaxWordsPerSentence) return std::nullopt;
  if (std::find(words.begin(), words.end(), kUnknownWord) != words.end()) return std::nullopt;
  std::unordered_set<uint64_t> seen;
  const auto is_new = [&](uint32_t state, size_t position) {
    const State& entry = grammar.states[state];
    const size_t rest = count - position;
    if (rest < entry.least_words || rest > entry.most_words) return false;
    return seen.insert(uint64_t{state} * (kMaxWordsPerSentence + 1) + position).second;
  };
  std::vector<Visit> visits = {{static_cast<uint32_t>(grammar.states.size() - 1), 0}};
  if (!is_new(visits[0].state, 0)) return std::nullopt;
  while (!visits.empty()) {
    const State& state = grammar.states[visits.back().state];
    const size_t position = visits.size() - 1;
    if (position == count && state.num_accepts > 0) {
      Path path;
      for (size_t i = 0; i < count; i++) {
        const Arc& arc = grammar.arcs[grammar.states[visits[i].state].first_arc + visits[i].next - 1];
        path.words.push_back({arc.word, arc.before, arc.after});
      }
      path.accept = grammar.accepts[state.first_accept];
      return path;
    }
    bool advanced = false;
    while (position < count && !advanced && visits.back().next < state.num_arcs) {
      const Arc& arc = grammar.arcs[state.first_arc + visits.back().next++];
      advanced = arc.word == words[position] && is_new(arc.target, position + 1);
      if (advanced) visits.push_back({arc.target, 0});
    }
    if (!advanced) visits.pop_back();
  }
  return std::nullopt;
}

}  // namespace ds
