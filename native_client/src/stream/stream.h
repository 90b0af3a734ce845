// Streaming transcription: from samples, in portions of any size, to hypotheses.
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

// One utterance. Each stage (a window of audio, a feature frame with its context, a chunk of frames) is computed as
// soon as its input is complete.
class Stream {
 public:
  // `space` is the label of the space, or an invalid label.
  Stream(std::shared_ptr<AcousticModel> model, Decoder decoder, uint32_t space, bool keeps_emissions);

  // Appends samples. Throws ModelError.
  void feed(const int16_t* samples, size_t count);

  // Computes the rest: one more window of audio, even if no sample is left, then the missing context, the model's
  // look-ahead and the last chunk. No samples may be added afterwards. Throws ModelError.
  void finish();

  // An independent copy of the current state, without emissions.
  Stream clone() const { return Stream(*this); }

  // The best hypotheses of the chunks computed so far.
  std::vector<Hypothesis> decode(size_t count, LastWord last_word) const { return decoder_.decode(count, last_word); }
  bool is_finished() const { return is_finished_; }

  // Number of rows that the decoder has been given. Hypotheses change only when it grows.
  uint64_t rows() const { return rows_; }

  bool keeps_emissions() const { return keeps_emissions_; }
  // Outputs of the model so far, `(rows, n_classes)`; empty if they are not kept.
  const std::vector<float>& emissions() const { return emissions_; }

  // Length of the silence before the end of the samples so far, in seconds.
  double trailing_silence() const { return silence_.seconds(samples_); }

 private:
  Stream(const Stream& other);

  void compute_window();
  void push_frame(const float* mfcc);
  void run_chunk();
  void take_rows(const float* probabilities, size_t count);

  std::shared_ptr<AcousticModel> model_;
  const ModelInfo& info_;
  Decoder decoder_;
  SilenceMeter silence_;
  uint64_t samples_ = 0;  // number of samples so far
  uint64_t rows_ = 0;
  bool is_finished_ = false;
  bool keeps_emissions_;
  std::vector<float> emissions_;
  StreamState state_;
  std::vector<float> window_;  // samples of the window being filled, `(window_samples,)`
  size_t window_fill_ = 0;
  std::vector<float> last_window_;    // the previous window; initially zeros
  std::vector<float> context_;        // frames around the next one, `(context_width, n_features)`
  size_t context_fill_ = 0;           // in frames
  std::vector<float> chunk_;          // `(chunk, context_width, n_features)`
  size_t chunk_fill_ = 0;             // in frames
  std::vector<float> probabilities_;  // `(rows, n_classes)`
  size_t rows_before_start_;  // number of rows still to be dropped: due to the look-ahead, they precede the utterance
};

}  // namespace ds

#endif  // DS_STREAM_STREAM_H_
