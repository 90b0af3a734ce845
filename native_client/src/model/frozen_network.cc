#include "model/frozen_network.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "deepspeech.h"
#include "model/encoder_layout.h"
#include "model/model_error.h"
#include "model/network_limits.h"

namespace ds {
namespace {

constexpr int kMaxSkipped = 32;  // consecutive nodes that only forward a tensor
constexpr size_t kMaxNameQuoted = 120;

[[noreturn]] void fail_network(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                   "The frozen graph does not compute the network of DeepSpeech 0.6 to 0.9.3: " + reason +
                       " Export the model as a .tflite file instead.");
}

[[noreturn]] void fail_shape(const std::string& reason) {
  throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: " + reason);
}

std::string quote(const GraphNode& node) {
  return node.op.substr(0, kMaxNameQuoted) + " (node " + node.name.substr(0, kMaxNameQuoted) + ")";
}

class GraphConstants : public NamedConstants {
 public:
  explicit GraphConstants(const FrozenGraph& graph) : graph_(graph) {}

  bool read_int(const std::string& name, int32_t* value) const override {
    const GraphNode* node = graph_.find(name);
    if (node == nullptr || node->op != "Const") return false;
    const GraphConstant constant = graph_.constant(*node);
    if (constant.type != kGraphInt32 || constant.count == 0) return false;
    if (constant.data != nullptr) std::memcpy(value, constant.data, sizeof(*value));
    if (constant.data == nullptr) *value = constant.integers.empty() ? 0 : constant.integers[0];
    return true;
  }

  bool read_string(const std::string& name, std::string* value) const override {
    const GraphNode* node = graph_.find(name);
    if (node == nullptr || node->op != "Const") return false;
    const GraphConstant constant = graph_.constant(*node);
    if (constant.type == kGraphString) *value = constant.text;
    return constant.type == kGraphString;
  }

 private:
  const FrozenGraph& graph_;
};

// Traces the graph back from its outputs.
class Tracer {
 public:
  explicit Tracer(const FrozenGraph& graph) : graph_(graph) {}

  const GraphNode& need(const std::string& name) const {
    const GraphNode* node = graph_.find(name);
    if (node == nullptr) fail_shape("it has no node " + name.substr(0, kMaxNameQuoted) + ".");
    return *node;
  }

  // The node that computes an input, skipping nodes that change neither values nor their order for one stream.
  const GraphNode& source_of(const GraphNode& node, size_t input) const {
    const GraphNode* current = &node;
    size_t next = input;
    for (int i = 0; i < kMaxSkipped; i++) {
      if (next >= current->inputs.size()) fail_network(quote(*current) + " has too few inputs.");
      const std::string& source = current->inputs[next];
      current = &need(source.substr(0, source.rfind(':')));
      next = 0;
      const std::string& op = current->op;
      if (op != "Identity" && op != "Reshape" && op != "Transpose" && op != "ExpandDims") return *current;
    }
    fail_network("a tensor is forwarded more than " + std::to_string(kMaxSkipped) + " times.");
  }

  static void expect(const GraphNode& node, const std::string& op) {
    if (node.op == op) return;
    const bool is_layer_norm = node.name.find("LayerNorm") != std::string::npos || node.op == "AddV2" ||
                               node.op == "Add" || node.op == "FusedBatchNorm";
    fail_network("expected the operation " + op + ". Received: " + quote(node) +
                 (is_layer_norm ? ". Layer normalization is not supported in frozen graphs." : "."));
  }

  GraphConstant constant(const GraphNode& node, size_t input, int32_t type) const {
    GraphConstant value = graph_.constant(source_of(node, input));
    if (value.type != type) fail_network("a constant of " + quote(node) + " has an unexpected type.");
    return value;
  }

  std::vector<float> numbers(const GraphNode& node, size_t input, size_t count) const {
    const GraphConstant value = constant(node, input, kGraphFloat32);
    if (value.count != count || count > kMaxUnits) {
      fail_shape("a constant of " + quote(node) + " must have " + std::to_string(count) +
                 " values. Received: " + std::to_string(value.count));
    }
    std::vector<float> copy(count, 0.0f);
    if (value.data != nullptr) {
      copy_floats(value.data, count, copy.data());
    } else if (!value.reals.empty()) {
      for (size_t i = 0; i < count; i++) copy[i] = value.reals[std::min(i, value.reals.size() - 1)];
    }
    return copy;
  }

  Matrix matrix(const GraphNode& node, size_t input) const {
    const GraphConstant value = constant(node, input, kGraphFloat32);
    if (value.shape.size() != 2 || value.shape[0] < 1 || value.shape[1] < 1 ||
        value.shape[0] > static_cast<int64_t>(kMaxUnits) || value.shape[1] > static_cast<int64_t>(kMaxUnits)) {
      fail_shape("the weights of " + quote(node) + " must have two dimensions from 1 to " + std::to_string(kMaxUnits) +
                 ".");
    }
    if (value.data == nullptr) fail_network("the weights of " + quote(node) + " have no contiguous data.");
    return {value.data, static_cast<size_t>(value.shape[0]), static_cast<size_t>(value.shape[1])};
  }

  // inputs * weights + bias. Returns the node that computes the inputs.
  const GraphNode& dense(const GraphNode& sum, DenseLayer* layer) const {
    expect(sum, "BiasAdd");
    const GraphNode& product = source_of(sum, 0);
    expect(product, "MatMul");
    if (product.integer("transpose_a", 0) != 0 || product.integer("transpose_b", 0) != 0) {
      fail_network(quote(product) + " has transposed weights.");
    }
    layer->weights = matrix(product, 1);
    layer->bias = numbers(sum, 1, layer->weights.units);
    return source_of(product, 0);
  }

  // A dense layer with clipped ReLU.
  const GraphNode& clipped(const GraphNode& limited, DenseLayer* layer, float* clip) const {
    expect(limited, "Minimum");
    *clip = numbers(limited, 1, 1)[0];
    if (!(*clip > 0)) fail_network("the limit of " + quote(limited) + " must be above 0.");
    const GraphNode& rectified = source_of(limited, 0);
    expect(rectified, "Relu");
    return dense(source_of(rectified, 0), layer);
  }

  // `start` computes the inputs of the layer after the LSTM. Returns the node that computes the inputs of the LSTM.
  const GraphNode& lstm(const GraphNode& start, Network* network) const {
    const GraphNode* cell = &start;
    // Frames after the end of a recording are multiplied by 0.
    for (int i = 0; i < kMaxSkipped && cell->op == "Mul"; i++) {
      const GraphNode& first = source_of(*cell, 0);
      cell = first.op == "Tile" || first.op == "Cast" ? &source_of(*cell, 1) : &first;
    }
    expect(*cell, "BlockLSTM");
    if (cell->integer("use_peephole", 0) != 0) fail_network("its LSTM has peepholes.");
    network->forget_bias = cell->real("forget_bias", 1.0f);
    network->cell_clip = cell->real("cell_clip", 3.0f);
    expect_input(*cell, 2, "previous_state_c");
    expect_input(*cell, 3, "previous_state_h");
    network->lstm.weights = matrix(*cell, 4);
    network->lstm.bias = numbers(*cell, 8, network->lstm.weights.units);
    return source_of(*cell, 1);
  }

  void expect_input(const GraphNode& node, size_t input, const std::string& name) const {
    const GraphNode& source = source_of(node, input);
    if (source.op == "Placeholder" && source.name == name) return;
    fail_network("input " + std::to_string(input) + " of " + quote(node) + " must be " + name +
                 ". Received: " + quote(source) + ".");
  }

 private:
  const FrozenGraph& graph_;
};

std::vector<int64_t> placeholder(const Tracer& tracer, const std::string& name, size_t rank) {
  const GraphNode& node = tracer.need(name);
  std::vector<int64_t> shape = node.shape("shape");
  bool fits = node.op == "Placeholder" && shape.size() == rank;
  for (const int64_t dimension : shape) fits = fits && dimension >= 1 && dimension <= static_cast<int64_t>(kMaxUnits);
  if (!fits) {
    fail_shape(name + " must be an input with " + std::to_string(rank) + " dimensions from 1 to " +
               std::to_string(kMaxUnits) + ".");
  }
  return shape;
}

void read_weights(const Tracer& tracer, Network* network) {
  const GraphNode& softmax = tracer.need("logits");
  Tracer::expect(softmax, "Softmax");
  const GraphNode* node = &tracer.dense(tracer.source_of(softmax, 0), &network->layers[4]);
  node = &tracer.clipped(*node, &network->layers[3], &network->clip[3]);
  node = &tracer.lstm(*node, network);
  for (size_t i = 3; i-- > 0;) node = &tracer.clipped(*node, &network->layers[i], &network->clip[i]);
  if (node->name != "input_node")
    fail_network("the input of its first layer must be input_node. Received: " + quote(*node) + ".");
}

void read_features(const Tracer& tracer, Network* network) {
  const GraphNode& mfcc = tracer.source_of(tracer.need("mfccs"), 0);
  Tracer::expect(mfcc, "Mfcc");
  const GraphNode& spectrogram = tracer.source_of(mfcc, 0);
  Tracer::expect(spectrogram, "AudioSpectrogram");
  tracer.expect_input(spectrogram, 0, "input_samples");
  const GraphConstant rate = tracer.constant(mfcc, 1, kGraphInt32);
  FeatureRecipe& recipe = network->features;
  recipe.sample_rate_hz = network->info.sample_rate_hz;
  if (!rate.integers.empty()) recipe.sample_rate_hz = rate.integers[0];
  recipe.lower_hz = mfcc.real("lower_frequency_limit", 20.0f);
  recipe.upper_hz = mfcc.real("upper_frequency_limit", 4000.0f);
  const int64_t channels = mfcc.integer("filterbank_channel_count", 40);
  const int64_t features = mfcc.integer("dct_coefficient_count", 13);
  const int64_t window = spectrogram.integer("window_size", 0), stride = spectrogram.integer("stride", 0);
  recipe.is_squared = spectrogram.integer("magnitude_squared", 0) != 0;
  const ModelInfo& info = network->info;
  if (features != static_cast<int64_t>(info.n_features)) {
    fail_shape("mfccs must have the features of input_node, " + std::to_string(info.n_features) +
               ". Received: " + std::to_string(features));
  }
  const std::vector<int64_t> samples = placeholder(tracer, "input_samples", 1);
  if (window != static_cast<int64_t>(info.window_samples) || samples[0] != window) {
    fail_shape("input_samples must have the window of the metadata, " + std::to_string(info.window_samples) +
               " samples. Received: " + std::to_string(samples[0]));
  }
  if (channels < features || channels > kMaxChannels || stride < 1 || stride > kMaxStride) {
    fail_shape("the features need " + std::to_string(features) + " to " + std::to_string(kMaxChannels) +
               " channels and a stride. Received: " + std::to_string(channels) + " and " + std::to_string(stride));
  }
  recipe.channels = static_cast<int32_t>(channels);
  recipe.stride = static_cast<int32_t>(stride);
}

void read_inputs(const Tracer& tracer, ModelInfo* info) {
  const std::vector<int64_t> input = placeholder(tracer, "input_node", 4);
  if (input[0] != 1) fail_shape("input_node must take one stream. Received: a batch of " + std::to_string(input[0]));
  info->chunk = static_cast<size_t>(input[1]);
  info->context_width = static_cast<size_t>(input[2]);
  info->n_features = static_cast<size_t>(input[3]);
  if (info->context_width % 2 == 0) fail_shape("input_node must have an odd context width.");
  for (const std::string which : {"c", "h"}) {
    const std::vector<int64_t> state = placeholder(tracer, "previous_state_" + which, 2);
    tracer.need("new_state_" + which);
    if (state[0] != 1) fail_shape("previous_state_" + which + " must be of one stream.");
    info->states.push_back(
        {"previous_state_" + which, "new_state_" + which, false, {1, static_cast<int32_t>(state[1])}});
  }
}

}  // namespace

Network read_network(std::shared_ptr<const FrozenGraph> graph, const MissingMetadata* missing) {
  try {
    Network network;
    const GraphConstants constants(*graph);
    const Metadata metadata = read_metadata(constants, missing, &network.info);
    network.version = metadata.version;
    network.window_ms = metadata.window_ms;
    network.step_ms = metadata.step_ms;
    std::string layout;
    if (constants.read_string("metadata_encoder", &layout)) {
      const EncoderLayout encoder = parse_encoder_layout(layout);
      if (encoder.encoder != kEncoderOf093) fail_network("its encoder is " + encoder.encoder + ".");
    }
    network.info.encoder = kEncoderOf093;
    network.info.final_window = choose_final_window(constants, FinalWindow::kZero);
    const Tracer tracer(*graph);
    read_inputs(tracer, &network.info);
    read_weights(tracer, &network);
    network.info.n_classes = network.layers[4].weights.units;
    read_features(tracer, &network);
    check_sizes(network);
    for (const GraphNode& node : graph->nodes()) {
      if (!is_further_metadata(node.name)) continue;
      std::string text;
      if (constants.read_string(node.name, &text)) network.texts[node.name] = text;
    }
    network.owner = std::move(graph);
    return network;
  } catch (const proto::FormatError& error) {
    throw ModelError(DS_ERR_FAIL_READ_PROTOBUF, std::string("The model file is damaged: ") + error.what());
  }
}

}  // namespace ds
