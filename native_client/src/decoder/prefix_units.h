// The units of prefixes, and their language model scores.
#ifndef DS_DECODER_PREFIX_UNITS_H_
#define DS_DECODER_PREFIX_UNITS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "decoder/prefix_tree.h"
#include "decoder/unit_scores.h"
#include "text/alphabet.h"

namespace ds {

// A unit is scored by the language model: a word, complete when a space follows; in bytes mode a character,
// complete with its last byte.
class PrefixUnits {
 public:
  PrefixUnits(const Alphabet& alphabet, PrefixTree* tree, const std::shared_ptr<Scorer>& scorer,
              std::map<std::string, float> hot_words);
  // The units of a copy of the tree.
  PrefixUnits(const PrefixUnits& other, PrefixTree* tree);

  const UnitScores& scores() const { return scores_; }

  // Whether a label after this prefix completes a unit.
  bool completes(const Prefix& parent, uint32_t label) const {
    return is_bytes_mode_ ? completes_character(parent, label) : label == space_label_;
  }
  // Whether there are prefixes after which a label completes a unit.
  bool can_complete(uint32_t label) const { return is_bytes_mode_ || label == space_label_; }
  // Language model score, with boosts, of the unit that a label after this prefix completes.
  double log_prob(uint32_t parent, uint32_t label);
  // Whether the last label of a node of the tree completed a unit; if so, `log_prob` receives its score, likewise.
  bool completed(uint32_t node, double* log_prob) const;

  // Completes a new node that has a parent and a label.
  void add_node(uint32_t node);
  // Releases the records of a node before it is freed.
  void remove_node(uint32_t node);

  // Whether the last unit of a prefix has not been scored yet; if so, `log_prob` receives the score of the unit as it
  // is, with or without boosts.
  bool has_open_unit(uint32_t node, bool is_boosted, double* log_prob) const;

 private:
  bool completes_character(const Prefix& parent, uint32_t label) const;
  // Text of the last unit of a prefix.
  std::string unit_text(uint32_t node) const;
  UnitRecord compute_end(uint32_t node) const;

  const Alphabet alphabet_;
  PrefixTree& tree_;
  UnitScores scores_;
  bool is_bytes_mode_;
  uint32_t space_label_;
  std::vector<uint8_t> character_bytes_;  // bytes of the character that a label begins, 0: it continues one
};

}  // namespace ds

#endif  // DS_DECODER_PREFIX_UNITS_H_
