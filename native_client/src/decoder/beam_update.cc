// The second half of a frame: pruning the beam. Remaining prefixes keep their index in the beam, so that the cost
// depends on the number of changes; a new prefix replaces a pruned one.
#include <algorithm>

#include "decoder/arithmetic.h"
#include "decoder/search.h"

namespace ds {
namespace {

// Index of a prefix that was pruned, but whose node may still have to be freed.
constexpr uint32_t kPruned = kNotInBeam - 1;

}  // namespace

void Decoder::Search::prune() {
  const auto& candidates = expansion_.candidates();
  is_kept_.assign(beam_.size() + candidates.size(), 1);
  if (is_kept_.size() <= beam_size_) return;
  scores_.resize(is_kept_.size());
  float* score = scores_.data();
  for (const BeamEntry& prefix : beam_) *score++ = prefix.new_score;
  for (const Candidate& candidate : candidates) *score++ = candidate.score;
  const float last = ranks_.find(scores_, beam_size_);
  uint32_t above = 0;
  uint32_t equal = 0;
  const size_t count = scores_.size();
  score = scores_.data();
  for (size_t i = 0; i < count; ++i) {
    above += score[i] > last;
    equal += score[i] == last;
  }
  uint8_t* const is_kept = is_kept_.data();
  for (size_t i = 0; i < count; ++i) is_kept[i] = score[i] >= last;
  if (above + equal > beam_size_) keep_lowest_labels(last, beam_size_ - above);
}

void Decoder::Search::keep_lowest_labels(float score, size_t count) {
  const auto label = [this](uint32_t i) {
    return i < beam_.size() ? beam_[i].label : expansion_.candidates()[i - beam_.size()].label;
  };
  tied_.clear();
  for (uint32_t i = 0; i < scores_.size(); ++i) {
    if (scores_[i] == score) tied_.push_back(i);
  }
  const auto end = tied_.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(tied_.begin(), end, tied_.end(), [&](uint32_t a, uint32_t b) { return label(a) < label(b); });
  for (auto i = end; i != tied_.end(); ++i) is_kept_[*i] = 0;
}

void Decoder::Search::update_beam() {
  prepare_timesteps();
  const size_t before = beam_.size();
  const bool has_candidates = !expansion_.candidates().empty();
  pruned_.clear();
  added_.clear();
  if (has_candidates) collect_changes();
  for (size_t i = 0; i < before; ++i) apply_new_scores(&beam_[i]);
  if (!has_candidates) return;
  for (const PrunedPrefix& prefix : pruned_) unlink(prefix.index);
  has_revived_ = false;
  for (size_t i = 0; i < added_.size(); ++i) {
    const size_t index = i < pruned_.size() ? pruned_[i].index : beam_.size();
    if (index == beam_.size()) beam_.emplace_back();
    add_prefix(added_[i], static_cast<uint32_t>(index));
  }
  if (has_revived_) find_revived_parents();
  for (const PrunedPrefix& prefix : pruned_) remove_prefix(prefix);
}

void Decoder::Search::prepare_timesteps() {
  // A list extends that of the parent before the frame, so all are created before any of them changes.
  for (size_t i = 0; i < beam_.size(); ++i) {
    BeamEntry& prefix = beam_[i];
    if (!prefix.is_new_emission) continue;
    prefix.is_new_emission = is_kept_[i];
    if (is_kept_[i]) prefix.new_timesteps = timesteps_.add(beam_[prefix.parent].timesteps, timestep_);
  }
}

void Decoder::Search::collect_changes() {
  const auto& candidates = expansion_.candidates();
  const size_t first = beam_.size();
  for (size_t i = 0; i < first; ++i) {
    if (!is_kept_[i]) pruned_.push_back({static_cast<uint32_t>(i), beam_[i].node, beam_[i].timesteps});
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!is_kept_[first + i]) continue;
    const Candidate& candidate = candidates[i];
    const BeamEntry& parent = beam_[candidate.parent];
    const uint32_t index = is_kept_[candidate.parent] ? candidate.parent : kNotInBeam;
    added_.push_back({candidate, parent.node, index, timesteps_.add(parent.timesteps, timestep_)});
  }
}

void Decoder::Search::apply_new_scores(BeamEntry* prefix) {
  prefix->score = prefix->new_score;
  prefix->blank = prefix->new_blank;
  prefix->non_blank = prefix->new_non_blank;
  if (!prefix->is_new_emission) return;
  timesteps_.release(prefix->timesteps);
  prefix->timesteps = prefix->new_timesteps;
}

void Decoder::Search::add_prefix(const NewPrefix& added, uint32_t index) {
  BeamEntry prefix{};
  prefix.parent_node = added.parent_node;
  prefix.parent = prefix.next_sibling = prefix.first_child = kNotInBeam;
  prefix.label = added.candidate.label;
  prefix.node = tree_.find_child(prefix.parent_node, prefix.label);
  if (prefix.node == Prefix::kNone) {
    prefix.node = tree_.add_child(prefix.parent_node, prefix.label);
    if (units_) units_->add_node(prefix.node);
  } else {
    has_revived_ = true;
  }
  if (units_) {
    const Dictionary& dictionary = units_->scores().scorer().dictionary();
    const bool is_word_end = dictionary.is_final(added.candidate.next_state);
    set_arcs(&prefix, is_word_end ? dictionary.start() : added.candidate.next_state);
    prefix.completes_unit = units_->completed(prefix.node, &prefix.unit_log_prob);
  }
  prefix.score = added.candidate.score;
  prefix.non_blank = added.candidate.score;
  prefix.blank = kLogZero;
  prefix.timesteps = added.timesteps;
  tree_[prefix.node].beam_index = index;
  beam_[index] = prefix;
  if (added.parent != kNotInBeam) link(index, added.parent);
}

void Decoder::Search::find_revived_parents() {
  for (uint32_t index = 0; index < beam_.size(); ++index) {
    const BeamEntry& prefix = beam_[index];
    if (prefix.parent != kNotInBeam || prefix.node == PrefixTree::kRoot) continue;
    // A parent that was already in the beam is already linked to its children, so this is a new parent.
    const uint32_t parent = tree_[prefix.parent_node].beam_index;
    if (parent < kPruned) link(index, parent);
  }
}

void Decoder::Search::remove_prefix(const PrunedPrefix& prefix) {
  timesteps_.release(prefix.timesteps);
  uint32_t node = prefix.node;
  tree_[node].beam_index = kNotInBeam;
  while (node != PrefixTree::kRoot && tree_[node].beam_index == kNotInBeam &&
         tree_[node].first_child == Prefix::kNone) {
    const uint32_t parent = tree_[node].parent;
    if (units_) units_->remove_node(node);
    tree_.remove(node);
    node = parent;
  }
}

void Decoder::Search::link(uint32_t index, uint32_t parent_index) {
  BeamEntry& prefix = beam_[index];
  BeamEntry& parent = beam_[parent_index];
  prefix.parent = parent_index;
  prefix.next_sibling = parent.first_child;
  parent.first_child = index;
  parent.child_labels |= uint64_t{1} << (prefix.label % 64);
}

void Decoder::Search::unlink(uint32_t index) {
  BeamEntry& prefix = beam_[index];
  tree_[prefix.node].beam_index = kPruned;
  for (uint32_t child = prefix.first_child; child != kNotInBeam; child = beam_[child].next_sibling) {
    beam_[child].parent = kNotInBeam;
  }
  if (prefix.parent == kNotInBeam) return;
  BeamEntry& parent = beam_[prefix.parent];
  uint32_t* link = &parent.first_child;
  while (*link != index) link = &beam_[*link].next_sibling;
  *link = prefix.next_sibling;
  parent.child_labels = 0;  // labels may share a bit, so all bits are set again
  for (uint32_t child = parent.first_child; child != kNotInBeam; child = beam_[child].next_sibling) {
    parent.child_labels |= uint64_t{1} << (beam_[child].label % 64);
  }
}

void Decoder::Search::set_arcs(BeamEntry* prefix, uint32_t state) const {
  const Dictionary& dictionary = units_->scores().scorer().dictionary();
  prefix->arcs = dictionary.begin(state);
  prefix->num_arcs = dictionary.num_arcs_of(state);
  prefix->arc_labels = 0;
  for (uint32_t i = 0; i < prefix->num_arcs; ++i) {
    prefix->arc_labels |= uint64_t{1} << (prefix->arcs[i].label() % 64);
  }
}

}  // namespace ds
