// Prefixes in the beam, and candidates for it.
#ifndef DS_DECODER_BEAM_H_
#define DS_DECODER_BEAM_H_

#include <cstdint>

#include "scorer/dictionary.h"

namespace ds {

constexpr uint32_t kNotInBeam = UINT32_MAX;  // index of a prefix that is not in the beam
constexpr uint32_t kNoLabel = UINT32_MAX;    // label of the root

// A prefix in the beam. Entries are contiguous in memory, so that each frame reads them in order; the prefix tree
// holds only what prefixes share.
struct BeamEntry {
  uint32_t node;  // in the prefix tree
  uint32_t parent_node;
  uint32_t parent;  // index in the beam, or kNotInBeam
  uint32_t label;   // kNoLabel: the root
  float score;      // ln P, natural logarithm: of all paths to the prefix…
  float blank;      // …of those that end in blank
  float non_blank;  // …of those that end in the label
  float new_score;  // the same after the frame
  float new_blank;
  float new_non_blank;
  uint32_t timesteps;           // list of frames
  uint32_t new_timesteps;       // the same after the frame, if the next field is true
  bool is_new_emission;         // after the frame the best path to the prefix is its parent and the label at this frame
  bool completes_unit;          // the label completes a unit of the language model…
  double unit_log_prob;         // …and this is the model's score of it, with boosts, before it is weighted
  const Dictionary::Arc* arcs;  // continuations in the dictionary
  uint32_t num_arcs;
  uint32_t first_child;  // its children in the beam, by their indices
  uint32_t next_sibling;
  uint64_t child_labels;  // their labels, each as bit label % 64
  uint64_t arc_labels;    // labels of the arcs, likewise
};

// A prefix of the beam extended by one label.
struct Candidate {
  float score;
  uint32_t label;
  uint32_t parent;      // index in the beam
  uint32_t next_state;  // of the dictionary
};

}  // namespace ds

#endif  // DS_DECODER_BEAM_H_
