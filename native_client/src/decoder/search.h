// Prefix beam search for CTC.
//
// Source: Hannun, Maas, Jurafsky, Ng, "First-Pass Large Vocabulary Continuous Speech Recognition using
// Bi-Directional Recurrent DNNs", 2014, algorithm 1; with the dictionary, scorer and timesteps of DeepSpeech 0.9.3.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "decoder/decoder.h"
#include "decoder/expansion.h"
#include "decoder/frame_classes.h"
#include "decoder/prefix_tree.h"
#include "decoder/prefix_units.h"
#include "decoder/timestep_tree.h"

namespace ds {

class Decoder::Search {
 public:
  Search(const Alphabet& alphabet, std::shared_ptr<Scorer> scorer, HotWords hot_words, DecoderOptions options);
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  template <class Float>
  bool next(const Float* probs, int frames, int classes);
  std::vector<Hypothesis> decode(size_t n) const;

 private:
  // A prefix that may be in the beam after the frame: an active one, or beyond those a candidate.
  struct Ranked {
    float score;
    uint32_t label;  // of the root: the highest number
    uint32_t index;

    bool operator<(const Ranked& other) const {
      return score != other.score ? score > other.score : label < other.label;
    }
  };

  void step();
  void collect_active();
  FrameScores frame_scores() const;
  // What the frame makes of a prefix that is in the beam.
  void update(Active* prefix, const FrameScores& frame);
  // The share of its parent, which may be in the beam too; kLogZero if it has none.
  float emission(const Active& prefix, const FrameScores& frame) const;
  void select();
  void commit();
  void enter_candidate(const Candidate& candidate);
  void drop(uint32_t node);

  const uint32_t beam_size_;
  const uint32_t classes_;
  FrameClasses frame_classes_;
  PrefixTree tree_;
  TimestepTree timesteps_;
  std::unique_ptr<PrefixUnits> units_;  // null without a scorer
  Expansion expansion_;

  bool has_started_ = false;  // a frame was not clearly blank
  uint32_t timestep_ = 0;
  std::vector<uint32_t> beam_;  // nodes

  // Of the frame at hand; here so that their memory is kept.
  std::vector<Active> active_;
  std::vector<float> new_scores_;
  std::vector<Ranked> ranked_;
  std::vector<uint32_t> dropped_;
};

}  // namespace ds
