// The dictionary of a scorer package: an OpenFst ConstFst, read in place and written.
//
// The file form: header, then the states, then the arcs; states and arcs each begin at a multiple of 16 of the file
// position. Little-endian. Source: OpenFst, version 1 of the type "const" with flag IS_ALIGNED.
#ifndef DS_SCORER_DICTIONARY_H_
#define DS_SCORER_DICTIONARY_H_

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include "scorer/automaton_builder.h"
#include "scorer/package.h"

namespace ds {

// Every path from the start to a final state spells one word in labels: alphabet label + 1, as 0 means epsilon.
class Dictionary {
 public:
  // The records of the file format, as they lie in the file.
  struct State {
    float final_weight;  // +infinity: not final
    uint32_t first_arc;
    uint32_t num_arcs;
    uint32_t num_input_epsilons;
    uint32_t num_output_epsilons;
  };
  struct Arc {
    int32_t input_label;
    int32_t output_label;
    float weight;
    int32_t next_state;

    // Alphabet label; invalid if that in the file is.
    uint32_t label() const { return static_cast<uint32_t>(input_label) - 1; }
  };

  Dictionary() = default;

  // Reads the automaton that begins at `offset` of a file of `size` bytes mapped at `data` (aligned to 16);
  // the mapping must outlive this object. False if any part is missing, or is checked and points outside.
  bool read(const uint8_t* data, size_t size, size_t offset, TableChecks checks = TableChecks::kAffordable);

  uint32_t start() const { return start_; }
  uint32_t num_states() const { return num_states_; }
  uint32_t num_arcs() const { return num_arcs_; }
  // A state outside the file, or one whose arcs are outside the file, has no arcs and is not final.
  bool is_final(uint32_t state) const {
    return state < num_states_ && states_[state].final_weight != std::numeric_limits<float>::infinity();
  }
  // Arcs of a state, ascending by label.
  const Arc* begin(uint32_t state) const { return has_arcs(state) ? arcs_ + states_[state].first_arc : arcs_; }
  const Arc* end(uint32_t state) const { return begin(state) + num_arcs_of(state); }
  uint32_t num_arcs_of(uint32_t state) const { return has_arcs(state) ? states_[state].num_arcs : 0; }
  // The arc of an alphabet label, null if there is none.
  const Arc* find(uint32_t state, uint32_t label) const { return find(begin(state), num_arcs_of(state), label); }
  // The same among the `count` arcs of a state.
  static const Arc* find(const Arc* arcs, uint32_t count, uint32_t label) {
    const auto input_label = static_cast<int32_t>(label + 1);
    while (count > 1) {  // halves, without a branch that would be guessed wrongly half of the time
      const uint32_t half = count / 2;
      arcs += arcs[half].input_label <= input_label ? half : 0;
      count -= half;
    }
    return count == 1 && arcs->input_label == input_label ? arcs : nullptr;
  }

 private:
  bool has_arcs(uint32_t state) const {
    if (state >= num_states_) return false;
    const State& from = states_[state];
    return from.first_arc <= num_arcs_ && from.num_arcs <= num_arcs_ - from.first_arc;
  }
  // Whether all states and arcs are valid.
  bool is_sound() const;

  const State* states_ = nullptr;
  const Arc* arcs_ = nullptr;
  uint32_t start_ = 0;
  uint32_t num_states_ = 0;
  uint32_t num_arcs_ = 0;
};

// The bytes of an automaton that begins at `position` of a file, on which its alignment depends.
std::string write_dictionary(const Automaton& automaton, uint64_t position);

}  // namespace ds

#endif  // DS_SCORER_DICTIONARY_H_
