// Options of operators in a .tflite file: the runtime reads them unchecked in places.
#ifndef DS_MODEL_TFLITE_OPTIONS_H_
#define DS_MODEL_TFLITE_OPTIONS_H_

#include <vector>

#include "model/flatbuffer.h"
#include "model/tflite_file.h"

namespace ds {

// Finds the options of the operator `op`, described by `table`. They must be of the kind that belongs to it, with
// values that it can have. Throws ModelError or flat::FormatError.
void read_options(const flat::Bytes& bytes, const flat::Table& table, TfliteOperator* op);

// Whether what operators take besides activations (axes, sizes, rates) is constant and of the right type. Throws
// ModelError.
void check_parameters(const std::vector<TfliteTensor>& tensors, const TfliteOperator& op);

}  // namespace ds

#endif  // DS_MODEL_TFLITE_OPTIONS_H_
