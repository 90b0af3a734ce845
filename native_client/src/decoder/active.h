// The hypotheses of the beam, and those that could join it.
#pragma once

#include <cstdint>

#include "scorer/dictionary.h"

namespace ds {

constexpr uint32_t kNobody = UINT32_MAX;  // no place in the beam

// A prefix of the beam. It stays beside its neighbours in memory, so that a frame runs through them in order; the
// tree holds only what prefixes have in common.
struct Active {
  uint32_t node;            // in the prefix tree
  uint32_t parent_node;
  uint32_t parent;          // place of the parent in the beam, kNobody if it is not in it
  uint32_t label;           // kNobody: the root
  float score;              // ln P, natural logarithm: of all paths to the prefix…
  float blank;              // …of those that end in blank
  float non_blank;          // …of those that end in the label
  float new_score;          // the same after the frame
  float new_blank;
  float new_non_blank;
  uint32_t timesteps;       // list of frames
  uint32_t new_timesteps;   // the same after the frame, if the next line holds
  bool is_new_emission;     // after the frame the best path to the prefix is its parent and the label at this frame
  bool completes_unit;      // the label completes a unit of the language model…
  double unit_log_prob;     // …and this is the model's score of it, with boosts, before it is weighted
  const Dictionary::Arc* arcs;  // ways on in the dictionary
  uint32_t num_arcs;
  uint32_t first_child;     // its children in the beam, by their places
  uint32_t next_sibling;
  uint64_t child_labels;    // their labels, each as bit label % 64
  uint64_t arc_labels;      // labels of the arcs, alike
};

// A prefix of the beam with one more label.
struct Candidate {
  float score;
  uint32_t label;
  uint32_t parent;          // place in the beam
  uint32_t next_state;      // of the dictionary
};

}  // namespace ds
