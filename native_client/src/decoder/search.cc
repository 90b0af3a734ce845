#include "decoder/search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "decoder/arithmetic.h"

namespace ds {
namespace {

// Until a frame is less surely blank than this nothing is tried, so that the first label is not put too early.
constexpr double kSureBlank = 0.999;

// Beam index of a node that has lost its place, but whose turn to be freed is still to come.
constexpr int32_t kLeaving = -2;

}  // namespace

Decoder::Search::Search(const Alphabet& alphabet, std::shared_ptr<Scorer> scorer, HotWords hot_words,
                        DecoderOptions options)
    : beam_size_(std::max(options.beam_size, 1u)),
      classes_(static_cast<uint32_t>(alphabet.size() + 1)),
      frame_classes_(classes_, options.cutoff_prob, options.cutoff_top_n),
      units_(scorer ? std::make_unique<PrefixUnits>(alphabet, &tree_, scorer, std::move(hot_words)) : nullptr),
      expansion_(beam_size_, classes_ - 1, tree_, units_.get()) {
  Prefix& root = tree_[PrefixTree::kRoot];
  root.non_blank = kLogZero;
  root.beam_index = 0;
  if (scorer) {
    root.dictionary_state = scorer->dictionary().start();
    root.units_before = UnitScores::kStart;
  }
  beam_.push_back(PrefixTree::kRoot);
}

template <class Float>
bool Decoder::Search::next(const Float* probs, int frames, int classes) {
  if (classes < 0 || static_cast<uint32_t>(classes) != classes_) return false;
  for (int t = 0; t < frames; ++t, ++timestep_) {
    frame_classes_.set(probs + static_cast<size_t>(t) * classes_);
    has_started_ = has_started_ || frame_classes_.blank_probability() < kSureBlank;
    if (has_started_) step();
  }
  return true;
}

template bool Decoder::Search::next(const float*, int, int);
template bool Decoder::Search::next(const double*, int, int);

void Decoder::Search::step() {
  collect_active();
  FrameScores frame = frame_scores();
  new_scores_.clear();
  for (Active& prefix : active_) {
    update(&prefix, frame);
    new_scores_.push_back(log_sum_exp(prefix.new_blank, prefix.new_non_blank));
  }
  if (active_.size() >= beam_size_) {
    frame.threshold = *std::min_element(new_scores_.begin(), new_scores_.end());
  }
  expansion_.run(active_, new_scores_, frame);
  select();
  commit();
}

void Decoder::Search::collect_active() {
  active_.clear();
  for (const uint32_t node : beam_) {
    const Prefix& prefix = tree_[node];
    Active active{};
    active.node = node;
    active.label = prefix.label;
    active.score = prefix.score;
    active.blank = prefix.blank;
    active.non_blank = prefix.non_blank;
    active.dictionary_state = prefix.dictionary_state;
    active.first_child = active.next_sibling = UINT32_MAX;
    active_.push_back(active);
  }
  for (uint32_t place = 0; place < active_.size(); ++place) {
    Active& active = active_[place];
    if (active.node == PrefixTree::kRoot) continue;
    const int32_t parent = tree_[tree_[active.node].parent].beam_index;
    if (parent < 0) continue;
    Active& above = active_[static_cast<size_t>(parent)];
    above.child_labels |= uint64_t{1} << (active.label % 64);
    active.next_sibling = above.first_child;
    above.first_child = place;
  }
}

FrameScores Decoder::Search::frame_scores() const {
  FrameScores frame{};
  frame.log_probs = frame_classes_.log_probs().data();
  frame.lowest = -HUGE_VALF;
  frame.threshold = -HUGE_VALF;
  frame.keeps_dead = frame_classes_.is_pruning();
  if (!units_) return frame;
  frame.alpha = units_->scores().scorer().alpha;
  frame.beta = units_->scores().scorer().beta;
  if (active_.size() >= beam_size_) {
    float worst = -kLogZero;
    for (const Active& prefix : active_) worst = std::min(worst, prefix.score);
    frame.lowest =
        static_cast<float>(worst + std::log(frame_classes_.blank_probability()) - std::max(0.0, frame.beta));
  }
  return frame;
}

float Decoder::Search::emission(const Active& prefix, const FrameScores& frame) const {
  const Prefix& node = tree_[prefix.node];
  const Prefix& parent = tree_[node.parent];
  if (parent.beam_index < 0 || parent.score <= kLogZero) return kLogZero;
  const float log_prob = frame.log_probs[prefix.label];
  if (log_prob + parent.score < frame.lowest) return kLogZero;
  float score = log_prob + parent.score;
  if (prefix.label == parent.label) score = parent.blank > kLogZero ? log_prob + parent.blank : kLogZero;
  if (units_ && units_->completes(parent, static_cast<uint32_t>(prefix.label))) {
    score += units_->score_of_child(prefix.node, frame.alpha);
    score = static_cast<float>(score + frame.beta);
  }
  return score > kLogZero && score < -kLogZero ? score : kLogZero;
}

void Decoder::Search::update(Active* prefix, const FrameScores& frame) {
  const float blank = frame.log_probs[classes_ - 1];
  const bool is_alive = prefix->score > kLogZero;
  prefix->new_blank = kLogZero;
  prefix->new_non_blank = kLogZero;
  if (is_alive && blank > kLogZero && blank + prefix->score >= frame.lowest) prefix->new_blank = blank + prefix->score;
  if (prefix->label < 0) return;
  const float log_prob = frame.log_probs[prefix->label];
  if (log_prob <= kLogZero) return;
  float repeated = kLogZero;
  if (is_alive && prefix->non_blank > kLogZero && log_prob + prefix->score >= frame.lowest) {
    repeated = log_prob + prefix->non_blank;
  }
  const float emitted = emission(*prefix, frame);
  prefix->new_non_blank = log_sum_exp(repeated, emitted);
  prefix->is_new_emission = emitted > repeated && prefix->new_non_blank >= prefix->new_blank;
}

void Decoder::Search::select() {
  ranked_.clear();
  for (uint32_t i = 0; i < active_.size(); ++i) {
    ranked_.push_back({new_scores_[i], static_cast<uint32_t>(active_[i].label), i});
  }
  const auto& candidates = expansion_.candidates();
  const auto first = static_cast<uint32_t>(active_.size());
  for (uint32_t i = 0; i < candidates.size(); ++i) {
    ranked_.push_back({candidates[i].score, static_cast<uint32_t>(candidates[i].label), first + i});
  }
  dropped_.clear();
  if (ranked_.size() <= beam_size_) return;
  const auto end = ranked_.begin() + beam_size_;
  std::nth_element(ranked_.begin(), end, ranked_.end());
  for (auto i = end; i != ranked_.end(); ++i) {
    if (i->index < first) dropped_.push_back(active_[i->index].node);
  }
  ranked_.erase(end, ranked_.end());
}

void Decoder::Search::commit() {
  const auto first = static_cast<uint32_t>(active_.size());
  // A list of timesteps is made from the parent's as it was before the frame, so all are made before one changes.
  for (Active& active : active_) {
    if (active.is_new_emission) {
      active.new_timesteps = timesteps_.add(tree_[tree_[active.node].parent].timesteps, timestep_);
    }
  }
  beam_.clear();
  for (const Ranked& ranked : ranked_) {
    if (ranked.index >= first) enter_candidate(expansion_.candidates()[ranked.index - first]);
  }
  for (uint32_t i = 0; i < first; ++i) {
    const Active& active = active_[i];
    Prefix& prefix = tree_[active.node];
    prefix.blank = active.new_blank;
    prefix.non_blank = active.new_non_blank;
    prefix.score = new_scores_[i];
    if (active.is_new_emission) {
      timesteps_.release(prefix.timesteps);
      prefix.timesteps = active.new_timesteps;
    }
  }
  for (const uint32_t node : dropped_) tree_[node].beam_index = kLeaving;
  for (const Ranked& ranked : ranked_) {
    if (ranked.index < first) beam_.push_back(active_[ranked.index].node);
  }
  for (uint32_t place = 0; place < beam_.size(); ++place) tree_[beam_[place]].beam_index = static_cast<int32_t>(place);
  for (const uint32_t node : dropped_) drop(node);
}

void Decoder::Search::enter_candidate(const Candidate& candidate) {
  const Active& parent = active_[candidate.parent];
  uint32_t node = tree_.find_child(parent.node, candidate.label);
  if (node == Prefix::kNone) {
    node = tree_.add_child(parent.node, candidate.label);
    if (units_) {
      const Dictionary& dictionary = units_->scores().scorer().dictionary();
      const bool is_word_end = dictionary.is_final(candidate.next_state);
      tree_[node].dictionary_state = is_word_end ? dictionary.start() : candidate.next_state;
      units_->enter(node);
    }
  }
  Prefix& prefix = tree_[node];
  prefix.blank = kLogZero;
  prefix.non_blank = candidate.score;
  prefix.score = candidate.score;
  prefix.timesteps = timesteps_.add(tree_[parent.node].timesteps, timestep_);
  beam_.push_back(node);
}

void Decoder::Search::drop(uint32_t node) {
  timesteps_.release(tree_[node].timesteps);
  tree_[node].timesteps = TimestepTree::kNone;
  tree_[node].beam_index = -1;
  while (node != PrefixTree::kRoot && tree_[node].beam_index == -1 && tree_[node].first_child == Prefix::kNone) {
    const uint32_t parent = tree_[node].parent;
    if (units_) units_->leave(node);
    tree_.remove(node);
    node = parent;
  }
}

std::vector<Hypothesis> Decoder::Search::decode(size_t n) const {
  std::vector<Ranked> ranked;
  for (const uint32_t node : tree_.beam_in_order()) {
    float score = tree_[node].score;
    double log_prob;
    if (units_ && units_->has_open_unit(node, &log_prob)) {
      const Scorer& scorer = units_->scores().scorer();
      auto last = static_cast<float>(log_prob * scorer.alpha);
      last = static_cast<float>(last + scorer.beta);
      score += last;
    }
    if (!(score >= kLogZero)) score = kLogZero;  // also what is not a number
    ranked.push_back({score, static_cast<uint32_t>(tree_[node].label), node});
  }
  const size_t count = std::min(n, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end());
  std::vector<Hypothesis> hypotheses(count);
  for (size_t i = 0; i < count; ++i) {
    hypotheses[i].confidence = ranked[i].score;
    hypotheses[i].tokens = tree_.labels(ranked[i].index);
    hypotheses[i].timesteps = timesteps_.list(tree_[ranked[i].index].timesteps);
  }
  return hypotheses;
}

}  // namespace ds
