#include "decoder/search.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "decoder/arithmetic.h"

namespace ds {
namespace {

// Frames are ignored until one has a lower blank probability, so that the first label is not too early.
constexpr double kSureBlank = 0.999;

}  // namespace

Decoder::Search::Search(const Alphabet& alphabet, const std::shared_ptr<Scorer>& scorer, HotWords hot_words,
                        DecoderOptions options)
    : beam_size_(std::max(options.beam_size, 1u)),
      classes_(static_cast<uint32_t>(alphabet.size() + 1)),
      frame_classes_(classes_, options.cutoff_prob, options.cutoff_top_n),
      units_(scorer ? std::make_unique<PrefixUnits>(alphabet, &tree_, scorer, std::move(hot_words)) : nullptr),
      expansion_(beam_size_, classes_ - 1, tree_, units_.get()) {
  Prefix& root = tree_[PrefixTree::kRoot];
  root.beam_index = 0;
  BeamEntry empty{};
  empty.node = PrefixTree::kRoot;
  empty.parent_node = Prefix::kNone;
  empty.label = kNoLabel;
  empty.parent = empty.first_child = empty.next_sibling = kNotInBeam;
  empty.non_blank = kLogZero;
  if (scorer) {
    root.units_before = UnitScores::kStart;
    set_arcs(&empty, scorer->dictionary().start());
  }
  beam_.push_back(empty);
}

Decoder::Search::Search(const Search& other)
    : beam_size_(other.beam_size_),
      classes_(other.classes_),
      frame_classes_(other.frame_classes_),
      tree_(other.tree_),
      timesteps_(other.timesteps_),
      units_(other.units_ ? std::make_unique<PrefixUnits>(*other.units_, &tree_) : nullptr),
      expansion_(beam_size_, classes_ - 1, tree_, units_.get()),
      has_started_(other.has_started_),
      timestep_(other.timestep_),
      beam_(other.beam_) {}

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
  FrameScores frame = frame_scores();
  float worst = -kLogZero;
  for (BeamEntry& prefix : beam_) {
    update(&prefix, frame);
    worst = std::min(worst, prefix.new_score);
  }
  if (beam_.size() >= beam_size_) frame.threshold = worst;
  expansion_.run(beam_, &frame);
  prune();
  update_beam();
}

FrameScores Decoder::Search::frame_scores() const {
  FrameScores frame{};
  frame.log_probs = frame_classes_.log_probs().data();
  frame.lowest = -HUGE_VALF;
  frame.threshold = -HUGE_VALF;
  frame.keeps_zero_probability = frame_classes_.is_pruning();
  frame.best = kLogZero;
  float worst = -kLogZero;
  for (const BeamEntry& prefix : beam_) {
    frame.best = std::max(frame.best, prefix.score);
    worst = std::min(worst, prefix.score);
  }
  if (!units_) return frame;
  frame.alpha = units_->scores().scorer().alpha;
  frame.beta = units_->scores().scorer().beta;
  if (beam_.size() >= beam_size_) {
    frame.lowest = static_cast<float>(worst + std::log(frame_classes_.blank_probability()) - std::max(0.0, frame.beta));
  }
  return frame;
}

float Decoder::Search::emission(const BeamEntry& prefix, float log_prob, const FrameScores& frame) const {
  if (prefix.parent == kNotInBeam) return kLogZero;
  const BeamEntry& parent = beam_[prefix.parent];
  float score = log_prob + parent.score;
  if (score < frame.lowest) return kLogZero;
  if (prefix.label == parent.label) score = log_prob + parent.blank;
  if (prefix.completes_unit) score = frame.add_unit(score, prefix.unit_log_prob);
  return score > kLogZero && score < -kLogZero ? score : kLogZero;
}

// Sums with kLogZero are at most kLogZero.
void Decoder::Search::update(BeamEntry* prefix, const FrameScores& frame) const {
  const float blank = frame.log_probs[classes_ - 1] + prefix->score;
  const float new_blank = blank >= frame.lowest ? std::max(blank, kLogZero) : kLogZero;
  float new_non_blank = kLogZero;
  prefix->is_new_emission = false;
  if (prefix->label != kNoLabel) {
    const float log_prob = frame.log_probs[prefix->label];
    const bool is_tried = log_prob + prefix->score >= frame.lowest;
    const float repeated = is_tried ? std::max(log_prob + prefix->non_blank, kLogZero) : kLogZero;
    const float emitted = emission(*prefix, log_prob, frame);
    new_non_blank = log_sum_exp(repeated, emitted);
    prefix->is_new_emission = emitted > repeated && new_non_blank >= new_blank;
  }
  prefix->new_blank = new_blank;
  prefix->new_non_blank = new_non_blank;
  prefix->new_score = log_sum_exp(new_blank, new_non_blank);
}

std::vector<Hypothesis> Decoder::Search::decode(size_t n, LastWord last_word) const {
  struct Ranked {
    float score;
    uint32_t label;  // of the root: the highest number
    uint32_t index;

    bool operator<(const Ranked& other) const {
      return score != other.score ? score > other.score : label < other.label;
    }
  };
  std::vector<uint32_t> index_of(tree_.size(), kNotInBeam);
  for (uint32_t index = 0; index < beam_.size(); ++index) index_of[beam_[index].node] = index;
  std::vector<Ranked> ranked;
  for (const uint32_t node : tree_.beam_in_order()) {
    const BeamEntry& prefix = beam_[index_of[node]];
    float score = prefix.score;
    double log_prob;
    if (units_ && last_word != LastWord::kOpen &&
        units_->has_open_unit(node, last_word == LastWord::kBoosted, &log_prob)) {
      const Scorer& scorer = units_->scores().scorer();
      auto last = static_cast<float>(log_prob * scorer.alpha);
      last = static_cast<float>(last + scorer.beta);
      score += last;
    }
    if (!(score >= kLogZero)) score = kLogZero;  // also true for NaN
    ranked.push_back({score, prefix.label, index_of[node]});
  }
  const size_t count = std::min(n, ranked.size());
  std::partial_sort(ranked.begin(), ranked.begin() + static_cast<std::ptrdiff_t>(count), ranked.end());
  std::vector<Hypothesis> hypotheses(count);
  for (size_t i = 0; i < count; ++i) {
    const BeamEntry& prefix = beam_[ranked[i].index];
    hypotheses[i].confidence = ranked[i].score;
    hypotheses[i].tokens = tree_.labels(prefix.node);
    hypotheses[i].timesteps = timesteps_.list(prefix.timesteps);
  }
  return hypotheses;
}

}  // namespace ds
