// The shapes of all that a .tflite file computes: worked out here, since the runtime trusts those in the file.
#ifndef DS_MODEL_TFLITE_SHAPES_H_
#define DS_MODEL_TFLITE_SHAPES_H_

#include <vector>

#include "model/flatbuffer.h"
#include "model/tflite_file.h"

namespace ds {

// Follows the operators in their order and compares the shape and type of every result with what the file says.
// Tensors without a shape in the file get theirs. Throws ModelError or flat::FormatError.
void check_shapes(const flat::Bytes& bytes, const std::vector<TfliteOperator>& operators,
                  std::vector<TfliteTensor>* tensors);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_SHAPES_H_
