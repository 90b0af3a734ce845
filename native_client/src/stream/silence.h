// Length of the trailing silence of an utterance.
#ifndef DS_STREAM_SILENCE_H_
#define DS_STREAM_SILENCE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "model/acoustic_model.h"

namespace ds {

// The acoustic model detects speech, but half a second late. Until then the level of the audio decides, compared with
// the levels of speech and silence as detected by the model. Therefore noise does not count as speech once the model
// has processed it, however loud it is. deepspeech.h describes this for users.
class SilenceMeter {
 public:
  // `space` is the label of the space, or an invalid label.
  SilenceMeter(const ModelInfo& info, uint32_t space);

  // Adds a window of samples in [-1, 1), `(window_samples,)`.
  void add_window(const float* window);
  // Adds a row of probabilities, `(n_classes,)`, for the earliest pending windows: as many as the subsampling, fewer at
  // the end.
  void add_probabilities(const float* probabilities);

  // Seconds from the end of the last speech to the end of `samples` samples; their length if there was no speech.
  double seconds(uint64_t samples) const;

 private:
  void decide(double decibels, bool is_speech);
  bool is_loud(double decibels) const;
  // Position of the sample after a window.
  uint64_t end_of(uint64_t window) const { return window * step_ + window_size_; }

  size_t window_size_;
  size_t step_;
  double rate_hz_;
  size_t n_classes_;
  size_t subsampling_;
  uint32_t space_;
  uint64_t longest_tail_;  // in windows
  uint64_t echo_;          // in windows

  std::deque<double> pending_;          // levels in dB of the windows for which the model has no output yet
  uint64_t decided_ = 0;                // number of windows with an output of the model
  std::optional<uint64_t> last_label_;  // the last window with a character
  bool is_in_tail_ = false;             // all windows since then were loud
  uint64_t speech_end_ = 0;             // in samples
  std::optional<double> speech_level_;  // in dB
  std::optional<double> quiet_level_;
};

}  // namespace ds

#endif  // DS_STREAM_SILENCE_H_
