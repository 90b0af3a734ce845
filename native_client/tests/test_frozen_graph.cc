// Frozen graphs that are damaged, made up, or of other networks; and what is written from them.
#include <doctest/doctest.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

#include "deepspeech.h"
#include "model/frozen_graph.h"
#include "model/frozen_network.h"
#include "model/graph_writer.h"
#include "model/memory_file.h"
#include "model/model_error.h"
#include "model/protobuf.h"
#include "model/protobuf_writer.h"

namespace {

using ds::proto::Message;

std::string read_seed(const std::string& name) {
  std::ifstream file(std::string(DS_TEST_SEEDS) + "/graph/" + name, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  REQUIRE(bytes.size() > 1000);
  return bytes;
}

// The code with which a file is refused; DS_ERR_OK if it is not.
int refusal(const std::string& bytes, std::string* reason = nullptr) {
  const ds::MemoryFile file(bytes.data(), bytes.size());
  try {
    ds::load_acoustic_model(file.path());
    return DS_ERR_OK;
  } catch (const ds::ModelError& error) {
    if (reason != nullptr) *reason = error.what();
    return error.code();
  }
}

// The same graph with one text replaced by another of the same length.
std::string replaced(std::string bytes, const std::string& from, const std::string& to) {
  REQUIRE(from.size() == to.size());
  size_t count = 0;
  for (size_t place = bytes.find(from); place != std::string::npos; place = bytes.find(from, place + 1)) {
    bytes.replace(place, from.size(), to);
    count++;
  }
  REQUIRE(count > 0);
  return bytes;
}

}  // namespace

TEST_CASE("the seeds are read") {
  for (const char* name : {"float32.pb", "float32.pbmm"}) {
    CAPTURE(name);
    const std::string bytes = read_seed(name);
    const ds::MemoryFile file(bytes.data(), bytes.size());
    const auto graph = std::make_shared<const ds::FrozenGraph>(file.path());
    CHECK(graph->is_memory_mapped() == (std::string(name) == "float32.pbmm"));
    const ds::Network network = ds::read_network(graph);
    CHECK(network.n_hidden() == 2);
    CHECK(network.info.n_classes == 7);
    CHECK(network.info.chunk == 2);
    CHECK(network.info.final_window == ds::FinalWindow::kZero);
    CHECK(network.clip[0] == 20.0f);
    CHECK(network.forget_bias == 0.0f);
    CHECK(network.texts.count("metadata_model") == 1);
  }
}

TEST_CASE("a graph that is cut short is refused, wherever it is cut") {
  const std::string bytes = read_seed("float32.pb");
  for (size_t size = 8; size < bytes.size(); size += 13) {
    CAPTURE(size);
    std::string reason;
    const int code = refusal(bytes.substr(0, size), &reason);
    const bool is_known = code == DS_ERR_FAIL_READ_PROTOBUF || code == DS_ERR_MODEL_INCOMPATIBLE ||
                          code == DS_ERR_INVALID_SHAPE || code == DS_ERR_FAIL_INIT_MMAP;
    CHECK(is_known);
    CHECK(reason.size() > 20);
  }
  CHECK(refusal(bytes.substr(0, bytes.size() - 1)) == DS_ERR_FAIL_READ_PROTOBUF);
}

TEST_CASE("a memory-mapped graph that is cut short has no directory") {
  const std::string bytes = read_seed("float32.pbmm");
  for (size_t size = 8; size < bytes.size(); size += 13) {
    CAPTURE(size);
    CHECK(refusal(bytes.substr(0, size)) == DS_ERR_FAIL_INIT_MMAP);
  }
}

TEST_CASE("forged regions and lengths are refused before they are followed") {
  std::string reason;
  // A region that begins behind the directory, one without bytes, and a file without a graph.
  for (const uint64_t offset : {uint64_t{1} << 60, uint64_t{64}}) {
    Message directory;
    directory.add(1, Message().add(1, offset).add(2, std::string("memmapped_package://.")));
    std::string bytes(64, '\0');
    bytes += directory.bytes() + std::string("\x40\0\0\0\0\0\0\0", 8);
    CHECK(refusal(bytes, &reason) == DS_ERR_FAIL_INIT_MMAP);
    CHECK(reason.find("region") != std::string::npos);
  }
  Message other;
  other.add(1, Message().add(1, uint64_t{0}).add(2, std::string("memmapped_package://x")));
  std::string bytes(64, '\0');
  bytes += other.bytes() + std::string("\x40\0\0\0\0\0\0\0", 8);
  CHECK(refusal(bytes, &reason) == DS_ERR_FAIL_INIT_MMAP);
  CHECK(reason.find("no graph") != std::string::npos);
  // A node of 2^62 bytes.
  CHECK(refusal(std::string("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\x3f\x0a\x01x", 13)) != DS_ERR_OK);
}

TEST_CASE("a constant that claims more numbers than the file has takes no memory") {
  const std::string bytes = read_seed("float32.pb");
  // Weights of 2^20 times 2^11 numbers, all the same.
  Message tensor;
  tensor.add(1, uint64_t{1});
  tensor.add(2, Message().add(2, Message().add(1, uint64_t{1} << 20)).add(2, Message().add(1, uint64_t{1} << 11)));
  tensor.add_real(5, 1.0f);
  Message node, graph;
  node.add(1, std::string("layer_1/weights")).add(2, std::string("Const"));
  node.add(5, Message().add(1, std::string("value")).add(2, Message().add(8, tensor)));
  graph.add(1, node);
  std::string reason;
  CHECK(refusal(graph.bytes() + bytes, &reason) == DS_ERR_FAIL_READ_PROTOBUF);
  CHECK(reason.find("two nodes") != std::string::npos);
  // The file's own node of that name is called otherwise, where it is defined: first in the file.
  std::string renamed = bytes;
  renamed.replace(renamed.find("layer_1/weights"), 15, "layer_1/weightz");
  CHECK(refusal(graph.bytes() + renamed, &reason) == DS_ERR_MODEL_INCOMPATIBLE);
  CHECK(reason.find("no contiguous data") != std::string::npos);
}

TEST_CASE("other networks are refused with a sentence") {
  const std::string bytes = read_seed("float32.pb");
  struct Case {
    const char* from;
    const char* to;
    int code;
    const char* reason;
  };
  const Case cases[] = {
      {"metadata_version", "metadata_versiom", DS_ERR_MODEL_INCOMPATIBLE, "no metadata_version"},
      {"metadata_alphabet", "metadata_alphabex", DS_ERR_MODEL_INCOMPATIBLE, "no metadata_alphabet"},
      {"BlockLSTM", "BlockGRUs", DS_ERR_MODEL_INCOMPATIBLE, "BlockLSTM"},
      {"Softmax", "Sigmoid", DS_ERR_MODEL_INCOMPATIBLE, "Softmax"},
      {"previous_state_c", "previous_state_x", DS_ERR_INVALID_SHAPE, "previous_state_c"},
      {"logits", "logitz", DS_ERR_INVALID_SHAPE, "logits"},
      {"AudioSpectrogram", "AudioSpectrogran", DS_ERR_MODEL_INCOMPATIBLE, "AudioSpectrogram"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.from);
    std::string reason;
    CHECK(refusal(replaced(bytes, one.from, one.to), &reason) == one.code);
    CHECK(reason.find(one.reason) != std::string::npos);
  }
}

TEST_CASE("what is written memory-mapped is aligned and the same") {
  const std::string bytes = read_seed("float32.pb");
  const ds::MemoryFile file(bytes.data(), bytes.size());
  const ds::Network network = ds::read_network(std::make_shared<const ds::FrozenGraph>(file.path()));
  std::string written;
  ds::write_memory_mapped_graph(
      network, [&written](const void* data, size_t size) { written.append(static_cast<const char*>(data), size); });
  CHECK(written == read_seed("float32.pbmm"));
  const ds::MemoryFile copy(written.data(), written.size());
  const auto graph = std::make_shared<const ds::FrozenGraph>(copy.path());
  size_t regions = 0;
  for (const ds::GraphNode& node : graph->nodes()) {
    if (node.op != "ImmutableConst") continue;
    regions++;
    CHECK(reinterpret_cast<uintptr_t>(graph->constant(node).data) % 64 == 0);
  }
  CHECK(regions == 6);
}

TEST_CASE("numbers of the wire format end where they must") {
  const uint8_t endless[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  CHECK_THROWS_AS(ds::proto::Reader({endless, sizeof(endless)}).varint(), ds::proto::FormatError);
  const uint8_t open[] = {0x80};
  CHECK_THROWS_AS(ds::proto::Reader({open, sizeof(open)}).varint(), ds::proto::FormatError);
  const uint8_t group[] = {0x0b};
  ds::proto::Field field;
  CHECK_THROWS_AS(ds::proto::Reader({group, sizeof(group)}).next(&field), ds::proto::FormatError);
  const uint8_t zero[] = {0x00, 0x00};
  CHECK_THROWS_AS(ds::proto::Reader({zero, sizeof(zero)}).next(&field), ds::proto::FormatError);
}
