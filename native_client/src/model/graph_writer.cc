#include "model/graph_writer.h"

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "model/frozen_graph.h"
#include "model/protobuf_writer.h"

namespace ds {
namespace {

using proto::Message;

constexpr int32_t kInt64 = 9;
constexpr char kPrefix[] = "memmapped_package://";
constexpr size_t kAlignment = 64;  // of tensors in TensorFlow

Message shape_of(const std::vector<int64_t>& shape) {
  Message message;
  for (const int64_t dimension : shape) message.add(2, Message().add(1, static_cast<uint64_t>(dimension)));
  return message;
}

// Values of attributes.
Message type_value(int32_t type) { return Message().add(6, static_cast<uint64_t>(type)); }
Message shape_value(const std::vector<int64_t>& shape) { return Message().add(7, shape_of(shape)); }
Message integer_value(int64_t value) { return Message().add(3, static_cast<uint64_t>(value)); }
Message boolean_value(bool value) { return Message().add(5, static_cast<uint64_t>(value ? 1 : 0)); }
Message real_value(float value) { return Message().add_real(4, value); }
Message text_value(const std::string& value) { return Message().add(2, value); }

using Attributes = std::vector<std::pair<std::string, Message>>;

class GraphBuilder {
 public:
  struct Region {
    std::string name;
    const uint8_t* data;
    size_t size;
  };

  void node(const std::string& name, const std::string& op, const std::vector<std::string>& inputs,
            const Attributes& attributes) {
    Message node;
    node.add(1, name).add(2, op);
    for (const std::string& input : inputs) node.add(3, input);
    for (const auto& [key, value] : attributes) node.add(5, Message().add(1, key).add(2, value));
    graph_.add(1, node);
  }

  void placeholder(const std::string& name, int32_t type, const std::vector<int64_t>& shape) {
    node(name, "Placeholder", {}, {{"dtype", type_value(type)}, {"shape", shape_value(shape)}});
  }

  void constant(const std::string& name, int32_t type, const std::vector<int64_t>& shape, const Message& value) {
    Message tensor;
    tensor.add(1, static_cast<uint64_t>(type)).add(2, shape_of(shape)).append(value);
    node(name, "Const", {}, {{"dtype", type_value(type)}, {"value", Message().add(8, tensor)}});
  }

  std::string reals(const std::string& name, const std::vector<float>& values) {
    const std::string content(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    constant(name, kGraphFloat32, {static_cast<int64_t>(values.size())}, Message().add(4, content));
    return name;
  }

  std::string real(const std::string& name, float value) {
    constant(name, kGraphFloat32, {}, Message().add_real(5, value));
    return name;
  }

  std::string integers(const std::string& name, const std::vector<int32_t>& values) {
    const std::string content(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(int32_t));
    constant(name, kGraphInt32, {static_cast<int64_t>(values.size())}, Message().add(4, content));
    return name;
  }

  std::string integer(const std::string& name, int32_t value) {
    constant(name, kGraphInt32, {}, Message().add(7, static_cast<uint64_t>(static_cast<int64_t>(value))));
    return name;
  }

  void text(const std::string& name, const std::string& value) {
    constant(name, kGraphString, {1}, Message().add(8, value));
  }

  // Weights outside the graph. Names of regions consist of letters, digits, underscores and dots.
  std::string weights(const std::string& name, const Matrix& matrix) {
    const std::string region = kPrefix + std::string("weights_") + std::to_string(regions_.size());
    node(name, "ImmutableConst", {},
         {{"dtype", type_value(kGraphFloat32)},
          {"memory_region_name", text_value(region)},
          {"shape", shape_value({static_cast<int64_t>(matrix.inputs), static_cast<int64_t>(matrix.units)})}});
    regions_.push_back({region, matrix.data, matrix.inputs * matrix.units * sizeof(float)});
    return name;
  }

  std::string reshape(const std::string& name, const std::string& input, const std::vector<int32_t>& shape) {
    node(name, "Reshape", {input, integers(name + "/shape", shape)},
         {{"T", type_value(kGraphFloat32)}, {"Tshape", type_value(kGraphInt32)}});
    return name;
  }

  std::string expand(const std::string& name, const std::string& input, int32_t axis) {
    node(name, "ExpandDims", {input, integer(name + "/dim", axis)},
         {{"T", type_value(kGraphFloat32)}, {"Tdim", type_value(kGraphInt32)}});
    return name;
  }

  const std::vector<Region>& regions() const { return regions_; }
  const std::string& graph() const { return graph_.bytes(); }

 private:
  Message graph_;
  std::vector<Region> regions_;
};

const Attributes kFloat = {{"T", type_value(kGraphFloat32)}};

std::string add_dense(GraphBuilder* graph, const std::string& name, const DenseLayer& layer, const std::string& input) {
  graph->node(
      name + "/MatMul", "MatMul", {input, graph->weights(name + "/weights", layer.weights)},
      {{"T", type_value(kGraphFloat32)}, {"transpose_a", boolean_value(false)}, {"transpose_b", boolean_value(false)}});
  graph->node(name + "/BiasAdd", "BiasAdd", {name + "/MatMul", graph->reals(name + "/bias", layer.bias)},
              {{"T", type_value(kGraphFloat32)}, {"data_format", text_value("NHWC")}});
  return name + "/BiasAdd";
}

std::string add_rectified(GraphBuilder* graph, const std::string& name, const DenseLayer& layer, float limit,
                          const std::string& input) {
  graph->node(name + "/Relu", "Relu", {add_dense(graph, name, layer, input)}, kFloat);
  graph->node(name + "/Minimum", "Minimum", {name + "/Relu", graph->real(name + "/Minimum/y", limit)}, kFloat);
  return name + "/Minimum";
}

// The state after the last frame of the recording: `previous` before the first frame, `rows` after each.
void add_state(GraphBuilder* graph, const std::string& name, const std::string& previous, const std::string& rows) {
  graph->node(name + "/all", "ConcatV2",
              {graph->expand(name + "/before", previous, 0), rows, graph->integer(name + "/axis", 0)},
              {{"N", integer_value(2)}, {"T", type_value(kGraphFloat32)}, {"Tidx", type_value(kGraphInt32)}});
  graph->node(name + "/last", "GatherNd", {name + "/all", "lstm/last_frame"},
              {{"Tparams", type_value(kGraphFloat32)}, {"Tindices", type_value(kGraphInt32)}});
  graph->node(name, "Identity", {name + "/last"}, kFloat);
}

std::string add_lstm(GraphBuilder* graph, const Network& network, const std::string& input) {
  const std::string cell = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell";
  const auto width = static_cast<int32_t>(network.layers[2].weights.units);
  const auto hidden = static_cast<int32_t>(network.n_hidden());
  graph->node("lstm/frames", "Max", {"input_lengths", graph->integers("lstm/lengths_axis", {0})},
              {{"T", type_value(kGraphInt32)}, {"Tidx", type_value(kGraphInt32)}, {"keep_dims", boolean_value(false)}});
  graph->node("lstm/frames64", "Cast", {"lstm/frames"},
              {{"DstT", type_value(kInt64)}, {"SrcT", type_value(kGraphInt32)}, {"Truncate", boolean_value(false)}});
  graph->constant("lstm/zeros", kGraphFloat32, {hidden}, Message().add_real(5, 0));
  graph->node("lstm/BlockLSTM", "BlockLSTM",
              {"lstm/frames64", graph->reshape("lstm/input", input, {-1, 1, width}), "previous_state_c",
               "previous_state_h", graph->weights(cell + "/kernel", network.lstm.weights), "lstm/zeros", "lstm/zeros",
               "lstm/zeros", graph->reals(cell + "/bias", network.lstm.bias)},
              {{"T", type_value(kGraphFloat32)},
               {"cell_clip", real_value(network.cell_clip > 0 ? network.cell_clip : -1.0f)},
               {"forget_bias", real_value(network.forget_bias)},
               {"use_peephole", boolean_value(false)}});
  graph->node("lstm/last_frame", "Pack", {"input_lengths", graph->integers("lstm/first_stream", {0})},
              {{"N", integer_value(2)}, {"T", type_value(kGraphInt32)}, {"axis", integer_value(1)}});
  add_state(graph, "new_state_c", "previous_state_c", "lstm/BlockLSTM:1");
  add_state(graph, "new_state_h", "previous_state_h", "lstm/BlockLSTM:6");
  return graph->reshape("lstm/output", "lstm/BlockLSTM:6", {-1, hidden});
}

void add_features(GraphBuilder* graph, const Network& network) {
  const ModelInfo& info = network.info;
  const FeatureRecipe& recipe = network.features;
  const auto window = static_cast<int64_t>(info.window_samples);
  graph->placeholder("input_samples", kGraphFloat32, {window});
  graph->node("AudioSpectrogram", "AudioSpectrogram", {graph->expand("samples_column", "input_samples", -1)},
              {{"magnitude_squared", boolean_value(recipe.is_squared)},
               {"stride", integer_value(recipe.stride)},
               {"window_size", integer_value(window)}});
  graph->node("Mfcc", "Mfcc", {"AudioSpectrogram", graph->integer("Mfcc/sample_rate", recipe.sample_rate_hz)},
              {{"dct_coefficient_count", integer_value(static_cast<int64_t>(info.n_features))},
               {"filterbank_channel_count", integer_value(recipe.channels)},
               {"lower_frequency_limit", real_value(recipe.lower_hz)},
               {"upper_frequency_limit", real_value(recipe.upper_hz)}});
  graph->node("mfccs", "Identity", {graph->reshape("mfccs/rows", "Mfcc", {-1, static_cast<int32_t>(info.n_features)})},
              kFloat);
}

void add_metadata(GraphBuilder* graph, const Network& network) {
  const ModelInfo& info = network.info;
  const auto number = [graph](const std::string& name, int32_t value) {
    graph->constant(name, kGraphInt32, {1}, Message().add(7, static_cast<uint64_t>(value)));
  };
  number("metadata_version", network.version);
  number("metadata_sample_rate", info.sample_rate_hz);
  number("metadata_feature_win_len", network.window_ms);
  number("metadata_feature_win_step", network.step_ms);
  number("metadata_beam_width", static_cast<int32_t>(info.beam_width));
  graph->text("metadata_alphabet", info.alphabet);
  graph->text("metadata_language", info.language);
  graph->text("metadata_final_window", info.final_window == FinalWindow::kZero ? "zero" : "stale");
  for (const auto& [name, text] : network.texts) graph->text(name, text);
}

void add_network(GraphBuilder* graph, const Network& network) {
  const ModelInfo& info = network.info;
  const auto hidden = static_cast<int64_t>(network.n_hidden());
  const std::vector<int64_t> input = {1, static_cast<int64_t>(info.chunk), static_cast<int64_t>(info.context_width),
                                      static_cast<int64_t>(info.n_features)};
  graph->placeholder("input_node", kGraphFloat32, input);
  graph->placeholder("input_lengths", kGraphInt32, {1});
  graph->placeholder("previous_state_c", kGraphFloat32, {1, hidden});
  graph->placeholder("previous_state_h", kGraphFloat32, {1, hidden});
  std::string rows = graph->reshape("frames", "input_node", {-1, static_cast<int32_t>(info.frame_values())});
  for (size_t i = 0; i < 3; i++) {
    rows = add_rectified(graph, "layer_" + std::to_string(i + 1), network.layers[i], network.clip[i], rows);
  }
  rows = add_rectified(graph, "layer_5", network.layers[3], network.clip[3], add_lstm(graph, network, rows));
  rows = add_dense(graph, "layer_6", network.layers[4], rows);
  graph->node("logits", "Softmax", {graph->reshape("raw_logits", rows, {-1, 1, static_cast<int32_t>(info.n_classes)})},
              kFloat);
}

}  // namespace

void write_memory_mapped_graph(const Network& network, const std::function<void(const void*, size_t)>& sink) {
  GraphBuilder graph;
  add_network(&graph, network);
  add_features(&graph, network);
  add_metadata(&graph, network);
  Message directory;
  uint64_t position = 0;
  const auto element = [&](const std::string& name, const void* data, size_t size) {
    const char zeros[kAlignment] = {};
    const size_t padding = (kAlignment - position % kAlignment) % kAlignment;
    sink(zeros, padding);
    sink(data, size);
    position += padding;
    directory.add(1, Message().add(1, position).add(2, name).add(3, static_cast<uint64_t>(size)));
    position += size;
  };
  for (const auto& region : graph.regions()) element(region.name, region.data, region.size);
  element(std::string(kPrefix) + ".", graph.graph().data(), graph.graph().size());
  sink(directory.bytes().data(), directory.bytes().size());
  uint8_t end[8];
  for (size_t i = 0; i < sizeof(end); i++) end[i] = static_cast<uint8_t>(position >> (8 * i));
  sink(end, sizeof(end));
}

}  // namespace ds
