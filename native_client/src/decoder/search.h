// Prefix beam search for CTC.
//
// Source: Hannun, Maas, Jurafsky, Ng, "First-Pass Large Vocabulary Continuous Speech Recognition using
// Bi-Directional Recurrent DNNs", 2014, algorithm 1; with the dictionary, scorer and timesteps of DeepSpeech 0.9.3.
#ifndef DS_DECODER_SEARCH_H_
#define DS_DECODER_SEARCH_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "decoder/beam.h"
#include "decoder/decoder.h"
#include "decoder/expansion.h"
#include "decoder/frame_classes.h"
#include "decoder/prefix_tree.h"
#include "decoder/prefix_units.h"
#include "decoder/rank_finder.h"
#include "decoder/timestep_tree.h"

namespace ds {

class Decoder::Search {
 public:
  Search(const Alphabet& alphabet, const std::shared_ptr<Scorer>& scorer, HotWords hot_words, DecoderOptions options);
  Search(const Search& other);  // copies the current state
  Search& operator=(const Search&) = delete;

  template <class Float>
  bool next(const Float* probs, int frames, int classes);
  std::vector<Hypothesis> decode(size_t n, LastWord last_word) const;

 private:
  // Values of the current frame.
  FrameScores frame_scores() const;
  void step();
  // Updates a prefix of the beam for the frame.
  void update(BeamEntry* prefix, const FrameScores& frame) const;
  // The contribution of the parent of a prefix, if it is in the beam; otherwise kLogZero.
  float emission(const BeamEntry& prefix, float log_prob, const FrameScores& frame) const;

  // A prefix that was pruned, and one that enters the beam: the fields that are needed after beam entries were
  // overwritten.
  struct PrunedPrefix {
    uint32_t index;
    uint32_t node;
    uint32_t timesteps;
  };
  struct NewPrefix {
    Candidate candidate;
    uint32_t parent_node;
    uint32_t parent;  // index in the beam, kNotInBeam if it was pruned
    uint32_t timesteps;
  };

  // Decides which prefixes of the beam and which candidates are in the beam after the frame.
  void prune();
  // Of all prefixes with this score, keeps the `count` with the lowest last labels.
  void keep_lowest_labels(float score, size_t count);
  // Adds the candidates that were kept and removes the prefixes that were not.
  void update_beam();
  void prepare_timesteps();
  void collect_changes();
  void apply_new_scores(BeamEntry* prefix);
  void add_prefix(const NewPrefix& added, uint32_t index);
  void find_revived_parents();
  void remove_prefix(const PrunedPrefix& prefix);
  // Links a prefix to its parent in the beam; removes all such links of a prefix.
  void link(uint32_t index, uint32_t parent_index);
  void unlink(uint32_t index);
  void set_arcs(BeamEntry* prefix, uint32_t state) const;

  const uint32_t beam_size_;
  const uint32_t classes_;
  FrameClasses frame_classes_;
  PrefixTree tree_;
  TimestepTree timesteps_;
  std::unique_ptr<PrefixUnits> units_;  // null without a scorer
  Expansion expansion_;
  RankFinder ranks_;

  bool has_started_ = false;  // there was a frame that was not clearly blank
  uint32_t timestep_ = 0;
  std::vector<BeamEntry> beam_;

  // Of the current frame; members so that their memory is reused. scores_ and is_kept_ hold first the prefixes of the
  // beam, then the candidates.
  std::vector<float> scores_;
  std::vector<uint8_t> is_kept_;
  std::vector<uint32_t> tied_;
  std::vector<PrunedPrefix> pruned_;
  std::vector<NewPrefix> added_;
  bool has_revived_ = false;  // a node that was only a prefix of others entered the beam
};

}  // namespace ds

#endif  // DS_DECODER_SEARCH_H_
