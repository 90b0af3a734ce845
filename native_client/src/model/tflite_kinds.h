// The operators that may be in a .tflite file: one table of all that is known about each.
#ifndef DS_MODEL_TFLITE_KINDS_H_
#define DS_MODEL_TFLITE_KINDS_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/tflite_file.h"
#include "model/tflite_node.h"

namespace ds {

constexpr size_t kAnyNumber = 1 << 20;  // of inputs or outputs: as the options say

// What the first of the options counts.
enum class Counted { kNothing, kInputs, kOutputs };

struct OptionsKind {
  uint8_t type = 0;     // number in the union of the TFLite schema; 0: there are none
  bool needed = false;  // else they may be left out
  int activation = -1;  // number of the field with the activation that is fused in
  int other = -1;       // number of a byte that must be 0
};

// From and to which input an operator takes constants: axes, sizes and the like, int32.
struct Parameters {
  size_t first = 0;
  size_t end = 0;
};

struct OperatorKind {
  int32_t code;      // number in the TFLite schema
  const char* name;  // also the name in the file, of a custom operator
  size_t min_inputs;
  size_t max_inputs;
  size_t outputs;
  Counted counted;
  OptionsKind options;
  Parameters parameters;
  std::vector<Shape> (*shapes)(const Node&);  // of the results; throws ModelError
  int8_t (*type)(const Node&);                // of each result; throws ModelError
};

// The kind of an operator; null for one that speech models do not need.
const OperatorKind* find_kind(int32_t code, const std::string& custom_code);

// The kind of an operator that a TfliteFile has let in.
const OperatorKind& kind_of(const TfliteOperator& op);

// Shapes and types of results, in the table.
std::vector<Shape> shapes_elementwise(const Node& node);
std::vector<Shape> shapes_broadcast(const Node& node);
std::vector<Shape> shapes_fully_connected(const Node& node);
std::vector<Shape> shapes_reshape(const Node& node);
std::vector<Shape> shapes_transpose(const Node& node);
std::vector<Shape> shapes_gather(const Node& node);
std::vector<Shape> shapes_mean(const Node& node);
std::vector<Shape> shapes_batch_matmul(const Node& node);
std::vector<Shape> shapes_spectrogram(const Node& node);
std::vector<Shape> shapes_mfcc(const Node& node);
// Integers are moved about, added, multiplied and compared, not divided, which could end the process; they become
// numbers by CAST.
int8_t type_float(const Node& node);       // of float32 alone
int8_t type_moved(const Node& node);       // whatever it was
int8_t type_number(const Node& node);      // as the first input: float32 or int32
int8_t type_split(const Node& node);       // the same of the second: the axis comes first
int8_t type_arithmetic(const Node& node);  // the same of both inputs
int8_t type_cast(const Node& node);        // from float32 to int32, or back
int8_t type_dequantized(const Node& node);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_KINDS_H_
