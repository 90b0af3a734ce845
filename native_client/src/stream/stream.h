// The streaming engine: samples go in, in portions of any size; hypotheses come out.
#ifndef DS_STREAM_STREAM_H_
#define DS_STREAM_STREAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "decoder/decoder.h"
#include "model/acoustic_model.h"
#include "stream/silence.h"

namespace ds {

// One utterance. Every step of the way (a window of audio, a timestep with its context, a batch of
// timesteps) is computed as soon as it is complete.
class Stream {
 public:
  // `space` is the label of the space, or no label at all.
  Stream(std::shared_ptr<AcousticModel> model, Decoder decoder, uint32_t space, bool keeps_emissions);

  // Appends samples. Throws ModelError.
  void feed(const int16_t* samples, size_t count);

  // Computes the rest: one more window of audio, even if no sample is left, then the missing context and
  // the last batch. Nothing may be fed afterwards. Throws ModelError.
  void finish();

  // A stream that goes on from here on its own, without emissions.
  Stream clone() const { return Stream(*this); }

  // The best hypotheses of the batches computed so far.
  std::vector<Hypothesis> decode(size_t count, LastWord last_word) const { return decoder_.decode(count, last_word); }
  bool is_finished() const { return is_finished_; }

  bool keeps_emissions() const { return keeps_emissions_; }
  // What the model said so far, `(timesteps, n_classes)`; nothing if it is not kept.
  const std::vector<float>& emissions() const { return emissions_; }

  // How long nobody has spoken up to the last sample fed, in seconds.
  double trailing_silence() const { return silence_.seconds(samples_); }

 private:
  Stream(const Stream& other);

  void compute_window();
  void push_frame(const float* mfcc);
  void run_batch();

  std::shared_ptr<AcousticModel> model_;
  const ModelInfo& info_;
  Decoder decoder_;
  SilenceMeter silence_;
  uint64_t samples_ = 0;  // fed so far
  bool is_finished_ = false;
  bool keeps_emissions_;
  std::vector<float> emissions_;
  LstmState state_;
  std::vector<float> window_;  // samples of the window being filled, `(window_samples,)`
  size_t window_fill_ = 0;
  std::vector<float> last_window_;  // the window computed before; zeros at first
  std::vector<float> context_;      // frames around the next timestep, `(n_frames, n_features)`
  size_t context_fill_ = 0;         // in frames
  std::vector<float> batch_;        // `(n_steps, n_frames, n_features)`
  size_t batch_fill_ = 0;           // in timesteps
  std::vector<float> probabilities_;  // `(n_steps, n_classes)`
};

}  // namespace ds

#endif  // DS_STREAM_STREAM_H_
