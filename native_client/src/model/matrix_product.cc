#include "model/matrix_product.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <utility>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include "model/litert_operator.h"
#include "platform/memory.h"

namespace ds {
namespace {

// Sums of products of weights and rounded inputs, both in [-127, 127]. They are exact, so all implementations agree.
struct Dot {
  int32_t (*run)(const int8_t* weights, const int8_t* inputs, size_t size);
  int32_t added;  // to each weight before the multiplication
  bool is_fast;   // faster than the kernels of the runtime
};

int32_t dot_anywhere(const int8_t* weights, const int8_t* inputs, size_t size) {
  int32_t sum = 0;
  for (size_t i = 0; i < size; i++) sum += weights[i] * inputs[i];
  return sum;
}

#if defined(__x86_64__)
// Functions for certain processors are in a separate section; a test checks that no other code needs these processors.
#define DS_WIDE(TARGET) __attribute__((target(TARGET), section("ds_wide")))

DS_WIDE("avx2") int32_t dot_avx2(const int8_t* weights, const int8_t* inputs, size_t size) {
  __m256i sums = _mm256_setzero_si256();
  size_t i = 0;
  for (; i + 16 <= size; i += 16) {
    const __m256i w = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(weights + i)));
    const __m256i x = _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(inputs + i)));
    sums = _mm256_add_epi32(sums, _mm256_madd_epi16(w, x));
  }
  int32_t parts[8];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(parts), sums);
  int32_t sum = 0;
  for (const int32_t part : parts) sum += part;
  for (; i < size; i++) sum += weights[i] * inputs[i];
  return sum;
}

// The instruction requires one unsigned factor, so 128 is added to the weights.
DS_WIDE("avx512f,avx512vnni") int32_t dot_vnni(const int8_t* weights, const int8_t* inputs, size_t size) {
  const __m512i sign = _mm512_set1_epi32(static_cast<int>(0x80808080u));
  __m512i sums_0 = _mm512_setzero_si512(), sums_1 = sums_0;
  size_t i = 0;
  for (; i + 128 <= size; i += 128) {
    const __m512i w_0 = _mm512_xor_si512(_mm512_loadu_si512(weights + i), sign);
    const __m512i w_1 = _mm512_xor_si512(_mm512_loadu_si512(weights + i + 64), sign);
    sums_0 = _mm512_dpbusd_epi32(sums_0, w_0, _mm512_loadu_si512(inputs + i));
    sums_1 = _mm512_dpbusd_epi32(sums_1, w_1, _mm512_loadu_si512(inputs + i + 64));
  }
  int32_t parts[16];
  _mm512_storeu_si512(parts, _mm512_add_epi32(sums_0, sums_1));
  int32_t sum = 0;
  for (const int32_t part : parts) sum += part;
  for (; i < size; i++) sum += (weights[i] + 128) * inputs[i];
  return sum;
}

Dot find_dot() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vnni")) return {dot_vnni, 128, true};
  if (__builtin_cpu_supports("avx2")) return {dot_avx2, 0, true};
  return {dot_anywhere, 0, false};
}
#else
Dot find_dot() { return {dot_anywhere, 0, false}; }
#endif

const Dot kDot = find_dot();

// A copy: an LSTM of 33 MB is read 16 times per 0.3 s of audio, and with the pages of a mapped file the processor would
// translate an address every 4096 bytes.
int8_t* copy_weights(const int8_t* weights, size_t size) {
  auto* const copy = static_cast<int8_t*>(platform::allocate_for_reading(size));
  std::memcpy(copy, weights, size);
  return copy;
}

}  // namespace

bool has_fast_products() { return kDot.is_fast; }

MatrixProduct::MatrixProduct(std::string name, const int8_t* weights, size_t units, size_t inputs, float scale,
                             std::vector<float> bias, bool is_rectified, std::vector<float> unit_scales)
    : name_(std::move(name)),
      units_(units),
      inputs_(inputs),
      weights_(copy_weights(weights, units * inputs)),
      scale_(scale),
      bias_(std::move(bias)),
      is_rectified_(is_rectified),
      unit_scales_(std::move(unit_scales)) {}

void MatrixProduct::Free::operator()(int8_t* memory) const { platform::free_memory(memory); }

void MatrixProduct::quantize(const float* in, size_t row) {
  constexpr float kSteps = 127.0f;
  const auto [low, high] = std::minmax_element(in, in + inputs_);
  const float range = std::max(std::fabs(*low), std::fabs(*high));
  int8_t* const out = quantized_.data() + row * inputs_;
  if (!(range > 0 && range < HUGE_VALF)) {
    std::fill_n(out, inputs_, int8_t{0});
    scales_[row] = scale_;
    added_[row] = 0;
    return;
  }
  const float steps_per_unit = kSteps / range;
  for (size_t i = 0; i < inputs_; i++) {
    const float steps = std::clamp(std::round(in[i] * steps_per_unit), -kSteps, kSteps);
    out[i] = steps == steps ? static_cast<int8_t>(steps) : int8_t{0};  // NaN: any value will do
  }
  scales_[row] = range / kSteps * scale_;
  added_[row] = kDot.added * std::accumulate(out, out + inputs_, int32_t{0});
}

void MatrixProduct::quantize_rows(const float* in, size_t rows) {
  quantized_.resize(rows * inputs_);
  scales_.resize(rows);
  added_.resize(rows);
  for (size_t row = 0; row < rows; row++) quantize(in + row * inputs_, row);
}

void MatrixProduct::add_units(size_t rows, size_t begin, size_t end, float* out) const {
  for (size_t unit = begin; unit < end; unit++) {
    const int8_t* const weights = weights_.get() + unit * inputs_;
    for (size_t row = 0; row < rows; row++) {
      const int32_t sum = kDot.run(weights, quantized_.data() + row * inputs_, inputs_) - added_[row];
      out[row * units_ + unit] += static_cast<float>(sum) * (scales_[row] * unit_scales_[unit]);
    }
  }
}

void MatrixProduct::run(const float* in, size_t rows, float* out) {
  quantize_rows(in, rows);
  for (size_t unit = 0; unit < units_; unit++) {
    const int8_t* const weights = weights_.get() + unit * inputs_;
    const float bias = bias_.empty() ? 0.0f : bias_[unit];
    for (size_t row = 0; row < rows; row++) {
      const int32_t sum = kDot.run(weights, quantized_.data() + row * inputs_, inputs_) - added_[row];
      const float value = bias + static_cast<float>(sum) * scales_[row];
      out[row * units_ + unit] = is_rectified_ ? std::max(value, 0.0f) : value;
    }
  }
}

namespace {

constexpr int32_t kFullyConnected = 9;
constexpr int8_t kInt8 = 9;
constexpr int kActivation = 0, kWeightsFormat = 1;  // fields of the options
constexpr uint8_t kNoActivation = 0, kRelu = 1;

litert::Status output_layouts(void* product, size_t inputs, const litert::Layout* in, size_t outputs,
                              litert::Layout* out) {
  if (inputs != 1 || outputs != 1 || in[0].rank != 2) return litert::kStatusInvalidArgument;
  out[0] = in[0];
  out[0].dimensions[1] = static_cast<int32_t>(static_cast<MatrixProduct*>(product)->units());
  return 0;
}

bool compute(void* user, const float* in, size_t in_size, float* out, size_t out_size) {
  MatrixProduct& product = *static_cast<MatrixProduct*>(user);
  const size_t rows = in_size / product.inputs();
  if (rows * product.units() > out_size) return false;
  product.run(in, rows, out);
  return true;
}

bool is_float_matrix(const TfliteTensor& tensor) { return tensor.type == kTfliteFloat32 && tensor.shape.size() == 2; }

// Whether an operator has the form that exporters of DeepSpeech write.
bool is_usual(const TfliteFile& file, const TfliteOperator& op) {
  if (op.code != kFullyConnected || !op.symmetric_activations || op.outputs.size() != 1) return false;
  const auto& tensors = file.tensors();
  const TfliteTensor& weights = tensors[op.inputs[1]];
  if (weights.type != kInt8 || weights.shape.size() != 2 || weights.data == nullptr || weights.is_sparse) return false;
  if (weights.scales != 1 || !weights.zero_points_are_zero || weights.data_size == 0) return false;
  const TfliteTensor& in = tensors[op.inputs[0]];
  const TfliteTensor& out = tensors[op.outputs[0]];
  if (!is_float_matrix(in) || !is_float_matrix(out)) return false;
  if (in.shape[1] != weights.shape[1] || out.shape[1] != weights.shape[0] || in.shape[0] != out.shape[0]) return false;
  if (op.inputs.size() > 2 && op.inputs[2] >= 0) {
    const TfliteTensor& bias = tensors[op.inputs[2]];
    const size_t size = static_cast<size_t>(weights.shape[0]) * sizeof(float);
    if (bias.type != kTfliteFloat32 || bias.data == nullptr || bias.data_size != size) return false;
  }
  const uint8_t activation = file.option(op, kActivation);
  return (activation == kNoActivation || activation == kRelu) && file.option(op, kWeightsFormat) == 0;
}

}  // namespace

std::vector<std::unique_ptr<MatrixProduct>> use_own_products(TfliteFile& file) {
  std::vector<std::unique_ptr<MatrixProduct>> products;
  std::map<std::vector<int32_t>, std::string> names;  // by weights, bias and activation: cells of the LSTM share theirs
  std::map<size_t, std::string> replaced;
  for (size_t i = 0; i < file.operators().size(); i++) {
    const TfliteOperator& op = file.operators()[i];
    if (!is_usual(file, op)) continue;
    const int32_t bias = op.inputs.size() > 2 ? op.inputs[2] : -1;
    const uint8_t activation = file.option(op, kActivation);
    std::string& name = names[{op.inputs[1], bias, activation}];
    if (name.empty()) {
      name = "ds.Product" + std::to_string(products.size());
      const TfliteTensor& weights = file.tensors()[op.inputs[1]];
      const auto units = static_cast<size_t>(weights.shape[0]);
      std::vector<float> values(bias >= 0 ? units : 0);
      if (bias >= 0) std::memcpy(values.data(), file.tensors()[bias].data, units * sizeof(float));
      products.push_back(std::make_unique<MatrixProduct>(name, reinterpret_cast<const int8_t*>(weights.data), units,
                                                         static_cast<size_t>(weights.shape[1]), weights.scale,
                                                         std::move(values), activation == kRelu));
    }
    replaced[i] = name;
  }
  if (!replaced.empty()) file.replace_operators(replaced);
  return products;
}

litert::Status add_product_operators(const litert::Library& library, litert::Options options,
                                     const std::vector<std::unique_ptr<MatrixProduct>>& products) {
  const litert::CustomOperator functions = litert::make_operator<compute>(output_layouts);
  for (const auto& product : products) {
    const litert::Status status =
        library.AddCustomOpKernelOption(options, product->name().c_str(), 1, &functions, product.get());
    if (status != 0) return status;
  }
  return 0;
}

}  // namespace ds
