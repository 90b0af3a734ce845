// The new prefixes that a frame could add to the beam.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "decoder/frame_classes.h"
#include "decoder/prefix_units.h"

namespace ds {

// A prefix of the beam during one frame.
struct Active {
  uint32_t node;
  int32_t label;
  float score;      // the next three: before the frame
  float blank;
  float non_blank;
  uint32_t dictionary_state;
  uint64_t child_labels = 0;       // labels of its children in the beam, each as bit label % 64
  uint32_t first_child = UINT32_MAX;   // its children in the beam, by their place there
  uint32_t next_sibling = UINT32_MAX;
  float new_blank = 0;             // after the frame
  float new_non_blank = 0;
  bool is_new_emission = false;    // the best way to the prefix is its parent plus its label at this frame
  uint32_t new_timesteps = 0;
};

// What holds for every prefix during one frame.
struct FrameScores {
  const float* log_probs;  // ln of each class, `(classes,)`
  double alpha;
  double beta;
  float lowest;            // a class and a prefix that together score less are not tried
  float threshold;         // no prefix that scores less can come into the beam
  bool keeps_dead;         // prefixes of probability 0 fill up the beam
};

// A prefix of the beam with one more label.
struct Candidate {
  float score;
  int32_t label;
  uint32_t parent;         // place in the beam
  uint32_t next_state;     // of the dictionary
};

class Expansion {
 public:
  // `units` is null without a scorer.
  Expansion(uint32_t beam_size, uint32_t blank, const PrefixTree& tree, PrefixUnits* units);

  // Collects the candidates that may come into the beam together with the active prefixes, whose scores after
  // the frame are `scores`.
  void run(const std::vector<Active>& active, const std::vector<float>& scores, const FrameScores& frame);

  const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  void rank_classes(const std::vector<Active>& active);
  void expand_freely(uint32_t place);
  void expand_by_dictionary(uint32_t place);
  void try_arc(uint32_t place, uint32_t label, float log_prob, uint32_t next_state);
  // ln P of a prefix plus one label at this frame; kLogZero if there is no way.
  float extend(const Active& prefix, uint32_t label, float log_prob) const;
  bool has_child(const Active& prefix, uint32_t label) const;
  void add(float score, uint32_t label, uint32_t place, uint32_t next_state);
  // Raises the threshold to what is needed after all that was collected.
  void tighten();

  const size_t beam_size_;
  const uint32_t blank_;
  const PrefixTree& tree_;
  PrefixUnits* const units_;
  const Dictionary* const dictionary_;

  const std::vector<Active>* active_ = nullptr;
  const std::vector<float>* scores_ = nullptr;
  FrameScores frame_{};
  float bonus_ = 0;                                 // the most that a complete unit can add
  std::vector<std::pair<float, uint32_t>> ranked_;  // likely classes: ln P and label, best first
  std::vector<Candidate> candidates_;
  std::vector<float> scratch_;
  size_t tighten_at_ = 0;
};

}  // namespace ds
