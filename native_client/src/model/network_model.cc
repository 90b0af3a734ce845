#include "model/network_model.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <system_error>
#include <utility>
#include <variant>

#include "deepspeech.h"
#include "model/activations.h"
#include "model/litert_program.h"
#include "model/memory_file.h"
#include "model/model_error.h"
#include "model/network_tflite.h"
#include "model/weight_product.h"
#include "model/workers.h"

namespace ds {
namespace {

std::unique_ptr<LitertProgram> make_features(const Network& network) {
  const std::vector<uint8_t> graph = features_graph(network).bytes("features");
  const MemoryFile memory(reinterpret_cast<const char*>(graph.data()), graph.size());
  auto file = std::make_unique<TfliteFile>(memory.path());
  file->prune(file->inputs(), file->outputs());
  const auto window = static_cast<int32_t>(network.info.window_samples);
  const auto features = static_cast<int32_t>(network.info.n_features);
  return std::make_unique<LitertProgram>(std::move(file), std::vector<LitertProgram::TensorType>{{{window}}},
                                         std::vector<LitertProgram::TensorType>{{{1, features}}}, Kernels::kBuiltin);
}

void softmax(float* values, size_t count) {
  const float largest = *std::max_element(values, values + count);
  float sum = 0;
  for (size_t i = 0; i < count; i++) sum += values[i] = std::exp(values[i] - largest);
  for (size_t i = 0; i < count; i++) values[i] /= sum;
}

class NetworkModel : public AcousticModel {
 public:
  NetworkModel(Network network, WeightUse use)
      : network_(std::move(network)), workers_(std::make_unique<Workers>(1)), features_(make_features(network_)) {
    const size_t width = network_.layers[2].weights.units, hidden = network_.n_hidden();
    for (size_t i = 0; i < 5; i++) {
      // Features have a wide range, so int8 would reduce accuracy most in the first layer, which is small.
      const bool is_first = i == 0;
      const Matrix& weights = network_.layers[i].weights;
      layers_[i] = make_product(weights, 0, weights.inputs, is_first ? WeightUse::kMapped : use);
    }
    from_input_ = make_product(network_.lstm.weights, 0, width, use);
    from_state_ = make_product(network_.lstm.weights, width, hidden, use);
    gate_bias_ = network_.lstm.bias;
    for (size_t i = 2 * hidden; i < 3 * hidden; i++) gate_bias_[i] += network_.forget_bias;
  }

  const ModelInfo& info() const override { return network_.info; }

  void compute_mfcc(const float* window, float* mfcc) override {
    const std::lock_guard<std::mutex> lock(mfcc_mutex_);
    std::copy_n(window, info().window_samples, features_->input(0));
    features_->run();
    std::copy_n(features_->output(0), info().n_features, mfcc);
  }

  void infer(const float* chunk, StreamState& state, float* probabilities) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    cell_ = std::get<std::vector<float>>(state[0]);
    output_ = std::get<std::vector<float>>(state[1]);
    input_.assign(chunk, chunk + info().chunk_values());
    for (size_t i = 0; i < 3; i++) run_rectified(i);
    run_lstm();
    run_rectified(3);
    run_dense(*layers_[4], network_.layers[4].bias);
    for (size_t row = 0; row < info().rows(); row++) {
      float* const values = input_.data() + row * info().n_classes;
      softmax(values, info().n_classes);
      std::copy_n(values, info().n_classes, probabilities + row * info().n_classes);
    }
    check_probabilities(probabilities, info().row_values());
    state[0] = cell_;
    state[1] = output_;
  }

  void set_threads(unsigned threads) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    try {
      workers_ = std::make_unique<Workers>(std::max(1u, threads));
    } catch (const std::system_error& error) {
      throw ModelError(DS_ERR_FAIL_INTERPRETER, std::string("Threads cannot be started: ") + error.what());
    }
  }

 private:
  // From `input_` to `input_`.
  void run_dense(WeightProduct& product, const std::vector<float>& bias) {
    const size_t rows = info().chunk, units = bias.size();
    sums_.resize(rows * units);
    for (size_t row = 0; row < rows; row++) std::copy(bias.begin(), bias.end(), sums_.begin() + row * units);
    product.add(input_.data(), rows, sums_.data(), *workers_);
    input_.swap(sums_);
  }

  void run_rectified(size_t i) {
    run_dense(*layers_[i], network_.layers[i].bias);
    const float limit = network_.clip[i];
    for (float& value : input_) value = std::min(std::max(value, 0.0f), limit);
  }

  void run_lstm() {
    const size_t hidden = network_.n_hidden(), rows = info().chunk;
    run_dense(*from_input_, gate_bias_);
    gates_.swap(input_);
    input_.resize(rows * hidden);
    for (size_t row = 0; row < rows; row++) {
      float* const gates = gates_.data() + row * 4 * hidden;
      from_state_->add(output_.data(), 1, gates, *workers_);
      run_cell(gates);
      std::copy(output_.begin(), output_.end(), input_.begin() + row * hidden);
    }
  }

  // `gates` are i, c, f and o, before the activations.
  void run_cell(float* gates) {
    const size_t hidden = network_.n_hidden();
    float *const i = gates, *const c = gates + hidden, *const f = gates + 2 * hidden, *const o = gates + 3 * hidden;
    logistic_2020(i, i, hidden);
    tanh_2020(c, c, hidden);
    logistic_2020(f, f, 2 * hidden);
    for (size_t k = 0; k < hidden; k++) cell_[k] = f[k] * cell_[k] + i[k] * c[k];
    if (network_.cell_clip > 0) {
      const float limit = network_.cell_clip;
      for (float& value : cell_) value = std::min(std::max(value, -limit), limit);
    }
    tanh_2020(cell_.data(), output_.data(), hidden);
    for (size_t k = 0; k < hidden; k++) output_[k] *= o[k];
  }

  const Network network_;
  std::mutex mfcc_mutex_;
  std::mutex mutex_;
  std::unique_ptr<Workers> workers_;
  std::unique_ptr<LitertProgram> features_;
  std::unique_ptr<WeightProduct> layers_[5];
  std::unique_ptr<WeightProduct> from_input_, from_state_;   // of the LSTM
  std::vector<float> gate_bias_;                             // including the forget bias
  std::vector<float> input_, sums_, gates_, cell_, output_;  // buffers of `infer`, allocated once
};

}  // namespace

WeightUse choose_weight_use() {
  const char* chosen = std::getenv("DS_WEIGHTS");
  if (chosen == nullptr || *chosen == '\0' || std::strcmp(chosen, "float32") == 0) return WeightUse::kMapped;
  if (std::strcmp(chosen, "int8") == 0) return WeightUse::kInt8;
  throw ModelError(DS_ERR_FAIL_INTERPRETER, std::string("DS_WEIGHTS must be float32 or int8. Received: ") + chosen);
}

std::shared_ptr<AcousticModel> make_network_model(Network network, WeightUse use) {
  return std::make_shared<NetworkModel>(std::move(network), use);
}

}  // namespace ds
