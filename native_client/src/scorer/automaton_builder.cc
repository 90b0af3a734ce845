#include "scorer/automaton_builder.h"

#include <algorithm>

namespace ds {

AutomatonBuilder::AutomatonBuilder() : path_(1) {}

size_t AutomatonBuilder::Hash::operator()(const Automaton::State& state) const {
  uint64_t hash = state.is_final ? 1 : 0;
  for (const Automaton::Arc& arc : state.arcs) {
    hash = (hash ^ (static_cast<uint64_t>(arc.label) << 32 | arc.next)) * 0x9E3779B97F4A7C15ull;
    hash ^= hash >> 29;
  }
  return static_cast<size_t>(hash);
}

bool AutomatonBuilder::Equal::operator()(const Automaton::State& a, const Automaton::State& b) const {
  return a.is_final == b.is_final && std::equal(a.arcs.begin(), a.arcs.end(), b.arcs.begin(), b.arcs.end(),
                                                [](const Automaton::Arc& x, const Automaton::Arc& y) {
                                                  return x.label == y.label && x.next == y.next;
                                                });
}

void AutomatonBuilder::add(const std::vector<uint32_t>& word) {
  size_t shared = 0;
  while (shared < word.size() && shared < last_word_.size() && word[shared] == last_word_[shared]) ++shared;
  freeze(shared);
  for (size_t i = shared; i < word.size(); ++i) {
    path_.back().arcs.push_back({word[i], 0});  // its target is known when it is frozen
    path_.emplace_back();
  }
  path_.back().is_final = true;
  last_word_ = word;
}

void AutomatonBuilder::freeze(size_t depth) {
  while (path_.size() > depth + 1) {
    Automaton::State state = std::move(path_.back());
    path_.pop_back();
    const auto number = static_cast<uint32_t>(frozen_.size() + 1);  // 0 is the start
    path_.back().arcs.back().next = frozen_.emplace(std::move(state), number).first->second;
  }
}

Automaton AutomatonBuilder::finish() {
  freeze(0);
  Automaton automaton;
  automaton.states.resize(frozen_.size() + 1);
  automaton.states[0] = std::move(path_[0]);
  while (!frozen_.empty()) {
    auto node = frozen_.extract(frozen_.begin());
    automaton.states[node.mapped()] = std::move(node.key());
  }
  path_.assign(1, {});
  last_word_.clear();
  return automaton;
}

}  // namespace ds
