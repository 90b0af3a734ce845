// Reads FlexBuffers as far as options of custom operators use them: one map of numbers.
#ifndef DS_MODEL_FLEXBUFFER_H_
#define DS_MODEL_FLEXBUFFER_H_

#include <map>
#include <string>

#include "model/flatbuffer.h"

namespace ds {
namespace flat {

// The map in the `size` bytes at `position`, every offset tested before it is followed. Values are integers, floating
// point or booleans; keys are in ascending order, as lookups expect. Throws FormatError if it is anything else.
// Format: https://flatbuffers.dev/flatbuffers_internals (FlexBuffers)
std::map<std::string, double> read_number_map(const Bytes& bytes, size_t position, size_t size);

}  // namespace flat
}  // namespace ds

#endif  // DS_MODEL_FLEXBUFFER_H_
