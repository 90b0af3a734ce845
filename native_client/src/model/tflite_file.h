// A .tflite file: mapped, checked, and readable as tensors and operators of its one subgraph.
#ifndef DS_MODEL_TFLITE_FILE_H_
#define DS_MODEL_TFLITE_FILE_H_

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "model/file_mapping.h"
#include "model/flatbuffer.h"

namespace ds {

// Element types of tensors, by their numbers in the TFLite schema.
enum TfliteType : int8_t {
  kTfliteFloat32 = 0,
  kTfliteInt32 = 2,
  kTfliteString = 5,
};

// Operators by their numbers in the TFLite schema.
constexpr int32_t kTfliteLogistic = 14, kTfliteTanh = 28, kTfliteCustom = 32;

// Numbers of the fields of an operator code.
constexpr int kCodeDeprecated = 0, kCodeCustom = 1, kCodeVersion = 2, kCodeBuiltin = 3;

struct TfliteTensor {
  std::string name;
  std::vector<int32_t> shape;
  int8_t type = 0;
  bool is_variable = false;
  bool is_sparse = false;
  const uint8_t* data = nullptr;  // value of a constant, otherwise null
  size_t data_size = 0;
  // Quantized constants: one scale, or one per index along an axis.
  size_t scales = 0;
  float scale = 0;                      // the first
  const uint8_t* scale_data = nullptr;  // all of them, float32, at any alignment
  size_t zero_points = 0;
  bool zero_points_are_zero = true;
  int32_t quantized_axis = 0;
};

struct TfliteOperator {
  int32_t code = 0;             // builtin operator by its number in the schema
  std::string custom_code;      // name, for custom operators
  std::vector<int32_t> inputs;  // tensor numbers; -1 for an omitted optional input
  std::vector<int32_t> outputs;
  // For products with int8 weights: activations are quantized without a zero point, as in old versions of TFLite.
  bool symmetric_activations = false;
  size_t options = 0;  // position of the table with the builtin options; 0 if there is none
  std::map<std::string, double> custom_options;
  int32_t count = -1;  // SPLIT, SPLIT_V, UNPACK, PACK: number of tensors according to the options
};

class TfliteFile {
 public:
  // Maps and checks the file: structure, indices, sizes of constants, and that all operators are among those that
  // speech models need. Throws ModelError.
  explicit TfliteFile(const std::string& path);

  const std::vector<TfliteTensor>& tensors() const { return tensors_; }
  const std::vector<TfliteOperator>& operators() const { return operators_; }
  // Numbers of the tensors that are inputs and outputs of the graph, before pruning.
  const std::vector<int32_t>& inputs() const { return inputs_; }
  const std::vector<int32_t>& outputs() const { return outputs_; }
  size_t file_size() const { return mapping_.bytes().size(); }
  const uint8_t* data() const { return mapping_.bytes().data(); }

  // Number of the tensor with that name, or -1.
  int32_t find(const std::string& name) const;

  // Reduces the mapped file to a model that computes `outputs` from `inputs`, because the runtime accepts neither
  // constants as outputs nor unused operators. Throws ModelError if the outputs need other inputs.
  void prune(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs);

  // Replaces all operators with the number `builtin` by the custom operator `name`, without options.
  void replace_operator(int32_t builtin, const std::string& name);

  // Replaces single operators, by their numbers, by custom operators, which receive the first input only.
  void replace_operators(const std::map<size_t, std::string>& names);

  // A one-byte field of the builtin options of an operator; 0 if it is absent.
  uint8_t option(const TfliteOperator& op, int field) const;

 private:
  // Appends an operator code; returns its position.
  size_t append_code(int32_t builtin, int32_t version, const std::string& name);
  void replace_table(size_t op, uint32_t code);
  void parse();
  void parse_tensors(const flat::Table& model, const flat::Table& subgraph);
  void parse_operators(const flat::Table& subgraph);
  bool is_symmetric(const flat::Table& table, const TfliteOperator& op) const;
  void parse_quantization(const flat::Table& table, TfliteTensor* tensor) const;
  int32_t read_count(const flat::Table& table, const TfliteOperator& op) const;
  void check_constant(const TfliteTensor& tensor) const;
  std::vector<int32_t> read_indices(const flat::Vector& vector, bool optional) const;
  void check_unshared() const;

  mutable FileMapping mapping_;
  std::vector<TfliteTensor> tensors_;
  std::vector<TfliteOperator> operators_;
  std::vector<int32_t> inputs_;
  std::vector<int32_t> outputs_;
  std::vector<size_t> operator_vectors_;  // positions of the operators' index vectors
  size_t code_field_ = 0;                 // position of the offset of the operator codes
  flat::Vector code_list_;
  flat::Vector input_list_;
  flat::Vector output_list_;
  flat::Vector operator_list_;
  flat::Vector signature_list_;
};

// Throws ModelError (DS_ERR_FAIL_INTERPRETER).
[[noreturn]] void fail_damaged(const std::string& reason);

// "[1, 16, 19, 26]", for messages.
std::string shape_text(const std::vector<int32_t>& shape);

// The number of the builtin operator of an operator code.
int32_t read_builtin_code(const flat::Table& code);

// Checks that operators have the right numbers of inputs and outputs, and that all tensors are computed before they are
// used, which the runtime partly takes for granted. Throws ModelError.
void check_graph(const std::vector<TfliteTensor>& tensors, const std::vector<TfliteOperator>& operators,
                 const std::vector<int32_t>& inputs);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_FILE_H_
