// The acoustic model as the streaming engine sees it: features of one window, and one chunk of a stream.
#ifndef DS_MODEL_ACOUSTIC_MODEL_H_
#define DS_MODEL_ACOUSTIC_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ds {

// What the samples missing in the last window of an utterance are replaced by.
enum class FinalWindow {
  kStale,  // what the window before held there, as in the TFLite client of 0.9.3
  kZero,
};

// One tensor of a stream's state, and the state, in the order of `ModelInfo::states`.
using StateTensor = std::variant<std::vector<float>, std::vector<int32_t>>;
using StreamState = std::vector<StateTensor>;

// What a model file says of one tensor of the state.
struct StateSpec {
  std::string input;           // name of the tensor that takes it
  std::string output;          // and of the one that gives it after the chunk
  bool is_integer = false;     // int32, otherwise float32
  std::vector<int32_t> shape;  // the first dimension is the batch of one stream
  double initial = 0;          // fills it before the first chunk

  size_t size() const;
  StateTensor initial_tensor() const;
};

// What the model file says about itself.
struct ModelInfo {
  int sample_rate_hz = 0;
  size_t window_samples = 0;
  size_t step_samples = 0;
  unsigned int beam_width = 0;
  std::string alphabet;      // serialised
  std::string language;      // may be empty
  std::string encoder;       // what made the file
  size_t chunk = 0;          // feature frames that the model takes at once
  size_t context_width = 0;  // feature frames around each of these: itself and its context on both sides
  size_t n_features = 0;     // values in a feature frame
  size_t n_classes = 0;      // labels and the blank, which comes last
  size_t subsampling = 1;    // feature frames for each row of probabilities; divides `chunk`
  size_t look_ahead = 0;     // feature frames by which rows are late beyond the context; a multiple of `subsampling`
  std::vector<StateSpec> states;
  FinalWindow final_window = FinalWindow::kStale;

  float seconds_per_row() const {
    return static_cast<float>(subsampling * step_samples) / static_cast<float>(sample_rate_hz);
  }
  size_t context() const { return context_width / 2; }
  size_t frame_values() const { return context_width * n_features; }  // of a frame with its context
  size_t chunk_values() const { return chunk * frame_values(); }
  size_t rows() const { return chunk / subsampling; }  // of probabilities, for each chunk
  size_t row_values() const { return rows() * n_classes; }
  StreamState initial_state() const;
};

// Implementations may be called from several threads; calls then wait for each other.
class AcousticModel {
 public:
  virtual ~AcousticModel() = default;
  virtual const ModelInfo& info() const = 0;

  // MFCC of `window_samples` samples in [-1, 1); `mfcc` has room for `n_features`. Throws ModelError.
  virtual void compute_mfcc(const float* window, float* mfcc) = 0;

  // Runs one chunk, `(chunk, context_width, n_features)`, and moves `state` on; `probabilities` has room for
  // `(rows, n_classes)`. Throws ModelError.
  virtual void infer(const float* chunk, StreamState& state, float* probabilities) = 0;

  // Runs chunks on so many threads from now on. Throws ModelError, and then goes on as before.
  virtual void set_threads(unsigned threads) = 0;
};

// Loads a .tflite file. Throws ModelError.
std::shared_ptr<AcousticModel> load_acoustic_model(const std::string& path);

}  // namespace ds

#endif  // DS_MODEL_ACOUSTIC_MODEL_H_
