#include "scorer/dictionary.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <random>
#include <set>
#include <vector>

#include "printing.h"
#include "scorer/automaton_builder.h"
#include "scorer/dictionary.h"

using ds::Automaton;
using ds::Dictionary;
using Words = std::set<std::vector<uint32_t>>;

namespace {

Automaton build(const Words& words) {
  ds::AutomatonBuilder builder;
  for (const auto& word : words) builder.add(word);
  return builder.finish();
}

// File contents at a position; in memory that is aligned as a mapping is.
struct Image {
  std::vector<uint64_t> memory;
  size_t size;
  const uint8_t* data() const { return reinterpret_cast<const uint8_t*>(memory.data()); }
};

Image image(const Automaton& automaton, size_t position) {
  const std::string bytes = ds::write_dictionary(automaton, position);
  Image result{std::vector<uint64_t>((position + bytes.size()) / 8 + 4), position + bytes.size()};
  std::memcpy(reinterpret_cast<uint8_t*>(result.memory.data()) + position, bytes.data(), bytes.size());
  return result;
}

bool accepts(const Dictionary& dictionary, const std::vector<uint32_t>& word) {
  uint32_t state = dictionary.start();
  for (const uint32_t label : word) {
    const auto* arc = dictionary.find(state, label - 1);
    if (!arc) return false;
    state = static_cast<uint32_t>(arc->next_state);
  }
  return dictionary.is_final(state);
}

}  // namespace

TEST_CASE("automaton shares beginnings and ends") {
  // taps, tops, tap, top: one state after t, one after ta and to, one after the p, one after the s.
  const Automaton automaton = build({{20, 1, 16, 19}, {20, 15, 16, 19}, {20, 1, 16}, {20, 15, 16}});
  CHECK(automaton.states.size() == 5);
}

TEST_CASE("dictionary has exactly its words") {
  std::mt19937 random(1);
  Words words;
  for (int i = 0; i < 500; ++i) {
    std::vector<uint32_t> word(1 + random() % 6);
    for (uint32_t& label : word) label = 1 + random() % 4;
    words.insert(word);
  }
  for (const size_t position : {0, 1, 15, 16, 17747}) {
    const Image file = image(build(words), position);
    Dictionary dictionary;
    CHECK(dictionary.read(file.data(), file.size, position));
    for (int i = 0; i < 2000; ++i) {
      std::vector<uint32_t> word(random() % 7);
      for (uint32_t& label : word) label = 1 + random() % 5;
      CHECK(accepts(dictionary, word) == (words.count(word) > 0));
    }
  }
}

TEST_CASE("dictionary cut short") {
  const Image file = image(build({{1, 2, 3}, {1, 2, 4}}), 3);
  Dictionary dictionary;
  for (size_t size = 0; size < file.size; ++size) CHECK(!dictionary.read(file.data(), size, 3));
  CHECK(dictionary.read(file.data(), file.size, 3));
  CHECK(!dictionary.read(file.data(), file.size, file.size + 100));
}

TEST_CASE("dictionary any change of a byte is survived") {
  const Image file = image(build({{1, 2, 3}, {1, 2, 4}, {5}}), 0);
  for (size_t i = 0; i < file.size; ++i) {
    for (const int change : {1, 0x80, 0xFF}) {
      Image changed = file;
      reinterpret_cast<uint8_t*>(changed.memory.data())[i] ^= static_cast<uint8_t>(change);
      Dictionary dictionary;
      if (dictionary.read(changed.data(), changed.size, 0, ds::TableChecks::kOnUse)) {
        uint32_t state = dictionary.start();
        for (int step = 0; step < 4; ++step) {
          const uint32_t arcs = dictionary.num_arcs_of(state);
          if (arcs > 0) state = static_cast<uint32_t>(dictionary.begin(state)[arcs - 1].next_state);
        }
      }
      if (!dictionary.read(changed.data(), changed.size, 0)) continue;
      uint32_t state = dictionary.start();
      for (int step = 0; step < 4; ++step) {
        if (dictionary.begin(state) != dictionary.end(state)) state = dictionary.begin(state)->next_state;
      }
      CHECK(state < dictionary.num_states());
    }
  }
}
