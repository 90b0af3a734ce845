#include "model/litert_model.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <string>
#include <variant>

#include "deepspeech.h"
#include "model/activations.h"
#include "model/litert_program.h"
#include "model/matrix_product.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_metadata.h"

namespace ds {
namespace {

std::vector<LitertProgram::TensorType> types_of(const TfliteFile& file, const std::vector<int32_t>& tensors) {
  std::vector<LitertProgram::TensorType> types;
  types.reserve(tensors.size());
  for (const int32_t number : tensors) {
    const TfliteTensor& tensor = file.tensors()[number];
    types.push_back({tensor.shape, tensor.type == kTfliteInt32});
  }
  return types;
}

// XNNPACK always quantizes activations asymmetrically. Files that specify the symmetric form (those of 0.9.3) need the
// other kernels; otherwise the probabilities of the golden model differ by up to 0.1. DS_KERNELS (xnnpack or builtin)
// overrides this for all files; xnnpack is several times as fast.
Kernels choose_kernels(const TfliteFile& file) {
  const char* chosen = std::getenv("DS_KERNELS");
  if (chosen != nullptr && *chosen != '\0') {
    if (std::strcmp(chosen, "xnnpack") == 0) return Kernels::kXnnpack;
    if (std::strcmp(chosen, "builtin") == 0) return Kernels::kBuiltin;
    throw ModelError(DS_ERR_FAIL_INTERPRETER,
                     std::string("DS_KERNELS must be xnnpack or builtin. Received: ") + chosen);
  }
  const auto& operators = file.operators();
  const bool symmetric = std::any_of(operators.begin(), operators.end(),
                                     [](const TfliteOperator& op) { return op.symmetric_activations; });
  return symmetric ? Kernels::kBuiltin : Kernels::kXnnpack;
}

void use_old_activations(TfliteFile& file) {
  file.replace_operator(kTfliteLogistic, kLogisticOperator);
  file.replace_operator(kTfliteTanh, kTanhOperator);
}

// The memory of a program has four bytes per value, float32 or int32.
template <typename T>
void copy_in(const std::vector<T>& values, float* memory) {
  static_assert(sizeof(T) == sizeof(float), "float32 or int32");
  std::memcpy(memory, values.data(), values.size() * sizeof(T));
}

template <typename T>
void copy_out(const float* memory, std::vector<T>& values) {
  static_assert(sizeof(T) == sizeof(float), "float32 or int32");
  std::memcpy(values.data(), memory, values.size() * sizeof(T));
}

// Two programs from one .tflite file: MFCC and the network.
class LitertModel : public AcousticModel {
 public:
  explicit LitertModel(const std::string& path) {
    auto acoustic = std::make_unique<TfliteFile>(path);
    auto mfcc = std::make_unique<TfliteFile>(path);
    const ModelTensors tensors = find_tensors(*acoustic);
    if (find_tensors(*mfcc).mfcc_outputs != tensors.mfcc_outputs) {
      throw ModelError(DS_ERR_FAIL_INIT_MMAP, "The model file changed while it was being read.");
    }
    info_ = read_model_info(*acoustic, tensors);
    const auto inputs = types_of(*acoustic, tensors.acoustic_inputs);
    const auto outputs = types_of(*acoustic, tensors.acoustic_outputs);
    const Kernels kernels = choose_kernels(*acoustic);
    std::vector<std::unique_ptr<MatrixProduct>> products;
    if (kernels == Kernels::kBuiltin) {
      use_old_activations(*acoustic);
      if (has_fast_products()) products = use_own_products(*acoustic);
    }
    acoustic->prune(tensors.acoustic_inputs, tensors.acoustic_outputs);
    mfcc->prune(tensors.mfcc_inputs, tensors.mfcc_outputs);
    acoustic_ = std::make_unique<LitertProgram>(std::move(acoustic), inputs, outputs, kernels, std::move(products));
    // Files of 0.9.3 do not specify the shape of mfccs.
    mfcc_ = std::make_unique<LitertProgram>(
        std::move(mfcc), std::vector<LitertProgram::TensorType>{{{static_cast<int32_t>(info_.window_samples)}}},
        std::vector<LitertProgram::TensorType>{{{1, static_cast<int32_t>(info_.n_features)}}}, Kernels::kBuiltin);
  }

  const ModelInfo& info() const override { return info_; }

  void compute_mfcc(const float* window, float* mfcc) override {
    const std::lock_guard<std::mutex> lock(mfcc_mutex_);
    std::copy_n(window, info_.window_samples, mfcc_->input(0));
    mfcc_->run();
    std::copy_n(mfcc_->output(0), info_.n_features, mfcc);
  }

  void infer(const float* chunk, StreamState& state, float* probabilities) override {
    const std::lock_guard<std::mutex> lock(acoustic_mutex_);
    std::copy_n(chunk, info_.chunk_values(), acoustic_->input(0));
    for (size_t i = 0; i < state.size(); i++) {
      std::visit([&](const auto& values) { copy_in(values, acoustic_->input(i + 1)); }, state[i]);
    }
    acoustic_->run();
    std::copy_n(acoustic_->output(0), info_.row_values(), probabilities);
    check_probabilities(probabilities, info_.row_values());
    for (size_t i = 0; i < state.size(); i++) {
      std::visit([&](auto& values) { copy_out(acoustic_->output(i + 1), values); }, state[i]);
    }
  }

  void set_threads(unsigned threads) override {
    const std::lock_guard<std::mutex> lock(acoustic_mutex_);
    acoustic_->set_threads(threads);
  }

 private:
  ModelInfo info_;
  std::mutex mfcc_mutex_;
  std::mutex acoustic_mutex_;
  std::unique_ptr<LitertProgram> mfcc_;
  std::unique_ptr<LitertProgram> acoustic_;
};

}  // namespace

std::shared_ptr<AcousticModel> make_litert_model(const std::string& path) {
  return std::make_shared<LitertModel>(path);
}

}  // namespace ds
