// The second half of a frame: who is in the beam, and the bookkeeping that this takes. Prefixes keep their places, so
// that a frame costs only what it changes; who comes in takes the place of one who leaves.
#include <algorithm>

#include "decoder/arithmetic.h"
#include "decoder/search.h"

namespace ds {
namespace {

// Place of a node that has left the beam, but whose turn to be freed is still to come.
constexpr uint32_t kLeaving = kNobody - 1;

}  // namespace

void Decoder::Search::select() {
  const auto& candidates = expansion_.candidates();
  is_kept_.assign(active_.size() + candidates.size(), 1);
  if (is_kept_.size() <= beam_size_) return;
  scores_.resize(is_kept_.size());
  float* score = scores_.data();
  for (const Active& prefix : active_) *score++ = prefix.new_score;
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
  prepare_timesteps();
  const size_t before = active_.size();
  const bool has_candidates = !expansion_.candidates().empty();
  leaving_.clear();
  entering_.clear();
  if (has_candidates) list_changes();
  for (size_t i = 0; i < before; ++i) take_new_scores(&active_[i]);
  if (!has_candidates) return;
  for (const Leaving& prefix : leaving_) unlink(prefix.place);
  has_revived_ = false;
  for (size_t i = 0; i < entering_.size(); ++i) {
    const size_t place = i < leaving_.size() ? leaving_[i].place : active_.size();
    if (place == active_.size()) active_.emplace_back();
    enter(entering_[i], static_cast<uint32_t>(place));
  }
  if (has_revived_) find_revived_parents();
  for (const Leaving& prefix : leaving_) leave(prefix);
}

void Decoder::Search::prepare_timesteps() {
  // A list is made from the parent's as it was before the frame, so all are made before one changes.
  for (size_t i = 0; i < active_.size(); ++i) {
    Active& prefix = active_[i];
    if (!prefix.is_new_emission) continue;
    prefix.is_new_emission = is_kept_[i];
    if (is_kept_[i]) prefix.new_timesteps = timesteps_.add(active_[prefix.parent].timesteps, timestep_);
  }
}

void Decoder::Search::list_changes() {
  const auto& candidates = expansion_.candidates();
  const size_t first = active_.size();
  for (size_t i = 0; i < first; ++i) {
    if (!is_kept_[i]) leaving_.push_back({static_cast<uint32_t>(i), active_[i].node, active_[i].timesteps});
  }
  for (size_t i = 0; i < candidates.size(); ++i) {
    if (!is_kept_[first + i]) continue;
    const Candidate& candidate = candidates[i];
    const Active& parent = active_[candidate.parent];
    const uint32_t place = is_kept_[candidate.parent] ? candidate.parent : kNobody;
    entering_.push_back({candidate, parent.node, place, timesteps_.add(parent.timesteps, timestep_)});
  }
}

void Decoder::Search::take_new_scores(Active* prefix) {
  prefix->score = prefix->new_score;
  prefix->blank = prefix->new_blank;
  prefix->non_blank = prefix->new_non_blank;
  if (!prefix->is_new_emission) return;
  timesteps_.release(prefix->timesteps);
  prefix->timesteps = prefix->new_timesteps;
}

void Decoder::Search::enter(const Entering& entering, uint32_t place) {
  Active prefix{};
  prefix.parent_node = entering.parent_node;
  prefix.parent = prefix.next_sibling = prefix.first_child = kNobody;
  prefix.label = entering.candidate.label;
  prefix.node = tree_.find_child(prefix.parent_node, prefix.label);
  if (prefix.node == Prefix::kNone) {
    prefix.node = tree_.add_child(prefix.parent_node, prefix.label);
    if (units_) units_->enter(prefix.node);
  } else {
    has_revived_ = true;
  }
  if (units_) {
    const Dictionary& dictionary = units_->scores().scorer().dictionary();
    const bool is_word_end = dictionary.is_final(entering.candidate.next_state);
    set_arcs(&prefix, is_word_end ? dictionary.start() : entering.candidate.next_state);
    prefix.completes_unit = units_->completed(prefix.node, &prefix.unit_log_prob);
  }
  prefix.score = entering.candidate.score;
  prefix.non_blank = entering.candidate.score;
  prefix.blank = kLogZero;
  prefix.timesteps = entering.timesteps;
  tree_[prefix.node].place = place;
  active_[place] = prefix;
  if (entering.parent != kNobody) link(place, entering.parent);
}

void Decoder::Search::find_revived_parents() {
  for (uint32_t place = 0; place < active_.size(); ++place) {
    const Active& prefix = active_[place];
    if (prefix.parent != kNobody || prefix.node == PrefixTree::kRoot) continue;
    // A parent that was in the beam before has its children's links already, so this place is new.
    const uint32_t parent = tree_[prefix.parent_node].place;
    if (parent < kLeaving) link(place, parent);
  }
}

void Decoder::Search::leave(const Leaving& prefix) {
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

void Decoder::Search::link(uint32_t place, uint32_t parent_place) {
  Active& prefix = active_[place];
  Active& parent = active_[parent_place];
  prefix.parent = parent_place;
  prefix.next_sibling = parent.first_child;
  parent.first_child = place;
  parent.child_labels |= uint64_t{1} << (prefix.label % 64);
}

void Decoder::Search::unlink(uint32_t place) {
  Active& prefix = active_[place];
  tree_[prefix.node].place = kLeaving;
  for (uint32_t child = prefix.first_child; child != kNobody; child = active_[child].next_sibling) {
    active_[child].parent = kNobody;
  }
  if (prefix.parent == kNobody) return;
  Active& parent = active_[prefix.parent];
  uint32_t* link = &parent.first_child;
  while (*link != place) link = &active_[*link].next_sibling;
  *link = prefix.next_sibling;
  parent.child_labels = 0;  // labels may share a bit, so they are set anew
  for (uint32_t child = parent.first_child; child != kNobody; child = active_[child].next_sibling) {
    parent.child_labels |= uint64_t{1} << (active_[child].label % 64);
  }
}

void Decoder::Search::set_arcs(Active* prefix, uint32_t state) const {
  const Dictionary& dictionary = units_->scores().scorer().dictionary();
  prefix->arcs = dictionary.begin(state);
  prefix->num_arcs = dictionary.num_arcs_of(state);
  prefix->arc_labels = 0;
  for (uint32_t i = 0; i < prefix->num_arcs; ++i) {
    prefix->arc_labels |= uint64_t{1} << (static_cast<uint32_t>(prefix->arcs[i].input_label - 1) % 64);
  }
}

}  // namespace ds
