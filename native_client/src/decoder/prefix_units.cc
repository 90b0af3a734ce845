#include "decoder/prefix_units.h"

#include <algorithm>
#include <utility>

#include "text/utf8.h"

namespace ds {
namespace {

constexpr uint8_t kContinues = 0;
constexpr uint8_t kInvalid = 0xFF;  // cannot start a character; never complete

}  // namespace

PrefixUnits::PrefixUnits(const Alphabet& alphabet, PrefixTree* tree, const std::shared_ptr<Scorer>& scorer,
                         std::map<std::string, float> hot_words)
    : alphabet_(alphabet),
      tree_(*tree),
      scores_(scorer, std::move(hot_words)),
      is_bytes_mode_(scorer->is_bytes_mode()),
      space_label_(alphabet.space_label()),
      character_bytes_(alphabet.size(), kInvalid) {
  for (uint32_t label = 0; label < alphabet.size(); ++label) {
    const auto first = static_cast<unsigned char>(alphabet.label(label)[0]);
    const size_t size = utf8_size(first);
    if (utf8_is_continuation(first)) {
      character_bytes_[label] = kContinues;
    } else if (size > 0) {
      character_bytes_[label] = static_cast<uint8_t>(size);
    }
  }
}

PrefixUnits::PrefixUnits(const PrefixUnits& other, PrefixTree* tree)
    : alphabet_(other.alphabet_),
      tree_(*tree),
      scores_(other.scores_),
      is_bytes_mode_(other.is_bytes_mode_),
      space_label_(other.space_label_),
      character_bytes_(other.character_bytes_) {}

bool PrefixUnits::completes_character(const Prefix& parent, uint32_t label) const {
  const uint8_t bytes = character_bytes_[label];
  return bytes == kContinues ? parent.unit_bytes + 1 == parent.unit_bytes_needed : bytes == 1;
}

std::string PrefixUnits::unit_text(uint32_t node) const {
  std::string reversed;
  const Prefix* prefix = &tree_[node];
  for (uint32_t left = is_bytes_mode_ ? prefix->unit_bytes : UINT32_MAX; left > 0; --left) {
    if (prefix->label == Prefix::kNone) break;
    if (!is_bytes_mode_ && prefix->label == space_label_) break;
    const std::string& label = alphabet_.label(prefix->label);
    reversed.append(label.rbegin(), label.rend());
    prefix = &tree_[prefix->parent];
  }
  std::reverse(reversed.begin(), reversed.end());
  return reversed;
}

UnitRecord PrefixUnits::compute_end(uint32_t node) const {
  const std::string text = unit_text(node);
  return scores_.compute(tree_[node].units_before, text.data(), text.size());
}

double PrefixUnits::log_prob(uint32_t parent, uint32_t label) {
  if (!is_bytes_mode_) {
    // The word ends with the parent, so the result is the same for every child.
    Prefix& prefix = tree_[parent];
    if (prefix.unit_end == Prefix::kNone) prefix.unit_end = scores_.add(compute_end(parent));
    return scores_[prefix.unit_end].boosted();
  }
  const bool continues = character_bytes_[label] == kContinues;
  const std::string text = (continues ? unit_text(parent) : std::string()) + alphabet_.label(label);
  uint32_t before = tree_[parent].units_before;
  if (!continues && tree_[parent].unit_end != Prefix::kNone) before = tree_[parent].unit_end;
  return scores_.compute(before, text.data(), text.size()).boosted();
}

bool PrefixUnits::completed(uint32_t node, double* log_prob) const {
  const Prefix& prefix = tree_[node];
  if (!is_bytes_mode_ && prefix.label != space_label_) return false;
  const uint32_t record = is_bytes_mode_ ? prefix.unit_end : tree_[prefix.parent].unit_end;
  if (record == Prefix::kNone) return false;
  *log_prob = scores_[record].boosted();
  return true;
}

void PrefixUnits::add_node(uint32_t node) {
  Prefix& prefix = tree_[node];
  const Prefix& parent = tree_[prefix.parent];
  const uint32_t label = prefix.label;
  prefix.units_before = parent.units_before;
  if (!is_bytes_mode_) {
    if (label == space_label_) {
      if (parent.unit_end == Prefix::kNone) log_prob(prefix.parent, label);
      prefix.units_before = tree_[prefix.parent].unit_end;
    }
    return;
  }
  if (character_bytes_[label] == kContinues) {
    prefix.unit_bytes = static_cast<uint8_t>(std::min(parent.unit_bytes + 1, 0xFE));
    prefix.unit_bytes_needed = parent.unit_bytes_needed;
  } else {
    if (parent.unit_end != Prefix::kNone) prefix.units_before = parent.unit_end;
    prefix.unit_bytes = 1;
    prefix.unit_bytes_needed = character_bytes_[label];
  }
  if (prefix.unit_bytes == prefix.unit_bytes_needed) prefix.unit_end = scores_.add(compute_end(node));
}

void PrefixUnits::remove_node(uint32_t node) {
  if (tree_[node].unit_end != Prefix::kNone) scores_.remove(tree_[node].unit_end);
  tree_[node].unit_end = Prefix::kNone;
}

bool PrefixUnits::has_open_unit(uint32_t node, bool is_boosted, double* log_prob) const {
  const Prefix& prefix = tree_[node];
  if (node == PrefixTree::kRoot) {
    *log_prob = 0;  // 0.9.3 adds beta to an empty transcript in bytes mode
    return is_bytes_mode_;
  }
  if (is_bytes_mode_) {
    if (prefix.unit_end != Prefix::kNone) return false;
  } else if (prefix.label == space_label_) {
    return false;
  }
  const UnitRecord record = prefix.unit_end != Prefix::kNone ? scores_[prefix.unit_end] : compute_end(node);
  *log_prob = is_boosted ? record.boosted() : record.log_prob;
  return true;
}

}  // namespace ds
