#include "decoder/unit_scores.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

namespace ds {
namespace {

// The constant of 0.9.3 for log10(e), so that scores are the same.
constexpr float kLog10E = 0.4342944819f;
// Lower values indicate a damaged file; those of KenLM are above -100.
constexpr float kMinLog10 = -1e6f;

}  // namespace

UnitScores::UnitScores(std::shared_ptr<Scorer> scorer, std::map<std::string, float> hot_words)
    : scorer_(std::move(scorer)), hot_words_(hot_words.begin(), hot_words.end()) {
  UnitRecord start{};
  start.state = scorer_->model().begin_sentence();
  start.since_unknown = UINT32_MAX / 2;
  records_.push_back(start);
}

float UnitScores::boost(const char* text, size_t size) const {
  if (hot_words_.empty()) return 0;
  const auto found = hot_words_.find(std::string_view(text, size));
  return found != hot_words_.end() && std::isfinite(found->second) ? found->second : 0;
}

UnitRecord UnitScores::compute(uint32_t previous, const char* text, size_t size) const {
  const LanguageModel& model = scorer_->model();
  const UnitRecord& before = records_[previous];
  UnitRecord record;
  record.previous = previous;
  record.units = before.units + 1;
  const uint32_t word = model.index(text, size);
  const float log10_prob = model.score(before.state, word, &record.state);
  record.since_unknown = word == LanguageModel::kUnknownWord ? 0 : before.since_unknown + 1;
  const uint32_t ngram = std::min<uint32_t>(record.units, model.order());
  const bool is_known = record.since_unknown >= ngram && log10_prob > kMinLog10 && log10_prob < -kMinLog10;
  record.log_prob = is_known ? log10_prob / kLog10E : kUnknownScore;

  record.boost = boost(text, size);
  record.ngram_boost = 0;
  if (!hot_words_.empty()) {
    float boosts[16];  // oldest last; an order beyond 6 cannot be loaded
    uint32_t count = 0;
    boosts[count++] = record.boost;
    for (uint32_t r = previous; count < std::min<uint32_t>(ngram, 16); r = records_[r].previous) {
      boosts[count++] = records_[r].boost;
    }
    while (count > 0) record.ngram_boost += boosts[--count];
  }
  return record;
}

uint32_t UnitScores::add(const UnitRecord& record) {
  if (free_.empty()) {
    records_.push_back(record);
    return static_cast<uint32_t>(records_.size() - 1);
  }
  const uint32_t number = free_.back();
  free_.pop_back();
  records_[number] = record;
  return number;
}

double UnitScores::highest_bonus(double alpha, double beta) const {
  double highest = 0;
  for (const auto& word : hot_words_) highest = std::max<double>(highest, word.second);
  if (!(alpha >= 0) || !std::isfinite(highest)) return HUGE_VAL;
  return alpha * highest * scorer_->max_order() + beta + 1e-3;  // plus a margin for rounding
}

}  // namespace ds
