// The nearest sentence by dynamic programming over the positions of a transcript and the states of a grammar.
#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "commands/match.h"
#include "commands/word_distance.h"
#include "text/utf8.h"

namespace ds {
namespace {

// Another meaning that is not further away than this leaves open which of them was said.
constexpr uint32_t kLeastMargin = kWordCost / 10;
// A slot counts as heard if at least one of its words is at least half right.
constexpr uint32_t kHeard = kReplacementCost / 2;
// Memory that one transcript may take, about 100 MB: in steps, and numbers in sets of values.
constexpr size_t kMaxStored = size_t{1} << 21;
constexpr uint32_t kNone = UINT32_MAX;

// How a path came to where it is.
struct Step {
  uint32_t previous;
  uint32_t arc;  // kNone: a word of the transcript was left out
};

struct Entry {
  uint32_t cost;
  uint32_t meaning;
  uint32_t step;
};

// The two nearest paths of different meanings, nearest first.
struct Node {
  std::array<Entry, 2> entries;
  size_t count = 0;
};

// States in descending order, since arcs lead to lower ones; per state whether the words of a slot go on of which none
// was heard.
struct Key {
  uint32_t state;
  bool unheard;
  bool operator<(const Key& other) const {
    return state != other.state ? state > other.state : unheard < other.unheard;
  }
};

using Column = std::map<Key, Node>;

// Numbers for sets of slot values.
class Meanings {
 public:
  Meanings() : sets_(1) { numbers_[{}] = 0; }

  uint32_t with(uint32_t meaning, uint32_t value) {
    std::vector<uint32_t> set = sets_[meaning];
    set.insert(std::upper_bound(set.begin(), set.end(), value), value);
    const auto [place, is_new] = numbers_.emplace(set, static_cast<uint32_t>(sets_.size()));
    if (is_new) {
      stored_ += set.size();
      sets_.push_back(std::move(set));
    }
    return place->second;
  }

  // Numbers in all sets.
  size_t stored() const { return stored_; }

 private:
  size_t stored_ = 0;
  std::vector<std::vector<uint32_t>> sets_;
  std::map<std::vector<uint32_t>, uint32_t> numbers_;
};

class Search {
 public:
  Search(const Grammar& grammar, const Transcript& transcript, uint32_t max_cost)
      : grammar_(grammar), transcript_(transcript), max_cost_(max_cost), letters_(grammar.words.size()) {}

  std::optional<Path> run() {
    const size_t count = transcript_.ids.size();
    Column column, next;
    add(&column, {static_cast<uint32_t>(grammar_.states.size() - 1), false}, {0, 0, kNone}, 0);
    for (position_ = 0; position_ <= count; position_++) {
      next.clear();
      if (position_ < count) start_word();
      for (auto node = column.begin(); node != column.end(); ++node) {  // grows behind `node` only
        advance(node->first, node->second, &column, &next);
        if (is_full()) return std::nullopt;
      }
      if (position_ == count) return finish(column);
      std::swap(column, next);
    }
    return std::nullopt;
  }

 private:
  bool is_full() const { return steps_.size() + meanings_.stored() > kMaxStored; }

  void start_word() {
    spoken_ = utf8_decode(transcript_.words[position_]);
    distances_.assign(grammar_.words.size(), kNone);
  }

  // Distance of the transcript's word to a word of the grammar.
  uint32_t distance(uint32_t word) {
    if (word == transcript_.ids[position_]) return 0;
    uint32_t& known = distances_[word];
    if (known == kNone) {
      if (letters_[word].empty()) letters_[word] = utf8_decode(grammar_.words[word]);
      known = word_distance(spoken_, letters_[word]);
    }
    return known;
  }

  // Keeps a path if it can still be completed within the largest cost.
  void add(Column* column, Key key, Entry entry, size_t position) {
    const State& state = grammar_.states[key.state];
    const size_t rest = transcript_.ids.size() - position;
    const size_t different = rest < state.least_words  ? state.least_words - rest
                             : rest > state.most_words ? rest - state.most_words
                                                       : 0;
    if (entry.cost + uint64_t{kWordCost} * different > max_cost_) return;
    Node& node = (*column)[key];
    for (size_t i = 0; i < node.count; i++) {
      if (node.entries[i].meaning != entry.meaning) continue;
      if (node.entries[i].cost <= entry.cost) return;
      for (size_t k = i; k + 1 < node.count; k++) node.entries[k] = node.entries[k + 1];
      node.count--;
      break;
    }
    size_t place = node.count;
    while (place > 0 && entry.cost < node.entries[place - 1].cost) place--;
    if (place == node.entries.size()) return;
    node.count = std::min(node.count + 1, node.entries.size());
    for (size_t k = node.count - 1; k > place; k--) node.entries[k] = node.entries[k - 1];
    node.entries[place] = entry;
  }

  // Applies marks. False if a slot ends of which nothing was heard.
  bool apply(uint32_t marks, bool* unheard, uint32_t* meaning) {
    uint32_t begun = kNone;  // in these marks: a slot without words
    for (const uint32_t mark : grammar_.marks[marks]) {
      const uint32_t value = mark / 2;
      if (mark % 2 == 0) {
        *unheard = true;
        begun = value;
        continue;
      }
      if (*unheard && begun != value) return false;
      *unheard = false;
      *meaning = meanings_.with(*meaning, value);
    }
    return true;
  }

  // The ways on from a node: a word of the transcript too many, or the words of its arcs, said or left out.
  void advance(Key key, const Node& node, Column* column, Column* next) {
    const bool has_word = position_ < transcript_.ids.size();
    const State& state = grammar_.states[key.state];
    for (size_t i = 0; i < node.count; i++) {
      const Entry& entry = node.entries[i];
      if (has_word) {
        add(next, key, {entry.cost + kWordCost, entry.meaning, append(entry.step, kNone)}, position_ + 1);
      }
      for (uint32_t k = 0; k < state.num_arcs && !is_full(); k++) {
        const uint32_t arc = state.first_arc + k;
        follow(arc, key, entry, kWordCost, column, position_);
        if (has_word) follow(arc, key, entry, distance(grammar_.arcs[arc].word), next, position_ + 1);
      }
    }
  }

  void follow(uint32_t number, Key key, const Entry& entry, uint32_t cost, Column* column, size_t position) {
    if (entry.cost + cost > max_cost_) return;
    const Arc& arc = grammar_.arcs[number];
    bool unheard = key.unheard;
    uint32_t meaning = entry.meaning;
    if (!apply(arc.before, &unheard, &meaning)) return;
    if (cost <= kHeard) unheard = false;
    if (!apply(arc.after, &unheard, &meaning)) return;
    add(column, {arc.target, unheard}, {entry.cost + cost, meaning, append(entry.step, number)}, position);
  }

  uint32_t append(uint32_t previous, uint32_t arc) {
    steps_.push_back({previous, arc});
    return static_cast<uint32_t>(steps_.size() - 1);
  }

  std::optional<Path> finish(const Column& column) {
    struct End {
      Entry entry;
      Accept accept;
    };
    std::vector<End> ends;
    for (const auto& [key, node] : column) {
      const State& state = grammar_.states[key.state];
      for (uint32_t k = 0; k < state.num_accepts; k++) {
        if (is_full()) return std::nullopt;
        const Accept& accept = grammar_.accepts[state.first_accept + k];
        for (size_t i = 0; i < node.count; i++) {
          Entry entry = node.entries[i];
          bool unheard = key.unheard;
          if (apply(accept.marks, &unheard, &entry.meaning)) ends.push_back({entry, accept});
        }
      }
    }
    const auto nearest = std::min_element(
        ends.begin(), ends.end(), [](const End& one, const End& other) { return one.entry.cost < other.entry.cost; });
    if (nearest == ends.end()) return std::nullopt;
    for (const End& end : ends) {
      const bool same = end.entry.meaning == nearest->entry.meaning && end.accept.intent == nearest->accept.intent;
      if (!same && end.entry.cost < nearest->entry.cost + kLeastMargin) return std::nullopt;
    }
    return path_of(nearest->entry, nearest->accept);
  }

  Path path_of(const Entry& entry, const Accept& accept) const {
    Path path;
    path.accept = accept;
    path.cost = entry.cost;
    for (uint32_t step = entry.step; step != kNone; step = steps_[step].previous) {
      if (steps_[step].arc == kNone) continue;
      const Arc& arc = grammar_.arcs[steps_[step].arc];
      path.words.push_back({arc.word, arc.before, arc.after});
    }
    std::reverse(path.words.begin(), path.words.end());
    return path;
  }

  const Grammar& grammar_;
  const Transcript& transcript_;
  const uint32_t max_cost_;
  std::vector<std::u32string> letters_;  // of the grammar's words; empty if not needed so far
  std::u32string spoken_;                // the letters of the transcript's word
  std::vector<uint32_t> distances_;      // of the transcript's word to those of the grammar; kNone: not known yet
  std::vector<Step> steps_;
  Meanings meanings_;
  size_t position_ = 0;
};

}  // namespace

std::optional<Path> match_nearly(const Grammar& grammar, const Transcript& transcript, uint32_t max_cost) {
  if (transcript.ids.empty() || transcript.ids.size() > kMaxWordsPerSentence) return std::nullopt;
  return Search(grammar, transcript, max_cost).run();
}

}  // namespace ds
