#include "model/weight_product.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

#include "model/float_product.h"
#include "model/matrix_product.h"

namespace ds {
namespace {

constexpr float kSteps = 127.0f;

class MappedProduct : public WeightProduct {
 public:
  MappedProduct(const Matrix& matrix, size_t first, size_t inputs)
      : weights_(matrix.data + first * matrix.units * sizeof(float)), inputs_(inputs), units_(matrix.units) {}

  void add(const float* in, size_t rows, float* out, Workers& workers) override {
    const FloatProduct product{weights_, inputs_, units_, in, inputs_, rows, out};
    const size_t blocks = (units_ + kProductGrain - 1) / kProductGrain;
    workers.run([&](unsigned part, unsigned parts) {
      const size_t begin = blocks * part / parts * kProductGrain;
      const size_t end = std::min(units_, blocks * (part + 1) / parts * kProductGrain);
      if (begin < end) add_products(product, begin, end);
    });
  }

 private:
  const uint8_t* const weights_;
  const size_t inputs_;
  const size_t units_;
};

// int8 with a scale for each unit. Threads compute different units.
class Int8Product : public WeightProduct {
 public:
  Int8Product(std::vector<int8_t> weights, std::vector<float> scales, size_t inputs)
      : units_(scales.size()), product_("", weights.data(), units_, inputs, 1.0f, {}, false, std::move(scales)) {}

  void add(const float* in, size_t rows, float* out, Workers& workers) override {
    product_.quantize_rows(in, rows);
    workers.run([&](unsigned part, unsigned parts) {
      product_.add_units(rows, units_ * part / parts, units_ * (part + 1) / parts, out);
    });
  }

 private:
  const size_t units_;
  MatrixProduct product_;
};

std::unique_ptr<WeightProduct> quantized(const Matrix& matrix, size_t first, size_t inputs) {
  constexpr size_t kTile = 64;  // units that are transposed together
  std::vector<float> largest(matrix.units, 0.0f), row(matrix.units);
  const auto read = [&](size_t input) {
    copy_floats(matrix.data + (first + input) * matrix.units * sizeof(float), matrix.units, row.data());
  };
  for (size_t input = 0; input < inputs; input++) {
    read(input);
    for (size_t unit = 0; unit < matrix.units; unit++) largest[unit] = std::max(largest[unit], std::fabs(row[unit]));
  }
  std::vector<float> scales(matrix.units), steps(matrix.units);
  for (size_t unit = 0; unit < matrix.units; unit++) {
    const bool fits = largest[unit] > 0 && largest[unit] < HUGE_VALF;
    scales[unit] = fits ? largest[unit] / kSteps : 1.0f;
    steps[unit] = fits ? kSteps / largest[unit] : 0.0f;
  }
  std::vector<int8_t> weights(matrix.units * inputs);
  std::vector<float> tile(kTile);
  for (size_t unit = 0; unit < matrix.units; unit += kTile) {
    const size_t count = std::min(kTile, matrix.units - unit);
    for (size_t input = 0; input < inputs; input++) {
      copy_floats(matrix.data + ((first + input) * matrix.units + unit) * sizeof(float), count, tile.data());
      for (size_t i = 0; i < count; i++) {
        const float value = std::clamp(tile[i] * steps[unit + i], -kSteps, kSteps);
        // Rounds to nearest without a function call per weight.
        const float rounded = value == value ? value + (value < 0 ? -0.5f : 0.5f) : 0.0f;
        weights[(unit + i) * inputs + input] = static_cast<int8_t>(rounded);
      }
    }
  }
  return std::make_unique<Int8Product>(std::move(weights), std::move(scales), inputs);
}

}  // namespace

std::unique_ptr<WeightProduct> make_product(const Matrix& matrix, size_t first, size_t inputs, WeightUse use) {
  if (use == WeightUse::kInt8) return quantized(matrix, first, inputs);
  return std::make_unique<MappedProduct>(matrix, first, inputs);
}

}  // namespace ds
