// Products with int8 weights, bit for bit as TFLite computes them for models of 0.9.3, but with AVX2 or AVX-512 VNNI if
// the processor has them; the kernels of the runtime use SSE 4.1 at most.
//
// Source: "hybrid" fully connected layers of TFLite with symmetric inputs. Each row of inputs is rounded to 127 steps
// of its largest value; sums are exact, as 32-bit integers; bias + sum * (step of the inputs * step of the weights).
#ifndef DS_MODEL_MATRIX_PRODUCT_H_
#define DS_MODEL_MATRIX_PRODUCT_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "model/litert_library.h"
#include "model/tflite_file.h"

namespace ds {

class MatrixProduct {
 public:
  // `weights` `(units, inputs)` are copied; `bias` and `unit_scales`, additional factors of the weights, have
  // `(units,)` values or are empty.
  MatrixProduct(std::string name, const int8_t* weights, size_t units, size_t inputs, float scale,
                std::vector<float> bias, bool is_rectified, std::vector<float> unit_scales = {});

  const std::string& name() const { return name_; }  // of its operator
  size_t units() const { return units_; }
  size_t inputs() const { return inputs_; }

  // `in` `(rows, inputs)` to `out` `(rows, units)`. Not thread-safe.
  void run(const float* in, size_t rows, float* out);

  // The same in two steps, for several threads: rounds the inputs, then adds the products of the units [begin, end),
  // without bias, to `out` `(rows, units)`. Requires `unit_scales`.
  void quantize_rows(const float* in, size_t rows);
  void add_units(size_t rows, size_t begin, size_t end, float* out) const;

 private:
  void quantize(const float* in, size_t row);

  const std::string name_;
  struct Free {
    void operator()(int8_t* memory) const;
  };
  const size_t units_;
  const size_t inputs_;
  std::unique_ptr<int8_t[], Free> weights_;
  const float scale_;
  const std::vector<float> bias_;
  const bool is_rectified_;
  const std::vector<float> unit_scales_;
  std::vector<int8_t> quantized_;  // `(rows, inputs)`
  std::vector<float> scales_;      // `(rows,)`
  std::vector<int32_t> added_;     // `(rows,)`: the excess of the sums, see Dot::added
};

// Whether this processor has the instructions that make it faster.
bool has_fast_products();

// Replaces the products with int8 weights in a file by custom operators, if they have the usual form. The result must
// outlive the programs that run the file.
std::vector<std::unique_ptr<MatrixProduct>> use_own_products(TfliteFile& file);

// Registers the operators for a model to be compiled. Returns a status of the runtime.
litert::Status add_product_operators(const litert::Library& library, litert::Options options,
                                     const std::vector<std::unique_ptr<MatrixProduct>>& products);

}  // namespace ds

#endif  // DS_MODEL_MATRIX_PRODUCT_H_
