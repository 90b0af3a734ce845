// Products with int8 weights: as TFLite computes them, with whatever this processor has.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

#include "model/matrix_product.h"
#include "printing.h"

namespace {

// The same in the plainest form.
std::vector<float> expected(const std::vector<int8_t>& weights, size_t inputs, float scale,
                            const std::vector<float>& bias, const std::vector<float>& in) {
  std::vector<float> out;
  for (size_t row = 0; row < in.size() / inputs; row++) {
    const float* x = in.data() + row * inputs;
    float range = 0;
    for (size_t i = 0; i < inputs; i++) range = std::max(range, std::fabs(x[i]));
    for (size_t unit = 0; unit < weights.size() / inputs; unit++) {
      int32_t sum = 0;
      for (size_t i = 0; i < inputs && range > 0; i++) {
        sum += weights[unit * inputs + i] * static_cast<int32_t>(std::round(x[i] * (127.0f / range)));
      }
      const float step = range > 0 ? range / 127.0f * scale : scale;
      const float product = static_cast<float>(sum) * step;
      out.push_back((bias.empty() ? 0.0f : bias[unit]) + product);
    }
  }
  return out;
}

TEST_CASE("equal to the plain form") {
  if (!ds::has_fast_products()) return;  // not used on this processor
  std::mt19937 random(1);
  std::normal_distribution<float> value;
  std::uniform_int_distribution<int> weight(-127, 127);
  for (const size_t inputs : {1, 15, 16, 17, 127, 128, 494, 640}) {
    std::vector<int8_t> weights(7 * inputs);
    for (int8_t& w : weights) w = static_cast<int8_t>(weight(random));
    std::vector<float> bias(7), in(3 * inputs);
    for (float& b : bias) b = value(random);
    for (float& x : in) x = value(random);
    std::fill_n(in.begin() + static_cast<std::ptrdiff_t>(inputs), inputs, 0.0f);  // a row of zeros
    std::vector<float> out(3 * 7);
    ds::MatrixProduct("", weights.data(), 7, inputs, 0.01f, bias, false).run(in.data(), 3, out.data());
    CHECK(out == expected(weights, inputs, 0.01f, bias, in));
    ds::MatrixProduct("", weights.data(), 7, inputs, 0.01f, {}, true).run(in.data(), 3, out.data());
    std::vector<float> wanted = expected(weights, inputs, 0.01f, {}, in);
    for (float& x : wanted) x = std::max(x, 0.0f);
    CHECK(out == wanted);
  }
}

TEST_CASE("largest sums") {
  if (!ds::has_fast_products()) return;
  constexpr size_t kInputs = 8192;
  const std::vector<int8_t> weights(kInputs, -127);
  for (const float x : {1.0f, -1.0f}) {
    const std::vector<float> in(kInputs, x);
    float out = 0;
    ds::MatrixProduct("", weights.data(), 1, kInputs, 1.0f, {}, false).run(in.data(), 1, &out);
    CHECK(std::fabs(out + x * 127.0f * kInputs) < 1);
  }
}

TEST_CASE("values that are no numbers") {
  if (!ds::has_fast_products()) return;
  const std::vector<int8_t> weights(32, 1);
  for (const float bad : {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
    std::vector<float> in(32, 1.0f);
    in[5] = bad;
    float out = 0;
    ds::MatrixProduct("", weights.data(), 1, 32, 1.0f, {}, false).run(in.data(), 1, &out);
    CHECK(out == out);
  }
}

}  // namespace
