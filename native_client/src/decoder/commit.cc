// The second half of a frame: who is in the beam, and the bookkeeping that this takes.
#include <algorithm>

#include "decoder/arithmetic.h"
#include "decoder/search.h"

namespace ds {
namespace {

// Place of a node that has left the beam, but whose turn to be freed is still to come.
constexpr uint32_t kLeaving = kNobody - 1;

}  // namespace

void Decoder::Search::select() {
  scores_.clear();
  if (expansion_.candidates().empty()) {
    scores_.resize(active_.size());
    is_kept_.assign(active_.size(), 1);
    return;
  }
  for (const Active& prefix : active_) scores_.push_back(prefix.new_score);
  for (const Candidate& candidate : expansion_.candidates()) scores_.push_back(candidate.score);
  is_kept_.assign(scores_.size(), 1);
  if (scores_.size() <= beam_size_) return;
  const float last = ranks_.find(scores_, beam_size_);
  size_t above = 0;
  size_t equal = 0;
  for (size_t i = 0; i < scores_.size(); ++i) {
    above += scores_[i] > last;
    equal += scores_[i] == last;
    is_kept_[i] = scores_[i] >= last;
  }
  if (above + equal > beam_size_) keep_likeliest_labels(last, beam_size_ - above);
}

void Decoder::Search::keep_likeliest_labels(float score, size_t places) {
  const auto label = [this](uint32_t i) {
    return i < active_.size() ? active_[i].label : expansion_.candidates()[i - active_.size()].label;
  };
  tied_.clear();
  for (uint32_t i = 0; i < scores_.size(); ++i) {
    if (scores_[i] == score) tied_.push_back(i);
  }
  const auto end = tied_.begin() + static_cast<std::ptrdiff_t>(places);
  std::nth_element(tied_.begin(), end, tied_.end(), [&](uint32_t a, uint32_t b) { return label(a) < label(b); });
  for (auto i = end; i != tied_.end(); ++i) is_kept_[*i] = 0;
}

void Decoder::Search::commit() {
  const auto& candidates = expansion_.candidates();
  const size_t first = active_.size();
  // A list of timesteps is made from the parent's as it was before the frame, so all are made before one changes.
  new_timesteps_.resize(scores_.size());
  for (size_t i = 0; i < first; ++i) {
    const Active& prefix = active_[i];
    if (is_kept_[i] && prefix.is_new_emission) {
      new_timesteps_[i] = timesteps_.add(active_[prefix.parent].timesteps, timestep_);
    }
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (is_kept_[first + i]) {
      new_timesteps_[first + i] = timesteps_.add(active_[candidates[i].parent].timesteps, timestep_);
    }
  }
  keep_active();
  has_revived_ = false;
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (is_kept_[first + i]) enter(candidates[i], new_timesteps_[first + i]);
  }
  if (has_revived_) find_revived_parents();
  for (size_t i = 0; i < first; ++i) {
    if (!is_kept_[i]) leave(active_[i]);
  }
  active_.swap(next_active_);
  link_children();
}

void Decoder::Search::keep_active() {
  next_active_.clear();
  new_place_.resize(active_.size());
  for (size_t i = 0; i < active_.size(); ++i) {
    if (!is_kept_[i]) {
      new_place_[i] = kNobody;
      tree_[active_[i].node].place = kLeaving;
      continue;
    }
    new_place_[i] = static_cast<uint32_t>(next_active_.size());
    next_active_.push_back(active_[i]);
    Active& prefix = next_active_.back();
    prefix.score = prefix.new_score;
    prefix.blank = prefix.new_blank;
    prefix.non_blank = prefix.new_non_blank;
    if (prefix.is_new_emission) {
      timesteps_.release(prefix.timesteps);
      prefix.timesteps = new_timesteps_[i];
    }
  }
  for (Active& prefix : next_active_) {
    if (prefix.parent != kNobody) prefix.parent = new_place_[prefix.parent];
  }
}

void Decoder::Search::enter(const Candidate& candidate, uint32_t timesteps) {
  Active prefix{};
  prefix.parent_node = active_[candidate.parent].node;
  prefix.parent = new_place_[candidate.parent];
  prefix.label = candidate.label;
  prefix.node = tree_.find_child(prefix.parent_node, candidate.label);
  if (prefix.node == Prefix::kNone) {
    prefix.node = tree_.add_child(prefix.parent_node, candidate.label);
    if (units_) units_->enter(prefix.node);
  } else {
    has_revived_ = true;
  }
  if (units_) {
    const Dictionary& dictionary = units_->scores().scorer().dictionary();
    const bool is_word_end = dictionary.is_final(candidate.next_state);
    set_arcs(&prefix, is_word_end ? dictionary.start() : candidate.next_state);
    prefix.completes_unit = units_->completed(prefix.node, &prefix.unit_log_prob);
  }
  prefix.score = candidate.score;
  prefix.non_blank = candidate.score;
  prefix.blank = kLogZero;
  prefix.timesteps = timesteps;
  tree_[prefix.node].place = static_cast<uint32_t>(next_active_.size());
  next_active_.push_back(prefix);
}

void Decoder::Search::find_revived_parents() {
  for (Active& prefix : next_active_) {
    if (prefix.parent != kNobody || prefix.node == PrefixTree::kRoot) continue;
    // A parent that was in the beam before has its children's links already, so this place is new.
    const uint32_t place = tree_[prefix.parent_node].place;
    if (place < kLeaving) prefix.parent = place;
  }
}

void Decoder::Search::leave(const Active& prefix) {
  timesteps_.release(prefix.timesteps);
  uint32_t node = prefix.node;
  tree_[node].place = kNobody;
  while (node != PrefixTree::kRoot && tree_[node].place == kNobody && tree_[node].first_child == Prefix::kNone) {
    const uint32_t parent = tree_[node].parent;
    if (units_) units_->leave(node);
    tree_.remove(node);
    node = parent;
  }
}

void Decoder::Search::link_children() {
  for (Active& prefix : active_) {
    prefix.first_child = kNobody;
    prefix.child_labels = 0;
  }
  for (uint32_t place = 0; place < active_.size(); ++place) {
    Active& prefix = active_[place];
    if (prefix.parent == kNobody) continue;
    Active& parent = active_[prefix.parent];
    parent.child_labels |= uint64_t{1} << (prefix.label % 64);
    prefix.next_sibling = parent.first_child;
    parent.first_child = place;
  }
}

void Decoder::Search::set_arcs(Active* prefix, uint32_t state) const {
  const Dictionary& dictionary = units_->scores().scorer().dictionary();
  prefix->arcs = dictionary.begin(state);
  prefix->num_arcs = dictionary.num_arcs_of(state);
}

}  // namespace ds
