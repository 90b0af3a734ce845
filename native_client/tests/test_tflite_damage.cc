// Damaged .tflite files: whatever is changed in a model, it is read or refused. With what fuzzing found.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <unistd.h>

#include "model/flatbuffer.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_metadata.h"
#include "printing.h"

namespace {

using Content = std::vector<uint8_t>;
using ds::flat::Bytes;
using ds::flat::Table;
using ds::flat::Vector;

constexpr int kTensors = 0, kOperators = 3;          // fields of the subgraph
constexpr int kShape = 0, kBuffer = 2;               // of a tensor
constexpr int kOptionsType = 3, kCustomOptions = 5;  // of an operator

Content model(const std::string& name) {
  std::ifstream file(DS_TEST_SEEDS "/tflite/" + name, std::ios::binary);
  Content content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  CHECK(content.size() > 1000);
  return content;
}

enum Outcome { kRead, kRefused };

// All that happens to a file before LiteRT gets it.
Outcome load(const Content& content) {
  char path[] = "/tmp/ds_test_tflite_XXXXXX";
  const int descriptor = mkstemp(path);
  CHECK(write(descriptor, content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  close(descriptor);
  Outcome outcome = kRead;
  try {
    ds::TfliteFile file(path);
    const ds::ModelTensors tensors = ds::find_tensors(file);
    const ds::ModelInfo info = ds::read_model_info(file, tensors);
    CHECK(info.subsampling >= 1);
    CHECK(info.chunk == info.rows() * info.subsampling);
    CHECK(info.look_ahead % info.subsampling == 0);
    CHECK(info.look_ahead <= 4096);
    CHECK(info.initial_state().size() == info.states.size());
    file.replace_operator(ds::kTfliteLogistic, "first");
    file.prune(tensors.acoustic_inputs, tensors.acoustic_outputs);
  } catch (const ds::ModelError&) {
    outcome = kRefused;
  }
  std::remove(path);
  return outcome;
}

// The tables in a vector of the subgraph.
std::vector<Table> tables(const Bytes& bytes, int field) {
  const Table root(bytes, bytes.follow(0));
  const Table subgraph(bytes, bytes.follow(root.vector(2, 4).at(0)));
  const Vector list = subgraph.vector(field, 4);
  std::vector<Table> result;
  for (size_t i = 0; i < list.size(); i++) result.emplace_back(bytes, bytes.follow(list.at(i)));
  return result;
}

TEST_CASE("models are read") {
  for (const char* name :
       {"float32.tflite", "int8.tflite", "layer_norm.tflite", "causal.tflite", "causal_int8.tflite"}) {
    CHECK(load(model(name)) == kRead);
  }
}

TEST_CASE("options of another operator") {
  Content content = model("int8.tflite");
  Bytes bytes(content.data(), content.size());
  size_t with_options = 0;
  for (const Table& op : tables(bytes, kOperators)) {
    const size_t position = op.field(kOptionsType);
    if (position == 0 || content[position] == 0) continue;
    with_options++;
    const uint8_t right = content[position];
    for (const int wrong : {0, right + 1, right ^ 8, 127}) {
      content[position] = static_cast<uint8_t>(wrong);
      CHECK(load(content) == kRefused);
    }
    content[position] = right;
  }
  CHECK(with_options > 20);
}

TEST_CASE("custom options cut short") {
  Content content = model("float32.tflite");
  Bytes bytes(content.data(), content.size());
  size_t custom = 0;
  for (const Table& op : tables(bytes, kOperators)) {
    const Vector options = op.vector(kCustomOptions, 1);
    if (options.size() == 0) continue;
    custom++;
    for (uint32_t size = 0; size < options.size(); size++) {
      bytes.write<uint32_t>(options.position(), size);
      CHECK(load(content) == kRefused);
    }
    bytes.write<uint32_t>(options.position(), static_cast<uint32_t>(options.size()));
  }
  CHECK(custom == 2);
  CHECK(load(content) == kRead);
}

TEST_CASE("computed tensors that fill the memory") {
  Content content = model("float32.tflite");
  Bytes bytes(content.data(), content.size());
  const Vector buffers = Table(bytes, bytes.follow(0)).vector(4, 4);
  int computed = 0;
  for (const Table& tensor : tables(bytes, kTensors)) {
    const Vector shape = tensor.vector(kShape, 4);
    const Table buffer(bytes, bytes.follow(buffers.at(tensor.scalar<uint32_t>(kBuffer, 0))));
    if (shape.size() == 0 || buffer.vector(0, 1).size() > 0) continue;
    computed++;
    const auto right = bytes.read<int32_t>(shape.at(0));
    for (const int32_t wrong : {INT32_MAX, 1 << 28, -1}) {
      bytes.write<int32_t>(shape.at(0), wrong);
      CHECK(load(content) == kRefused);
    }
    bytes.write<int32_t>(shape.at(0), right);
  }
  CHECK(computed > 40);
  CHECK(load(content) == kRead);
}

TEST_CASE("operands of other shapes") {
  Content content = model("float32.tflite");
  Bytes bytes(content.data(), content.size());
  const std::vector<Table> all = tables(bytes, kTensors);
  const auto shape_of = [&](size_t tensor) {
    const Vector shape = all[tensor].vector(kShape, 4);
    std::vector<int32_t> dimensions;
    for (size_t i = 0; i < shape.size(); i++) dimensions.push_back(bytes.read<int32_t>(shape.at(i)));
    return dimensions;
  };
  const auto values_of = [&](size_t tensor) {
    int32_t values = 1;
    for (const int32_t dimension : shape_of(tensor)) values *= dimension;
    return values;
  };
  int tried = 0;
  for (const Table& op : tables(bytes, kOperators)) {
    const Vector inputs = op.vector(1, 4);
    if (inputs.size() != 2) continue;
    for (size_t index = 0; index < 2; index++) {
      const auto right = bytes.read<uint32_t>(inputs.at(index));
      for (uint32_t wrong = 0; wrong < all.size(); wrong++) {
        // Fewer dimensions may be repeated; more, or others, change what comes out.
        if (shape_of(wrong).size() < 2 || shape_of(wrong) == shape_of(right) || shape_of(right).size() < 2) continue;
        bytes.write<uint32_t>(inputs.at(index), wrong);
        const bool is_repeated = shape_of(wrong)[0] == 1 && shape_of(wrong).back() == shape_of(right).back();
        const bool is_reshaped = values_of(wrong) == values_of(right);
        CHECK((load(content) == kRefused || is_repeated || is_reshaped));
        tried++;
      }
      bytes.write<uint32_t>(inputs.at(index), right);
    }
  }
  CHECK(tried > 500);
  CHECK(load(content) == kRead);
}

// How often a changed file is refused.
int survive_random_changes(const Content& whole) {
  std::mt19937 random(3);
  int refused = 0;
  for (int round = 0; round < 3000; round++) {
    Content content = whole;
    for (unsigned change = 0; change < 1 + random() % 4; change++) {
      content[8 + random() % (content.size() - 8)] = static_cast<uint8_t>(random());
    }
    refused += load(content) == kRefused;
  }
  return refused;
}

TEST_CASE("random changes are survived") {
  for (const char* name : {"float32.tflite", "causal.tflite"}) {
    const Content whole = model(name);
    CHECK(survive_random_changes(whole) > 300);
    for (size_t size = 0; size + 1 < whole.size(); size += 1 + size / 50) {
      CHECK(load(Content(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size))) == kRefused);
    }
  }
}

// Every byte of metadata_encoder, changed at random: whatever is let in has dimensions that are possible.
TEST_CASE("random changes of the layout are survived") {
  const Content whole = model("causal.tflite");
  const std::string key = "encoder causal";
  const auto begin = std::search(whole.begin(), whole.end(), key.begin(), key.end());
  CHECK(begin != whole.end());
  const auto first = static_cast<size_t>(begin - whole.begin());
  const std::string letters = "0123456789-+. e\n";
  std::mt19937 random(5);
  int refused = 0;
  for (int round = 0; round < 3000; round++) {
    Content content = whole;
    for (unsigned change = 0; change < 1 + random() % 3; change++) {
      content[first + random() % 130] = static_cast<uint8_t>(letters[random() % letters.size()]);
    }
    refused += load(content) == kRefused;
  }
  CHECK(refused > 2000);
  CHECK(refused < 3000);
}

}  // namespace
