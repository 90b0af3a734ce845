// Writes the network of DeepSpeech as a memory-mapped graph (.pbmm), which the client of 0.9.3 loads as well.
//
// The file contains the weights at multiples of 64 bytes, the graph, a directory of both, and the position of the
// directory. Nodes have the names of 0.9.3.
#ifndef DS_MODEL_GRAPH_WRITER_H_
#define DS_MODEL_GRAPH_WRITER_H_

#include <cstddef>
#include <functional>

#include "model/network.h"

namespace ds {

// Calls `sink` with consecutive parts of the file.
void write_memory_mapped_graph(const Network& network, const std::function<void(const void*, size_t)>& sink);

}  // namespace ds

#endif  // DS_MODEL_GRAPH_WRITER_H_
