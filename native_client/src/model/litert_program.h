// One compiled computation: tensors of float32 or int32 in and out.
#ifndef DS_MODEL_LITERT_PROGRAM_H_
#define DS_MODEL_LITERT_PROGRAM_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "model/litert_library.h"
#include "model/matrix_product.h"
#include "model/tflite_file.h"

namespace ds {

// Implementation of the operators.
enum class Kernels {
  kXnnpack,  // the fastest; quantizes activations asymmetrically in dynamic-range int8 models
  kBuiltin,  // those of TFLite, which quantize them as 0.9.3 did
};

class LitertProgram {
 public:
  struct TensorType {
    std::vector<int32_t> shape;
    bool is_integer = false;  // int32, otherwise float32
  };

  // Compiles `file`, which must already be pruned and stays mapped during the lifetime of the program. Throws
  // ModelError.
  LitertProgram(std::unique_ptr<TfliteFile> file, const std::vector<TensorType>& inputs,
                const std::vector<TensorType>& outputs, Kernels kernels,
                std::vector<std::unique_ptr<MatrixProduct>> products = {});
  ~LitertProgram();
  LitertProgram(const LitertProgram&) = delete;
  LitertProgram& operator=(const LitertProgram&) = delete;

  // Memory of a tensor; int32 values also take four bytes each.
  float* input(size_t index) { return inputs_[index].memory.get(); }
  const float* output(size_t index) const { return outputs_[index].memory.get(); }

  // Compiles again. Throws ModelError; nothing changes then.
  void set_threads(unsigned threads);

  // Computes the outputs from the inputs. Throws ModelError.
  void run();

 private:
  struct Free {
    void operator()(float* memory) const;
  };
  struct Tensor {
    std::unique_ptr<float[], Free> memory;
    litert::TensorBuffer handle = nullptr;
  };

  void read_model();
  litert::CompiledModel compile(unsigned threads) const;
  Tensor make_tensor(const TensorType& tensor_type);
  void destroy();

  const litert::Library& library_;
  const Kernels kernels_;
  const std::vector<std::unique_ptr<MatrixProduct>> products_;  // custom operators, see use_own_products
  std::unique_ptr<TfliteFile> file_;
  litert::Environment environment_ = nullptr;
  litert::Model model_ = nullptr;
  litert::CompiledModel compiled_ = nullptr;
  std::vector<Tensor> inputs_;
  std::vector<Tensor> outputs_;
};

}  // namespace ds

#endif  // DS_MODEL_LITERT_PROGRAM_H_
