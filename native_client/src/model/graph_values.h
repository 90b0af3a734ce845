// Values of nodes in TensorFlow's graphs: shapes and constants.
#ifndef DS_MODEL_GRAPH_VALUES_H_
#define DS_MODEL_GRAPH_VALUES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/protobuf.h"

namespace ds {

// Element types, by their numbers in TensorFlow.
enum GraphType : int32_t { kGraphFloat32 = 1, kGraphInt32 = 3, kGraphString = 7 };

// A constant. Its values are in the mapped file, little-endian, at any alignment; or the message lists them, and the
// last one is repeated for the rest of the shape.
struct GraphConstant {
  int32_t type = 0;
  std::vector<int64_t> shape;
  size_t count = 1;  // number of elements, by the shape
  const uint8_t* data = nullptr;
  std::vector<float> reals;       // listed values, if `data` is null
  std::vector<int32_t> integers;  // the same
  std::string text;               // the first string
};

// The last field of a message with this number; false if there is none or `message` is null.
bool find_field(const proto::View* message, uint32_t number, proto::Field* found);

// These throw proto::FormatError.
std::vector<int64_t> read_graph_shape(proto::View message);
size_t count_elements(const std::vector<int64_t>& shape);
GraphConstant read_graph_tensor(proto::View message);

}  // namespace ds

#endif  // DS_MODEL_GRAPH_VALUES_H_
