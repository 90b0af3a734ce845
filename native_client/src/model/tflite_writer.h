// Writes .tflite files: tensors and operators of one graph, schema version 3.
#ifndef DS_MODEL_TFLITE_WRITER_H_
#define DS_MODEL_TFLITE_WRITER_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "model/tflite_file.h"

namespace ds {

// Builtin operators that the writer supports, by their numbers in the schema.
enum class TfliteOp : int32_t {
  kAdd = 0,
  kConcatenation = 2,
  kDequantize = 6,
  kFullyConnected = 9,
  kLogistic = 14,
  kMul = 18,
  kReshape = 22,
  kSoftmax = 25,
  kTanh = 28,
  kSplit = 49,
  kMinimum = 57,
};

class TfliteWriter {
 public:
  // Each adds a tensor and returns its number.
  int32_t tensor(const std::string& name, std::vector<int32_t> shape);  // float32
  int32_t constant(const std::string& name, std::vector<int32_t> shape, int8_t type, std::vector<uint8_t> data);
  int32_t integers(const std::string& name, const std::vector<int32_t>& values);
  int32_t text(const std::string& name, const std::string& value);

  // Scales of an int8 constant, one for each index of the first axis.
  void quantize(int32_t tensor, std::vector<float> scales);

  void add(TfliteOp op, std::vector<int32_t> inputs, std::vector<int32_t> outputs);
  void add_concatenation(int32_t axis, std::vector<int32_t> inputs, int32_t output);
  void add_rectified(std::vector<int32_t> inputs, std::vector<int32_t> outputs);  // kFullyConnected with RELU
  void add_custom(const std::string& name, std::vector<uint8_t> options, std::vector<int32_t> inputs,
                  std::vector<int32_t> outputs);

  void set_inputs(std::vector<int32_t> tensors) { inputs_ = std::move(tensors); }
  void set_outputs(std::vector<int32_t> tensors) { outputs_ = std::move(tensors); }

  // Calls `sink` with consecutive parts of the file. Throws ModelError if it is larger than the format allows.
  void write(const std::string& description, const std::function<void(const void*, size_t)>& sink) const;
  std::vector<uint8_t> bytes(const std::string& description) const;

 private:
  struct Tensor {
    std::string name;
    std::vector<int32_t> shape;
    int8_t type;
    std::vector<uint8_t> data;
    std::vector<float> scales;
  };
  struct Operator {
    TfliteOp op;
    int32_t number;  // axis of a concatenation; otherwise the fused activation
    std::string custom;
    std::vector<uint8_t> options;
    std::vector<int32_t> inputs, outputs;
  };
  struct Layout;

  bool is_int8(const Operator& op) const;
  std::vector<uint32_t> add_codes(Layout* layout, size_t field) const;
  uint32_t add_graph(Layout* layout, size_t field, const std::vector<uint32_t>& codes) const;
  void write_data(Layout* layout, const std::function<void(const void*, size_t)>& sink) const;

  std::vector<Tensor> tensors_;
  std::vector<Operator> operators_;
  std::vector<int32_t> inputs_;
  std::vector<int32_t> outputs_;
};

}  // namespace ds

#endif  // DS_MODEL_TFLITE_WRITER_H_
