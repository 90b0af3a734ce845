#include "decoder/expansion.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "decoder/arithmetic.h"

namespace ds {
Expansion::Expansion(uint32_t beam_size, uint32_t blank, const PrefixTree& tree, PrefixUnits* units)
    : beam_size_(beam_size), blank_(blank), tree_(tree), units_(units) {}

void Expansion::run(const std::vector<BeamEntry>& beam, FrameScores* frame) {
  beam_ = &beam;
  frame_ = *frame;
  candidates_.clear();
  tighten_at_ = beam_size_;
  bonus_ = 0;
  if (units_) {
    bonus_ = std::max(0.0f, static_cast<float>(units_->scores().highest_bonus(frame->alpha, frame->beta)));
  }
  // If prefixes of probability 0 count, the outer loop runs over the classes, because the order of the tree then
  // affects the results.
  const bool is_narrow = units_ && blank_ <= 64 && !frame_.keeps_zero_probability;
  if (is_narrow) {
    find_reachable();
  } else {
    rank_classes();
    farthest_ = ranked_.empty() ? kLogZero : ranked_.front().first + bonus_;
  }
  if (farthest_ <= kLogZero) return;
  for (uint32_t index = 0; index < beam.size(); ++index) {
    const float score = beam[index].score;
    if (score <= kLogZero || score + farthest_ < frame_.threshold) continue;
    if (is_narrow) {
      expand_by_dictionary(index);
    } else if (units_) {
      expand_by_classes(index);
    } else {
      expand_freely(index);
    }
  }
  frame->threshold = frame_.threshold;
}

void Expansion::rank_classes() {
  ranked_.clear();
  for (uint32_t label = 0; label < blank_; ++label) {
    const float log_prob = frame_.log_probs[label];
    if (log_prob <= kLogZero || log_prob + frame_.best + bonus_ < frame_.threshold) continue;
    ranked_.emplace_back(log_prob, label);
  }
  std::sort(ranked_.begin(), ranked_.end(), std::greater<>());
}

void Expansion::find_reachable() {
  float reach[64];
  farthest_ = kLogZero;
  for (uint32_t label = 0; label < blank_; ++label) {
    const float log_prob = frame_.log_probs[label];
    reach[label] = log_prob > kLogZero ? log_prob + (units_->can_complete(label) ? bonus_ : 0) : kLogZero;
    farthest_ = std::max(farthest_, reach[label]);
  }
  std::fill_n(reachable_, kSteps, 0);
  for (uint32_t label = 0; label < blank_; ++label) {
    if (reach[label] <= kLogZero) continue;
    const float step = (farthest_ - reach[label]) * kStepsPerUnit;
    // Beyond the last step: only possible from there.
    reachable_[step < kSteps - 1 ? static_cast<size_t>(step) : kSteps - 1] |= uint64_t{1} << label;
  }
  for (size_t i = 1; i < kSteps; ++i) reachable_[i] |= reachable_[i - 1];
}

float Expansion::extend(const BeamEntry& prefix, uint32_t label, float log_prob) {
  if (label != prefix.label) return log_prob + prefix.score;
  return prefix.blank > kLogZero ? log_prob + prefix.blank : kLogZero;
}

bool Expansion::has_child(const BeamEntry& prefix, uint32_t label) const {
  if (!(prefix.child_labels >> (label % 64) & 1)) return false;
  if (blank_ <= 64) return true;  // each label has its own bit
  for (uint32_t child = prefix.first_child; child != kNotInBeam; child = (*beam_)[child].next_sibling) {
    if ((*beam_)[child].label == label) return true;
  }
  return false;
}

void Expansion::expand_freely(uint32_t index) {
  const BeamEntry& prefix = (*beam_)[index];
  for (const auto& [log_prob, label] : ranked_) {
    if (log_prob + prefix.score < frame_.threshold) break;
    if (has_child(prefix, label)) continue;
    add(extend(prefix, label, log_prob), label, index, 0);
  }
}

void Expansion::expand_by_dictionary(uint32_t index) {
  const BeamEntry& prefix = (*beam_)[index];
  const float step = (prefix.score + farthest_ - frame_.threshold) * kStepsPerUnit + 1;  // one more because of rounding
  const uint64_t reachable = reachable_[step < kSteps - 1 ? static_cast<size_t>(step) : kSteps - 1];
  for (uint64_t labels = reachable & prefix.arc_labels & ~prefix.child_labels; labels != 0; labels &= labels - 1) {
    const auto label = static_cast<uint32_t>(__builtin_ctzll(labels));
    const float log_prob = frame_.log_probs[label];
    if (log_prob + prefix.score < frame_.lowest) continue;
    const Dictionary::Arc* arc = Dictionary::find(prefix.arcs, prefix.num_arcs, label);
    if (arc) try_arc(index, label, log_prob, static_cast<uint32_t>(arc->next_state));
  }
}

void Expansion::expand_by_classes(uint32_t index) {
  const BeamEntry& prefix = (*beam_)[index];
  for (const auto& [log_prob, label] : ranked_) {
    const float sum = log_prob + prefix.score;
    if (sum < frame_.lowest || sum + bonus_ < frame_.threshold) break;
    if (has_child(prefix, label)) continue;
    const Dictionary::Arc* arc = Dictionary::find(prefix.arcs, prefix.num_arcs, label);
    if (arc) try_arc(index, label, log_prob, static_cast<uint32_t>(arc->next_state));
  }
}

void Expansion::try_arc(uint32_t index, uint32_t label, float log_prob, uint32_t next_state) {
  const BeamEntry& prefix = (*beam_)[index];
  float score = extend(prefix, label, log_prob);
  const bool completes = units_->completes(tree_[prefix.node], label);
  if (!completes && score < frame_.threshold) return;
  if (completes) score = frame_.add_unit(score, units_->log_prob(prefix.node, label));
  add(score, label, index, next_state);
}

void Expansion::add(float score, uint32_t label, uint32_t index, uint32_t next_state) {
  // Also rejects NaN.
  if (!(score >= frame_.threshold && score < -kLogZero)) return;
  if (score <= kLogZero) {
    if (!frame_.keeps_zero_probability) return;
    score = kLogZero;
  }
  candidates_.push_back({score, label, index, next_state});
  if (candidates_.size() >= tighten_at_) tighten();
}

void Expansion::tighten() {
  scratch_.clear();
  for (const BeamEntry& prefix : *beam_) scratch_.push_back(prefix.new_score);
  for (const Candidate& candidate : candidates_) scratch_.push_back(candidate.score);
  if (scratch_.size() > beam_size_) {
    frame_.threshold = std::max(frame_.threshold, ranks_.find(scratch_, beam_size_));
    const auto is_low = [this](const Candidate& c) { return c.score < frame_.threshold; };
    candidates_.erase(std::remove_if(candidates_.begin(), candidates_.end(), is_low), candidates_.end());
  }
  tighten_at_ = candidates_.size() + beam_size_;
}

}  // namespace ds
