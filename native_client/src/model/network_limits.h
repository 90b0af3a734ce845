// Limits of networks, far above the values of trained models.
#ifndef DS_MODEL_NETWORK_LIMITS_H_
#define DS_MODEL_NETWORK_LIMITS_H_

#include <cstddef>
#include <cstdint>

#include "model/network.h"

namespace ds {

constexpr size_t kMaxUnits = 1 << 20;        // of a layer, or any dimension
constexpr size_t kMaxActivations = 1 << 26;  // of a layer, for all frames of a chunk
constexpr int64_t kMaxChannels = 4096;       // of the mel filters
constexpr int64_t kMaxStride = 1 << 24;      // of windows, in samples

// Checks that the layers fit each other and the limits. Throws ModelError (DS_ERR_INVALID_SHAPE).
void check_sizes(const Network& network);

}  // namespace ds

#endif  // DS_MODEL_NETWORK_LIMITS_H_
