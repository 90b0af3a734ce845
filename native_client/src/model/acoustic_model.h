// The acoustic model as the streaming engine sees it: MFCC of one window, and one batch of timesteps.
#ifndef DS_MODEL_ACOUSTIC_MODEL_H_
#define DS_MODEL_ACOUSTIC_MODEL_H_

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace ds {

// What the samples missing in the last window of an utterance are replaced by.
enum class FinalWindow {
  kStale,  // what the window before held there, as in the TFLite client of 0.9.3
  kZero,
};

// What the model file says about itself.
struct ModelInfo {
  int sample_rate_hz = 0;
  size_t window_samples = 0;
  size_t step_samples = 0;
  unsigned int beam_width = 0;
  std::string alphabet;  // serialised
  std::string language;  // may be empty
  size_t n_steps = 0;    // timesteps per batch
  size_t n_frames = 0;   // feature frames per timestep: the current one and its context on both sides
  size_t n_features = 0;  // MFCC coefficients per frame
  size_t n_hidden = 0;    // size of each of the two LSTM states
  size_t n_classes = 0;   // labels and the blank, which comes last
  FinalWindow final_window = FinalWindow::kStale;

  float seconds_per_step() const { return static_cast<float>(step_samples) / static_cast<float>(sample_rate_hz); }
  size_t context() const { return n_frames / 2; }
  size_t timestep_size() const { return n_frames * n_features; }
  size_t batch_size() const { return n_steps * timestep_size(); }
};

// The LSTM's memory of one utterance; zeros at its start.
struct LstmState {
  std::vector<float> c;
  std::vector<float> h;
};

// Implementations may be called from several threads; calls then wait for each other.
class AcousticModel {
 public:
  virtual ~AcousticModel() = default;
  virtual const ModelInfo& info() const = 0;

  // MFCC of `window_samples` samples in [-1, 1); `mfcc` has room for `n_features`. Throws ModelError.
  virtual void compute_mfcc(const float* window, float* mfcc) = 0;

  // Runs one batch of `batch_size()` values and moves `state` on; `probabilities` has room for
  // `n_steps * n_classes`. Throws ModelError.
  virtual void infer(const float* batch, LstmState& state, float* probabilities) = 0;

  // Runs batches on so many threads from now on. Throws ModelError, and then goes on as before.
  virtual void set_threads(unsigned threads) = 0;
};

// Loads a .tflite file. Throws ModelError.
std::shared_ptr<AcousticModel> load_acoustic_model(const std::string& path);

}  // namespace ds

#endif  // DS_MODEL_ACOUSTIC_MODEL_H_
