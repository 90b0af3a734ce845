// Builds the smallest automaton that accepts a list of words.
#ifndef DS_SCORER_AUTOMATON_BUILDER_H_
#define DS_SCORER_AUTOMATON_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ds {

// A deterministic acyclic automaton. State 0 is the start.
struct Automaton {
  struct Arc {
    uint32_t label;
    uint32_t next;
  };
  struct State {
    std::vector<Arc> arcs;  // ascending by label
    bool is_final = false;
  };
  std::vector<State> states;
};

// Incremental construction from sorted words: states that can no longer change are replaced by existing equal ones.
// Source: Daciuk, Mihov, Watson, Watson, "Incremental Construction of Minimal Acyclic Finite-State Automata",
// Computational Linguistics 26(1), 2000, algorithm 1.
class AutomatonBuilder {
 public:
  AutomatonBuilder();

  // Adds a word. Words must be in ascending order of their labels; duplicates are ignored.
  void add(const std::vector<uint32_t>& word);

  // The automaton of all words; the builder is empty afterwards.
  Automaton finish();

 private:
  struct Hash {
    size_t operator()(const Automaton::State& state) const;
  };
  struct Equal {
    bool operator()(const Automaton::State& a, const Automaton::State& b) const;
  };

  // Replaces the states of the last word beyond its first `depth` labels.
  void freeze(size_t depth);

  std::vector<Automaton::State> path_;  // states along the last word, from the start
  std::vector<uint32_t> last_word_;
  std::unordered_map<Automaton::State, uint32_t, Hash, Equal> frozen_;
};

}  // namespace ds

#endif  // DS_SCORER_AUTOMATON_BUILDER_H_
