// Interface of the acoustic model for streaming: features of one window, and one chunk of a stream.
#ifndef DS_MODEL_ACOUSTIC_MODEL_H_
#define DS_MODEL_ACOUSTIC_MODEL_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace ds {

// What replaces the missing samples in the last window of an utterance.
enum class FinalWindow {
  kStale,  // the contents of the previous window at these positions, as in the TFLite client of 0.9.3
  kZero,
};

// One tensor of a stream's state, and the state, in the order of `ModelInfo::states`.
using StateTensor = std::variant<std::vector<float>, std::vector<int32_t>>;
using StreamState = std::vector<StateTensor>;

// Description of one tensor of the state in a model file.
struct StateSpec {
  std::string input;           // name of the tensor that receives it
  std::string output;          // name of the tensor that returns it after the chunk
  bool is_integer = false;     // int32, otherwise float32
  std::vector<int32_t> shape;  // the first dimension is the batch of one stream
  double initial = 0;          // value of all elements before the first chunk

  size_t size() const {
    size_t product = 1;
    for (const int32_t dimension : shape) product *= static_cast<size_t>(dimension);
    return product;
  }
  StateTensor initial_tensor() const {
    if (is_integer) return std::vector<int32_t>(size(), static_cast<int32_t>(initial));
    return std::vector<float>(size(), static_cast<float>(initial));
  }
};

// The metadata of a model file.
struct ModelInfo {
  int sample_rate_hz = 0;
  size_t window_samples = 0;
  size_t step_samples = 0;
  unsigned int beam_width = 0;
  std::string alphabet;  // serialized
  std::string language;  // may be empty
  std::string encoder;   // name of the encoder
  size_t chunk = 0;      // number of feature frames per run
  size_t context_width =
      0;  // number of feature frames in each context window: the frame itself and its context on both sides
  size_t n_features = 0;   // number of values per feature frame
  size_t n_classes = 0;    // number of labels, plus the blank, which is last
  size_t subsampling = 1;  // feature frames per row of probabilities; divides `chunk`
  size_t look_ahead = 0;   // delay of the rows in feature frames, beyond the context; a multiple of `subsampling`
  std::vector<StateSpec> states;
  FinalWindow final_window = FinalWindow::kStale;

  float seconds_per_row() const {
    return static_cast<float>(subsampling * step_samples) / static_cast<float>(sample_rate_hz);
  }
  size_t context() const { return context_width / 2; }
  size_t frame_values() const { return context_width * n_features; }  // values of a frame with its context
  size_t chunk_values() const { return chunk * frame_values(); }
  size_t rows() const { return chunk / subsampling; }  // of probabilities, per chunk
  size_t row_values() const { return rows() * n_classes; }
  StreamState initial_state() const {
    StreamState state;
    state.reserve(states.size());
    for (const StateSpec& spec : states) state.push_back(spec.initial_tensor());
    return state;
  }
};

// May be called from several threads; calls wait for each other.
class AcousticModel {
 public:
  virtual ~AcousticModel() = default;
  virtual const ModelInfo& info() const = 0;

  // MFCC of `window_samples` samples in [-1, 1); `mfcc` must have `n_features` elements. Throws ModelError.
  virtual void compute_mfcc(const float* window, float* mfcc) = 0;

  // Runs one chunk, `(chunk, context_width, n_features)`, and updates `state`; `probabilities` must have
  // `rows * n_classes` elements. Throws ModelError.
  virtual void infer(const float* chunk, StreamState& state, float* probabilities) = 0;

  // Sets the number of threads for later chunks. Throws ModelError; nothing changes then.
  virtual void set_threads(unsigned threads) = 0;
};

// Throws ModelError (DS_ERR_FAIL_RUN_SESS) if a value is NaN or infinity.
void check_probabilities(const float* probabilities, size_t count);

// Loads a model by its contents: a .tflite file, a frozen graph (.pb) or a memory-mapped one (.pbmm). Throws
// ModelError.
std::shared_ptr<AcousticModel> load_acoustic_model(const std::string& path);

}  // namespace ds

#endif  // DS_MODEL_ACOUSTIC_MODEL_H_
