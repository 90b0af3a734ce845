// Prefix beam search for CTC.
//
// Source: Hannun, Maas, Jurafsky, Ng, "First-Pass Large Vocabulary Continuous Speech Recognition using
// Bi-Directional Recurrent DNNs", 2014, algorithm 1; with the dictionary, scorer and timesteps of DeepSpeech 0.9.3.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "decoder/active.h"
#include "decoder/decoder.h"
#include "decoder/expansion.h"
#include "decoder/frame_classes.h"
#include "decoder/prefix_tree.h"
#include "decoder/prefix_units.h"
#include "decoder/selection.h"
#include "decoder/timestep_tree.h"

namespace ds {

class Decoder::Search {
 public:
  Search(const Alphabet& alphabet, std::shared_ptr<Scorer> scorer, HotWords hot_words, DecoderOptions options);
  Search(const Search& other);  // another utterance with the same beginning
  Search& operator=(const Search&) = delete;

  template <class Float>
  bool next(const Float* probs, int frames, int classes);
  std::vector<Hypothesis> decode(size_t n, LastWord last_word) const;

 private:
  // What holds for the frame at hand.
  FrameScores frame_scores() const;
  void step();
  // What the frame makes of a prefix that is in the beam.
  void update(Active* prefix, const FrameScores& frame) const;
  // The share of the prefix's parent, which may be in the beam too; kLogZero if it has none.
  float emission(const Active& prefix, float log_prob, const FrameScores& frame) const;

  // A prefix that is no longer in the beam, and one that comes in: what is needed of them when others have taken
  // their parents' places.
  struct Leaving {
    uint32_t place;
    uint32_t node;
    uint32_t timesteps;
  };
  struct Entering {
    Candidate candidate;
    uint32_t parent_node;
    uint32_t parent;  // place, kNobody if the parent leaves
    uint32_t timesteps;
  };

  // Decides which active prefixes and which candidates are in the beam after the frame.
  void select();
  void keep_likeliest_labels(float score, size_t places);
  // Lets candidates in and others out.
  void commit();
  void prepare_timesteps();
  void list_changes();
  void take_new_scores(Active* prefix);
  void enter(const Entering& entering, uint32_t place);
  void find_revived_parents();
  void leave(const Leaving& prefix);
  // Makes a prefix a child of another in the beam; takes a prefix out of all such relations.
  void link(uint32_t place, uint32_t parent_place);
  void unlink(uint32_t place);
  void set_arcs(Active* prefix, uint32_t state) const;

  const uint32_t beam_size_;
  const uint32_t classes_;
  FrameClasses frame_classes_;
  PrefixTree tree_;
  TimestepTree timesteps_;
  std::unique_ptr<PrefixUnits> units_;  // null without a scorer
  Expansion expansion_;
  RankFinder ranks_;

  bool has_started_ = false;  // a frame was not clearly blank
  uint32_t timestep_ = 0;
  std::vector<Active> active_;  // the beam

  // Of the frame at hand; here so that their memory is kept. Those of scores and is_kept: the active prefixes, then
  // the candidates.
  std::vector<float> scores_;
  std::vector<uint8_t> is_kept_;
  std::vector<uint32_t> tied_;
  std::vector<Leaving> leaving_;
  std::vector<Entering> entering_;
  bool has_revived_ = false;             // a node that was only a way to others came into the beam
};

}  // namespace ds
