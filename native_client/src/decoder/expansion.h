// The new prefixes that a frame could add to the beam.
#ifndef DS_DECODER_EXPANSION_H_
#define DS_DECODER_EXPANSION_H_

#include <cstdint>
#include <utility>
#include <vector>

#include "decoder/beam.h"
#include "decoder/prefix_units.h"
#include "decoder/rank_finder.h"

namespace ds {

// Values of the current frame that apply to all prefixes.
struct FrameScores {
  const float* log_probs;  // ln of each class, `(classes,)`
  double alpha;
  double beta;
  float best;                   // score of the best prefix before the frame
  float lowest;                 // combinations of a class and a prefix with a lower score are not considered
  float threshold;              // prefixes with a lower score cannot enter the beam
  bool keeps_zero_probability;  // prefixes of probability 0 fill up the beam

  // Contribution of a completed unit to a score, with the order of operations and precisions of 0.9.3.
  float add_unit(float score, double unit_log_prob) const {
    score += static_cast<float>(unit_log_prob * alpha);
    return static_cast<float>(score + beta);
  }
};

class Expansion {
 public:
  // `units` is null without a scorer.
  Expansion(uint32_t beam_size, uint32_t blank, const PrefixTree& tree, PrefixUnits* units);

  // Collects the candidates that may enter the beam, given its prefixes after the frame. None is below the threshold of
  // `frame`, which it may raise.
  void run(const std::vector<BeamEntry>& beam, FrameScores* frame);

  const std::vector<Candidate>& candidates() const { return candidates_; }

 private:
  void rank_classes();
  void find_reachable();
  void expand_freely(uint32_t index);
  void expand_by_dictionary(uint32_t index);
  void expand_by_classes(uint32_t index);
  void try_arc(uint32_t index, uint32_t label, float log_prob, uint32_t next_state);
  // ln P of a prefix extended by one label at this frame; kLogZero if that is impossible.
  static float extend(const BeamEntry& prefix, uint32_t label, float log_prob);
  bool has_child(const BeamEntry& prefix, uint32_t label) const;
  void add(float score, uint32_t label, uint32_t index, uint32_t next_state);
  // Raises the threshold according to the candidates collected so far.
  void tighten();

  const size_t beam_size_;
  const uint32_t blank_;
  const PrefixTree& tree_;
  PrefixUnits* const units_;

  const std::vector<BeamEntry>* beam_ = nullptr;
  FrameScores frame_{};
  float bonus_ = 0;  // upper bound of the contribution of a complete unit
  // For each distance of a prefix to the threshold, in steps: the labels, as bits, that may keep it above the
  // threshold; a superset is possible. Not used with more than 64 labels.
  static constexpr size_t kSteps = 128;
  static constexpr float kStepsPerUnit = 8.0f;
  uint64_t reachable_[kSteps] = {};
  float farthest_ = 0;                              // upper bound of the contribution of a label
  std::vector<std::pair<float, uint32_t>> ranked_;  // likely classes: ln P and label, best first
  std::vector<Candidate> candidates_;
  std::vector<float> scratch_;
  RankFinder ranks_;
  size_t tighten_at_ = 0;
};

}  // namespace ds

#endif  // DS_DECODER_EXPANSION_H_
