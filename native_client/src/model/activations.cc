#include "model/activations.h"

#include <algorithm>
#include <cmath>

#include "model/litert_operator.h"

namespace ds {
namespace {

// Horner's rule, highest power first.
template <size_t N>
float polynomial(const float (&coefficients)[N], float x) {
  float value = coefficients[0];
  for (size_t i = 1; i < N; i++) value = value * x + coefficients[i];
  return value;
}

// Above the first limit the quotient is 1; below the second it would be 0.
constexpr float kTanhLimit = 7.90531110763549805f;
constexpr float kTanhTiny = 0.0004f;

// Above the upper limit the sum is 1; below the lower one the exponential function is as accurate.
constexpr float kLogisticUpperLimit = 16.619047164916992188f;
constexpr float kLogisticLowerLimit = -9.0f;

using Function = void (*)(const float*, float*, size_t);

litert::Status output_layouts(void*, size_t inputs, const litert::Layout* in, size_t outputs, litert::Layout* out) {
  if (inputs != 1 || outputs != 1) return litert::kStatusInvalidArgument;
  out[0] = in[0];
  return 0;
}

template <Function function>
bool compute(void*, const float* in, size_t in_size, float* out, size_t out_size) {
  if (in_size != out_size) return false;
  function(in, out, in_size);
  return true;
}

}  // namespace

void tanh_2020(const float* in, float* out, size_t count) {
  static constexpr float kAbove[] = {-2.76076847742355e-16f, 2.00018790482477e-13f, -8.60467152213735e-11f,
                                     5.12229709037114e-08f,  1.48572235717979e-05f, 6.37261928875436e-04f,
                                     4.89352455891786e-03f};
  static constexpr float kBelow[] = {1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f,
                                     4.89352518554385e-03f};
  for (size_t i = 0; i < count; i++) {
    const float x = std::min(std::max(in[i], -kTanhLimit), kTanhLimit);
    const float square = x * x;
    const float value = x * polynomial(kAbove, square) / polynomial(kBelow, square);
    out[i] = std::fabs(in[i]) < kTanhTiny ? in[i] : value;
  }
}

void logistic_2020(const float* in, float* out, size_t count) {
  static constexpr float kAbove[] = {4.37031012579801e-11f, 1.15627324459942e-07f, 6.08574864600143e-05f,
                                     8.51377133304701e-03f, 2.48287947061529e-01f};
  static constexpr float kBelow[] = {6.10247389755681e-13f, 5.76102136993427e-09f, 6.29106785017040e-06f,
                                     1.70198817374094e-03f, 1.16817656904453e-01f, 9.93151921023180e-01f};
  for (size_t i = 0; i < count; i++) {
    const float x = std::min(in[i], kLogisticUpperLimit);
    const float square = x * x;
    out[i] = x * polynomial(kAbove, square) / polynomial(kBelow, square) + 0.5f;
  }
  for (size_t i = 0; i < count; i++) {
    if (in[i] < kLogisticLowerLimit) out[i] = std::exp(in[i]);
  }
}

litert::Status add_activation_operators(const litert::Library& library, litert::Options options) {
  const auto logistic = litert::make_operator<compute<logistic_2020>>(output_layouts);
  const auto tanh = litert::make_operator<compute<tanh_2020>>(output_layouts);
  const litert::Status status = library.AddCustomOpKernelOption(options, kLogisticOperator, 1, &logistic, nullptr);
  return status != 0 ? status : library.AddCustomOpKernelOption(options, kTanhOperator, 1, &tanh, nullptr);
}

}  // namespace ds
