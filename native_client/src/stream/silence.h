// How long nobody has spoken at the end of an utterance.
#ifndef DS_STREAM_SILENCE_H_
#define DS_STREAM_SILENCE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>

#include "model/acoustic_model.h"

namespace ds {

// The acoustic model says what was speech, but half a second late; until then the loudness decides, compared with
// that of what the model has called speech and of what it has not. So a noise, once the model has heard it, does not
// pass for speech, however loud it is. deepspeech.h describes this for users.
class SilenceMeter {
 public:
  // `space` is the label of the space, or no label at all.
  SilenceMeter(const ModelInfo& info, uint32_t space);

  // Takes a window of samples in [-1, 1), `(window_samples,)`.
  void add_window(const float* window);
  // Takes what the model says of the earliest windows that it has not spoken of yet, as many as the subsampling, fewer
  // at the end: `(n_classes,)`.
  void add_probabilities(const float* probabilities);

  // From the end of the last speech to the end of `samples` samples, in seconds; all of them if there was none.
  double seconds(uint64_t samples) const;

 private:
  void decide(double decibels, bool is_speech);
  bool is_loud(double decibels) const;
  // Sample after the window with this number.
  uint64_t end_of(uint64_t window) const { return window * step_ + window_size_; }

  size_t window_size_;
  size_t step_;
  double rate_hz_;
  size_t n_classes_;
  size_t subsampling_;
  uint32_t space_;
  uint64_t longest_tail_;  // in windows
  uint64_t echo_;          // in windows

  std::deque<double> waiting_;          // loudness in dB of windows of which the model has not spoken yet
  uint64_t decided_ = 0;                // windows of which it has
  std::optional<uint64_t> last_label_;  // the last window in which the model heard a character
  bool is_in_tail_ = false;             // it has been loud ever since
  uint64_t speech_end_ = 0;             // in samples
  std::optional<double> speech_level_;  // in dB
  std::optional<double> quiet_level_;
};

}  // namespace ds

#endif  // DS_STREAM_SILENCE_H_
