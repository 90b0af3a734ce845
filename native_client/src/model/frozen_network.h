// The network of DeepSpeech in a frozen graph. It is found by tracing the graph back from its outputs, not by the names
// of nodes, so a graph that computes something else is refused.
#ifndef DS_MODEL_FROZEN_NETWORK_H_
#define DS_MODEL_FROZEN_NETWORK_H_

#include <memory>
#include <vector>

#include "model/acoustic_model.h"
#include "model/frozen_graph.h"
#include "model/metadata.h"
#include "model/network.h"

namespace ds {

// Reads weights, metadata and dimensions. The weights remain in the mapped file, which the network owns. Throws
// ModelError: DS_ERR_MODEL_INCOMPATIBLE for metadata and for other networks, DS_ERR_INVALID_SHAPE.
// `missing`: see read_metadata.
Network read_network(std::shared_ptr<const FrozenGraph> graph, const MissingMetadata* missing = nullptr);

}  // namespace ds

#endif  // DS_MODEL_FROZEN_NETWORK_H_
