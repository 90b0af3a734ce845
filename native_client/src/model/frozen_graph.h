// Frozen graphs of TensorFlow (.pb) and memory-mapped ones (.pbmm): nodes and constants.
#ifndef DS_MODEL_FROZEN_GRAPH_H_
#define DS_MODEL_FROZEN_GRAPH_H_

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/file_mapping.h"
#include "model/graph_values.h"
#include "model/protobuf.h"

namespace ds {

struct GraphNode {
  std::string name;
  std::string op;
  std::vector<std::string> inputs;                // "node" or "node:output"
  std::map<std::string, proto::View> attributes;  // encoded values
  proto::View message;                            // the whole node

  const proto::View* attribute(const std::string& name) const;
  int64_t integer(const std::string& name, int64_t otherwise) const;  // also for booleans
  float real(const std::string& name, float otherwise) const;
  std::vector<int64_t> shape(const std::string& name) const;  // -1: unknown dimension
};

class FrozenGraph {
 public:
  // Maps the file and reads all nodes. Throws ModelError: DS_ERR_FAIL_INIT_MMAP if it cannot be read or its directory
  // is damaged, DS_ERR_FAIL_READ_PROTOBUF if it is not a valid graph.
  explicit FrozenGraph(const std::string& path);

  bool is_memory_mapped() const { return is_memory_mapped_; }
  size_t file_size() const { return size_; }
  const std::vector<GraphNode>& nodes() const { return nodes_; }

  // The node of that name; null if there is none.
  const GraphNode* find(const std::string& name) const;

  // Releases the memory of the mapped pages. They are read from the file again if they are used.
  void release_pages() const;

  // The value of a Const or ImmutableConst node. Throws ModelError.
  GraphConstant constant(const GraphNode& node) const;

 private:
  proto::View read_directory();
  void read_nodes(proto::View message);

  FileMapping mapping_;
  size_t size_;
  bool is_memory_mapped_ = false;
  std::unordered_map<std::string, proto::View> regions_;
  std::vector<GraphNode> nodes_;
  std::unordered_map<std::string, size_t> numbers_;
};

// Formats of model files, by their contents.
enum class ModelFormat { kTflite, kFrozenGraph, kMemoryMappedGraph, kUnknown };

ModelFormat format_of(proto::View file);

// Reason for kUnknown, for messages.
extern const char kUnknownFormat[];

// Maps the file. Throws ModelError if it cannot be read.
ModelFormat format_of_file(const std::string& path);

}  // namespace ds

#endif  // DS_MODEL_FROZEN_GRAPH_H_
