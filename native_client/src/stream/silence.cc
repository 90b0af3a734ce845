#include "stream/silence.h"

#include <algorithm>
#include <cmath>

namespace ds {
namespace {

constexpr double kSpeechProbability = 0.5;  // of all characters together
constexpr double kMaxTailSeconds = 0.5;     // longest continuation of a word after its last character
constexpr double kEchoSeconds = 0.3;        // windows this soon after a character do not count as silence
constexpr double kAboveQuiet = 10;          // dB, before the first speech
constexpr double kBelowSpeech = 15;         // dB, before the first silence
constexpr double kMinDifferenceDb = 6;      // between speech and silence; otherwise the level is not informative
constexpr double kFollow = 0.05;            // weight of a new window in a running level, which covers about 0.4 s
constexpr double kFloor = 1e-10;            // power of digital silence: -100 dB

void follow(std::optional<double>* level, double decibels) {
  *level = level->has_value() ? **level + kFollow * (decibels - **level) : decibels;
}

}  // namespace

SilenceMeter::SilenceMeter(const ModelInfo& info, uint32_t space)
    : window_size_(info.window_samples),
      step_(info.step_samples),
      rate_hz_(info.sample_rate_hz),
      n_classes_(info.n_classes),
      subsampling_(info.subsampling),
      space_(space),
      longest_tail_(static_cast<uint64_t>(kMaxTailSeconds * rate_hz_ / static_cast<double>(step_))),
      echo_(static_cast<uint64_t>(kEchoSeconds * rate_hz_ / static_cast<double>(step_))) {}

void SilenceMeter::add_window(const float* window) {
  double power = 0;
  for (size_t i = 0; i < window_size_; i++) power += static_cast<double>(window[i]) * window[i];
  pending_.push_back(10 * std::log10(power / static_cast<double>(window_size_) + kFloor));
}

bool SilenceMeter::is_loud(double decibels) const {
  if (speech_level_ && quiet_level_) {
    const bool is_informative = *speech_level_ - *quiet_level_ > kMinDifferenceDb;
    return is_informative && decibels > (*speech_level_ + *quiet_level_) / 2;
  }
  if (speech_level_) return decibels > *speech_level_ - kBelowSpeech;
  return quiet_level_ && decibels > *quiet_level_ + kAboveQuiet;
}

void SilenceMeter::add_probabilities(const float* probabilities) {
  double silent = probabilities[n_classes_ - 1];
  if (space_ < n_classes_) silent += probabilities[space_];
  for (size_t i = 0; i < subsampling_ && !pending_.empty(); i++) {
    const double decibels = pending_.front();
    pending_.pop_front();
    decide(decibels, silent <= 1 - kSpeechProbability);
  }
}

void SilenceMeter::decide(double decibels, bool is_speech) {
  const uint64_t window = decided_++;
  if (is_speech) {
    last_label_ = window;
    is_in_tail_ = true;
    speech_end_ = end_of(window);
    follow(&speech_level_, decibels);
    return;
  }
  is_in_tail_ = is_in_tail_ && window - *last_label_ <= longest_tail_ && is_loud(decibels);
  if (is_in_tail_) {
    speech_end_ = end_of(window);
  } else if (!last_label_ || window - *last_label_ > echo_) {
    follow(&quiet_level_, decibels);
  }
}

double SilenceMeter::seconds(uint64_t samples) const {
  uint64_t end = speech_end_;
  for (size_t i = 0; i < pending_.size(); i++) {
    if (is_loud(pending_[i])) end = end_of(decided_ + i);
  }
  return static_cast<double>(samples - std::min(end, samples)) / rate_hz_;
}

}  // namespace ds
