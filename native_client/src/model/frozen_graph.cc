#include "model/frozen_graph.h"

#include <algorithm>
#include <cstring>

#include "deepspeech.h"
#include "model/graph_values.h"
#include "model/model_error.h"

namespace ds {
namespace {

using proto::Field;
using proto::FormatError;
using proto::Reader;
using proto::View;

// Numbers of the fields in TensorFlow's messages.
constexpr uint32_t kGraphNode = 1;
constexpr uint32_t kNodeName = 1, kNodeOp = 2, kNodeInput = 3, kNodeAttribute = 5;
constexpr uint32_t kEntryKey = 1, kEntryValue = 2;
constexpr uint32_t kValueText = 2, kValueInteger = 3, kValueReal = 4, kValueBoolean = 5, kValueType = 6,
                   kValueShape = 7, kValueTensor = 8;
constexpr uint32_t kDirectoryElement = 1, kElementOffset = 1, kElementName = 2;

constexpr char kGraphRegion[] = "memmapped_package://.";
constexpr size_t kOffsetBytes = 8;  // at the end of a memory-mapped graph: the position of its directory

// Far above the values of speech models: a parsed node needs more memory than its message.
constexpr size_t kMaxNodes = 100000;
constexpr size_t kMaxItems = 4096;  // inputs and attributes of a node; regions of a file

[[noreturn]] void fail_graph(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_READ_PROTOBUF, "The model file is damaged: its graph cannot be read: " + reason);
}

[[noreturn]] void fail_directory(const std::string& reason) {
  throw ModelError(DS_ERR_FAIL_INIT_MMAP,
                   "The model file is damaged: the directory of the memory-mapped graph cannot be read: " + reason);
}

GraphNode read_node(View message) {
  GraphNode node;
  node.message = message;
  Field field;
  for (Reader reader(message); reader.next(&field);) {
    if (field.number == kNodeName) node.name = field.content().text();
    if (field.number == kNodeOp) node.op = field.content().text();
    if (node.inputs.size() + node.attributes.size() > kMaxItems) throw FormatError("a node with too many inputs");
    if (field.number == kNodeInput) node.inputs.push_back(field.content().text());
    if (field.number != kNodeAttribute) continue;
    std::string name;
    View value;
    Field inner;
    for (Reader entry(field.content()); entry.next(&inner);) {
      if (inner.number == kEntryKey) name = inner.content().text();
      if (inner.number == kEntryValue) value = inner.content();
    }
    node.attributes[name] = value;
  }
  return node;
}

uint64_t directory_offset(View file) {
  return Reader({file.data + file.size - kOffsetBytes, kOffsetBytes}).fixed(kOffsetBytes);
}

// Whether the file ends with a directory of at least one element.
bool has_directory(View file) {
  if (file.size < 2 * kOffsetBytes) return false;
  const uint64_t offset = directory_offset(file);
  if (offset >= file.size - kOffsetBytes) return false;
  try {
    Field field, inner;
    Reader reader({file.data + offset, file.size - kOffsetBytes - static_cast<size_t>(offset)});
    if (!reader.next(&field) || field.number != kDirectoryElement) return false;
    Reader element(field.content());
    bool is_named = false;
    while (element.next(&inner)) {
      is_named = is_named || (inner.number == kElementName && inner.content().text().rfind("memmapped_", 0) == 0);
    }
    return is_named;
  } catch (const FormatError&) {
    return false;
  }
}

// A graph begins with a node, and a node with its name or its operation. The rest may be damaged.
bool begins_as_graph(View file) {
  constexpr uint8_t kNodeKey = (kGraphNode << 3) | proto::kLengthDelimited;
  if (file.size < 4 || file.data[0] != kNodeKey) return false;
  try {
    Reader reader({file.data + 1, file.size - 1});
    reader.varint();
    const uint64_t key = reader.varint();
    return key == ((kNodeName << 3) | proto::kLengthDelimited) || key == ((kNodeOp << 3) | proto::kLengthDelimited);
  } catch (const FormatError&) {
    return false;
  }
}

}  // namespace

const View* GraphNode::attribute(const std::string& key) const {
  const auto found = attributes.find(key);
  return found == attributes.end() ? nullptr : &found->second;
}

int64_t GraphNode::integer(const std::string& key, int64_t otherwise) const {
  Field field;
  for (const uint32_t number : {kValueInteger, kValueBoolean, kValueType}) {
    if (find_field(attribute(key), number, &field)) return static_cast<int64_t>(field.integer);
  }
  // Zeros may be omitted.
  return attribute(key) != nullptr ? 0 : otherwise;
}

float GraphNode::real(const std::string& key, float otherwise) const {
  Field field;
  if (find_field(attribute(key), kValueReal, &field)) return field.real();
  return attribute(key) != nullptr ? 0 : otherwise;
}

std::vector<int64_t> GraphNode::shape(const std::string& key) const {
  Field field;
  if (!find_field(attribute(key), kValueShape, &field)) return {};
  return read_graph_shape(field.content());
}

FrozenGraph::FrozenGraph(const std::string& path)
    : mapping_(path, FileMapping::Use::kRead), size_(mapping_.bytes().size()) {
  View message{mapping_.bytes().data(), size_};
  is_memory_mapped_ = format_of(message) == ModelFormat::kMemoryMappedGraph;
  if (is_memory_mapped_) {
    try {
      message = read_directory();
    } catch (const FormatError& error) {
      fail_directory(error.what());
    }
  }
  try {
    read_nodes(message);
  } catch (const FormatError& error) {
    fail_graph(error.what());
  }
}

View FrozenGraph::read_directory() {
  struct Element {
    uint64_t offset = 0;
    std::string name;
  };
  const View file{mapping_.bytes().data(), size_};
  const uint64_t directory = directory_offset(file);
  std::vector<Element> elements;
  Field field, inner;
  for (Reader reader({file.data + directory, size_ - kOffsetBytes - directory}); reader.next(&field);) {
    if (field.number != kDirectoryElement) continue;
    if (elements.size() == kMaxItems) throw FormatError("it has more than " + std::to_string(kMaxItems) + " regions");
    Element element;
    for (Reader fields(field.content()); fields.next(&inner);) {
      if (inner.number == kElementOffset) element.offset = inner.integer;
      if (inner.number == kElementName) element.name = inner.content().text();
    }
    elements.push_back(element);
  }
  // A region ends where the next one begins. Old files contain no lengths.
  uint64_t end = directory;
  for (size_t i = elements.size(); i-- > 0;) {
    const Element& element = elements[i];
    if (element.offset >= end) throw FormatError("the region " + element.name + " is outside the file or empty");
    const View region{file.data + element.offset, static_cast<size_t>(end - element.offset)};
    if (!regions_.emplace(element.name, region).second) throw FormatError("there are two regions " + element.name);
    end = element.offset;
  }
  const auto graph = regions_.find(kGraphRegion);
  if (graph == regions_.end()) throw FormatError("it has no graph (no region " + std::string(kGraphRegion) + ")");
  return graph->second;
}

void FrozenGraph::read_nodes(View message) {
  Field field;
  for (Reader reader(message); reader.next(&field);) {
    if (field.number != kGraphNode) continue;
    if (nodes_.size() == kMaxNodes) throw FormatError("it has more than " + std::to_string(kMaxNodes) + " nodes");
    nodes_.push_back(read_node(field.content()));
    if (!numbers_.emplace(nodes_.back().name, nodes_.size() - 1).second) {
      throw FormatError("there are two nodes " + nodes_.back().name);
    }
  }
}

void FrozenGraph::release_pages() const { mapping_.release_pages(); }

const GraphNode* FrozenGraph::find(const std::string& name) const {
  const auto found = numbers_.find(name);
  return found == numbers_.end() ? nullptr : &nodes_[found->second];
}

GraphConstant FrozenGraph::constant(const GraphNode& node) const {
  try {
    Field field;
    if (node.op == "Const") {
      if (!find_field(node.attribute("value"), kValueTensor, &field)) throw FormatError("it has no value");
      return read_graph_tensor(field.content());
    }
    if (node.op != "ImmutableConst") throw FormatError("it is not a constant, but " + node.op);
    if (!find_field(node.attribute("memory_region_name"), kValueText, &field)) throw FormatError("it names no region");
    const auto region = regions_.find(field.content().text());
    if (region == regions_.end()) throw FormatError("there is no region " + field.content().text());
    GraphConstant constant;
    constant.type = static_cast<int32_t>(node.integer("dtype", 0));
    constant.shape = node.shape("shape");
    constant.count = count_elements(constant.shape);
    if (constant.type != kGraphFloat32 && constant.type != kGraphInt32) throw FormatError("it has an unexpected type");
    if (constant.count > region->second.size / 4) throw FormatError("its region is too short for its shape");
    constant.data = region->second.data;
    return constant;
  } catch (const FormatError& error) {
    fail_graph("constant " + node.name + ": " + error.what());
  }
}

const char kUnknownFormat[] =
    "it is neither a .tflite file (no TFL3 mark), nor a frozen graph, nor a memory-mapped graph (no directory at its "
    "end)";

ModelFormat format_of(View file) {
  if (file.size >= 8 && std::memcmp(file.data + 4, "TFL3", 4) == 0) return ModelFormat::kTflite;
  if (has_directory(file)) return ModelFormat::kMemoryMappedGraph;
  return begins_as_graph(file) ? ModelFormat::kFrozenGraph : ModelFormat::kUnknown;
}

ModelFormat format_of_file(const std::string& path) {
  FileMapping mapping(path, FileMapping::Use::kRead);
  return format_of({mapping.bytes().data(), mapping.bytes().size()});
}

}  // namespace ds
