// Sigmoid and tanh of 0.9.3: close to the functions, exact at their ends, and always the same bits.
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <vector>

#include "model/activations.h"
#include "printing.h"

namespace {

using Function = void (*)(const float*, float*, size_t);

float apply(Function function, float x) {
  float result = 0;
  function(&x, &result, 1);
  return result;
}

// A sum over the bits of many results: any change of the last bit of any of them shows.
uint32_t fingerprint(Function function) {
  std::vector<float> in, out;
  for (int i = -9000; i <= 9000; i++) in.push_back(static_cast<float>(i) * (1.0f / 1024));
  out.resize(in.size());
  function(in.data(), out.data(), in.size());
  uint32_t sum = 0;
  for (const float value : out) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    sum = sum * 31 + bits;
  }
  return sum;
}

TEST_CASE("close to the functions") {
  for (int i = -20000; i <= 20000; i++) {
    const float x = static_cast<float>(i) * 1e-3f;
    CHECK(std::fabs(apply(ds::tanh_2020, x) - std::tanh(static_cast<double>(x))) < 5e-7);
    CHECK(std::fabs(apply(ds::logistic_2020, x) - 1 / (1 + std::exp(-static_cast<double>(x)))) < 5e-7);
  }
}

TEST_CASE("ends and special values") {
  const float infinity = std::numeric_limits<float>::infinity();
  CHECK(apply(ds::tanh_2020, infinity) == 1);
  CHECK(apply(ds::tanh_2020, -infinity) == -1);
  CHECK(apply(ds::logistic_2020, infinity) == 1);
  CHECK(apply(ds::logistic_2020, -infinity) == 0);
  CHECK(apply(ds::tanh_2020, 1e-30f) == 1e-30f);
  CHECK(apply(ds::logistic_2020, 0) == 0.5f);
  CHECK(apply(ds::logistic_2020, -80.0f) > 0);
}

TEST_CASE("always the same bits") {
  CHECK(fingerprint(ds::tanh_2020) == 4060018544u);
  CHECK(fingerprint(ds::logistic_2020) == 2857099721u);
}

}  // namespace
