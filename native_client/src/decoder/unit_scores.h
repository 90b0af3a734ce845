// Language model scores of the units of a prefix: words, or characters in bytes mode.
#ifndef DS_DECODER_UNIT_SCORES_H_
#define DS_DECODER_UNIT_SCORES_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scorer/scorer.h"

namespace ds {

// The record of a unit: computed once, used by all units after it.
struct UnitRecord {
  LanguageModelState state;
  double log_prob;         // ln P(unit | units before), kUnknownScore if a unit of its n-gram is unknown
  float boost;             // of this unit alone, if it is a hot word
  float ngram_boost;       // of all units of its n-gram
  uint32_t previous;       // record of the unit before
  uint32_t units;          // number of units so far
  uint32_t since_unknown;  // units since the last unknown one; 0: this one

  double boosted() const { return log_prob + ngram_boost; }
};

class UnitScores {
 public:
  static constexpr double kUnknownScore = -1000.0;
  static constexpr uint32_t kStart = 0;  // the record before any unit

  UnitScores(std::shared_ptr<Scorer> scorer, std::map<std::string, float> hot_words);

  const Scorer& scorer() const { return *scorer_; }
  const UnitRecord& operator[](uint32_t record) const { return records_[record]; }

  // The record of a unit after `previous`, without storing it.
  UnitRecord compute(uint32_t previous, const char* text, size_t size) const;
  uint32_t add(const UnitRecord& record);
  void remove(uint32_t record) { free_.push_back(record); }

  // Upper bound of the contribution of a unit to the score of a prefix.
  double highest_bonus(double alpha, double beta) const;

 private:
  float boost(const char* text, size_t size) const;

  std::shared_ptr<Scorer> scorer_;
  std::map<std::string, float, std::less<>> hot_words_;
  std::vector<UnitRecord> records_;
  std::vector<uint32_t> free_;
};

}  // namespace ds

#endif  // DS_DECODER_UNIT_SCORES_H_
