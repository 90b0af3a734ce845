#include "model/tflite_network.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "deepspeech.h"
#include "model/half.h"
#include "model/model_error.h"
#include "model/network_limits.h"
#include "model/tflite_metadata.h"
#include "model/tflite_operators.h"

namespace ds {
namespace {

constexpr int32_t kAdd = 0, kConcatenation = 2, kDequantize = 6, kFullyConnected = 9, kMul = 18, kRelu = 19,
                  kReshape = 22, kSoftmax = 25, kTranspose = 39, kSqueeze = 43, kStridedSlice = 45, kSplit = 49,
                  kMinimum = 57, kSlice = 65, kExpandDims = 70, kPack = 83, kUnpack = 88;
constexpr int8_t kFloat16 = 1, kInt8 = 9;
constexpr uint8_t kFusedRelu = 1;
// Outputs of the split that separates the gates.
constexpr size_t kGateInput = 0, kGateCandidate = 1, kGateForget = 2, kGateOutput = 3;

[[noreturn]] void fail(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE,
                   "The file does not have the network of DeepSpeech 0.9.3 in a known form: " + reason +
                       " Such files can be run, but not converted.");
}

// Traces the graph back from its outputs.
class Tracer {
 public:
  explicit Tracer(const TfliteFile& file) : file_(file), makers_(file.tensors().size(), nullptr) {
    for (const TfliteOperator& op : file.operators()) {
      for (const int32_t output : op.outputs) makers_[static_cast<size_t>(output)] = &op;
    }
  }

  void read(Network* network, std::vector<float>* memory) {
    const TfliteOperator& softmax = made_by(number_of("logits"), kSoftmax);
    int32_t rows = dense(moved(softmax.inputs[0]), 4, false);
    rows = rectified(rows, 3, network);
    rows = lstm(rows);
    for (size_t i = 3; i-- > 0;) rows = rectified(rows, i, network);
    if (moved(rows) != number_of("input_node")) fail("input_node is not the input of its first layer.");
    set_weights(network, memory);
  }

  void read_features(Network* network) const {
    const TfliteOperator& mfcc = custom(moved(number_of("mfccs")), "Mfcc");
    const TfliteOperator& spectrogram = custom(moved(mfcc.inputs[0]), "AudioSpectrogram");
    const auto option = [](const TfliteOperator& op, const char* name) { return op.custom_options.at(name); };
    FeatureRecipe& recipe = network->features;
    recipe.stride = static_cast<int32_t>(option(spectrogram, "stride"));
    recipe.is_squared = option(spectrogram, "magnitude_squared") != 0;
    recipe.lower_hz = static_cast<float>(option(mfcc, "lower_frequency_limit"));
    recipe.upper_hz = static_cast<float>(option(mfcc, "upper_frequency_limit"));
    recipe.channels = static_cast<int32_t>(option(mfcc, "filterbank_channel_count"));
    recipe.sample_rate_hz = network->info.sample_rate_hz;
    if (mfcc.inputs.size() < 2) fail("its features have no sample rate.");
    const TfliteTensor& rate = tensor(mfcc.inputs[1]);
    if (rate.data != nullptr && rate.type == kTfliteInt32) std::memcpy(&recipe.sample_rate_hz, rate.data, 4);
  }

 private:
  // Tensors of a matrix product.
  struct Source {
    int32_t weights = -1, bias = -1;
    size_t inputs = 0, units = 0;
  };

  const TfliteTensor& tensor(int32_t number) const {
    if (number < 0) fail("an operator lacks an input.");
    return file_.tensors()[static_cast<size_t>(number)];
  }

  int32_t number_of(const std::string& name) const {
    const int32_t number = file_.find(name);
    if (number < 0) fail("it has no tensor " + name + ".");
    return number;
  }

  const TfliteOperator& made_by(int32_t number, int32_t code) const {
    const TfliteOperator* op = number < 0 ? nullptr : makers_[static_cast<size_t>(number)];
    if (op != nullptr && op->code == code) return *op;
    const std::string expected = code == kTfliteCustom ? "a custom operator" : find_kind(code, "")->name;
    const std::string what = op == nullptr ? "an input or constant" : kind_of(*op).name;
    const std::string name = number < 0 ? "" : tensor(number).name.substr(0, 80);
    fail("expected tensor " + name + " to be computed by " + expected + ". Received: " + what + ".");
  }

  const TfliteOperator& custom(int32_t number, const std::string& name) const {
    const TfliteOperator& op = made_by(number, kTfliteCustom);
    if (op.custom_code != name) fail("expected " + name + ". Received: " + op.custom_code + ".");
    return op;
  }

  bool is_made_by(int32_t number, int32_t code) const {
    return number >= 0 && makers_[static_cast<size_t>(number)] != nullptr &&
           makers_[static_cast<size_t>(number)]->code == code;
  }

  // The tensor before operators that change neither values nor their order for one stream.
  int32_t moved(int32_t number) const {
    while (is_made_by(number, kReshape) || is_made_by(number, kSqueeze) || is_made_by(number, kExpandDims) ||
           is_made_by(number, kTranspose)) {
      number = makers_[static_cast<size_t>(number)]->inputs[0];
    }
    return number;
  }

  Source product(const TfliteOperator& op) const {
    Source source;
    source.weights = op.inputs[1];
    // float16 weights are converted to float32 by an operator.
    if (is_made_by(source.weights, kDequantize))
      source.weights = makers_[static_cast<size_t>(source.weights)]->inputs[0];
    source.bias = op.inputs.size() > 2 ? op.inputs[2] : -1;
    const TfliteTensor& weights = tensor(source.weights);
    const bool is_known = weights.type == kTfliteFloat32 || weights.type == kFloat16 || weights.type == kInt8;
    if (!is_known || weights.data == nullptr || weights.shape.size() != 2) {
      fail("the weights " + weights.name.substr(0, 80) + " are not a constant matrix.");
    }
    if (weights.type == kInt8 && weights.scales > 1 && weights.quantized_axis != 0) {
      fail("the weights " + weights.name.substr(0, 80) + " have scales along their inputs.");
    }
    source.units = static_cast<size_t>(weights.shape[0]);
    source.inputs = static_cast<size_t>(weights.shape[1]);
    if (source.units > kMaxUnits || source.inputs > kMaxUnits || source.units == 0 || source.inputs == 0) {
      fail("the weights " + weights.name.substr(0, 80) + " are too large, or empty.");
    }
    return source;
  }

  // A dense layer. Returns its input.
  int32_t dense(int32_t number, size_t layer, bool is_rectified) {
    const TfliteOperator& op = made_by(number, kFullyConnected);
    if ((file_.option(op, 0) == kFusedRelu) != is_rectified) fail("a layer has an unexpected activation.");
    layers_[layer] = {product(op)};
    return moved(op.inputs[0]);
  }

  int32_t rectified(int32_t number, size_t layer, Network* network) {
    const TfliteOperator& minimum = made_by(moved(number), kMinimum);
    const TfliteTensor& limit = tensor(minimum.inputs[1]);
    if (limit.data == nullptr || limit.type != kTfliteFloat32 || limit.data_size != sizeof(float)) {
      fail("a layer has no constant limit.");
    }
    copy_floats(limit.data, 1, &network->clip[layer]);
    int32_t sums = moved(minimum.inputs[0]);
    const bool is_separate = is_made_by(sums, kRelu);
    if (is_separate) sums = moved(made_by(sums, kRelu).inputs[0]);
    return dense(sums, layer, !is_separate);
  }

  void expect_gate(int32_t number, const TfliteOperator& split, size_t gate) const {
    if (number != split.outputs[gate]) fail("the gates of its LSTM are in a different order.");
  }

  // From the output of the LSTM to its input.
  int32_t lstm(int32_t rows) {
    int32_t first = moved(rows);
    while (is_made_by(first, kConcatenation) || is_made_by(first, kPack)) {
      first = moved(makers_[static_cast<size_t>(first)]->inputs[0]);
    }
    const auto sorted = [this](const TfliteOperator& op, int32_t code) {  // the input made by `code` comes first
      const bool is_second = is_made_by(op.inputs[1], code) && !is_made_by(op.inputs[0], code);
      return is_second ? std::make_pair(op.inputs[1], op.inputs[0]) : std::make_pair(op.inputs[0], op.inputs[1]);
    };
    const auto [squashed, gate] = sorted(made_by(first, kMul), kTfliteTanh);
    const TfliteOperator& split = made_by(made_by(gate, kTfliteLogistic).inputs[0], kSplit);
    if (split.outputs.size() != 4) fail("its LSTM does not have four gates.");
    expect_gate(made_by(gate, kTfliteLogistic).inputs[0], split, kGateOutput);
    const TfliteOperator& cell = made_by(made_by(squashed, kTfliteTanh).inputs[0], kAdd);
    const TfliteOperator* kept = &made_by(cell.inputs[0], kMul);
    const TfliteOperator* added = &made_by(cell.inputs[1], kMul);
    if (is_made_by(kept->inputs[0], kTfliteTanh) || is_made_by(kept->inputs[1], kTfliteTanh)) std::swap(kept, added);
    const auto [candidate, input_gate] = sorted(*added, kTfliteTanh);
    expect_gate(made_by(candidate, kTfliteTanh).inputs[0], split, kGateCandidate);
    expect_gate(made_by(input_gate, kTfliteLogistic).inputs[0], split, kGateInput);
    const auto [forget_gate, before] = sorted(*kept, kTfliteLogistic);
    expect_gate(made_by(forget_gate, kTfliteLogistic).inputs[0], split, kGateForget);
    if (moved(before) != number_of("previous_state_c")) fail("previous_state_c is not an input of its LSTM.");
    return gate_sums(moved(split.inputs[1]));
  }

  // The products before the gates: of the concatenated input and state, or one of each.
  int32_t gate_sums(int32_t number) {
    const int32_t state = number_of("previous_state_h");
    if (is_made_by(number, kFullyConnected)) {
      const TfliteOperator& op = made_by(number, kFullyConnected);
      lstm_ = {product(op)};
      const TfliteOperator& joined = made_by(moved(op.inputs[0]), kConcatenation);
      if (joined.inputs.size() != 2 || moved(joined.inputs[1]) != state)
        fail("previous_state_h is not an input of its LSTM.");
      return sliced(joined.inputs[0]);
    }
    const TfliteOperator& sum = made_by(number, kAdd);
    int32_t of_input = sum.inputs[0], of_state = sum.inputs[1];
    if (is_made_by(of_input, kFullyConnected)) std::swap(of_input, of_state);
    const TfliteOperator& state_product = made_by(moved(of_state), kFullyConnected);
    if (moved(state_product.inputs[0]) != state) fail("previous_state_h is not an input of its LSTM.");
    const TfliteOperator& input_product = made_by(sliced(of_input), kFullyConnected);
    lstm_ = {product(input_product), product(state_product)};
    if (lstm_[0].units != lstm_[1].units) fail("the products of its LSTM do not fit each other.");
    return moved(input_product.inputs[0]);
  }

  // The tensor that a single frame is a slice of.
  int32_t sliced(int32_t number) const {
    number = moved(number);
    for (const int32_t code : {kStridedSlice, kSlice, kUnpack}) {
      if (is_made_by(number, code)) return moved(makers_[static_cast<size_t>(number)]->inputs[0]);
    }
    return is_made_by(number, kSplit) ? moved(makers_[static_cast<size_t>(number)]->inputs[1]) : number;
  }

  // Copies the weights of a product as `(inputs, units)`.
  void copy_weights(const Source& source, float* to) const {
    const TfliteTensor& weights = tensor(source.weights);
    for (size_t unit = 0; unit < source.units; unit++) {
      float scale = weights.scale;
      if (weights.scales > 1) copy_floats(weights.scale_data + unit * sizeof(float), 1, &scale);
      for (size_t input = 0; input < source.inputs; input++) {
        const size_t index = unit * source.inputs + input;
        float value = 0;
        if (weights.type == kInt8) {
          value = static_cast<float>(static_cast<int8_t>(weights.data[index])) * scale;
        } else if (weights.type == kFloat16) {
          uint16_t half;
          std::memcpy(&half, weights.data + index * sizeof(half), sizeof(half));
          value = float_of_half(half);
        } else {
          copy_floats(weights.data + index * sizeof(float), 1, &value);
        }
        to[input * source.units + unit] = value;
      }
    }
  }

  void set_layer(const std::vector<Source>& sources, DenseLayer* layer, float** next) const {
    layer->weights = {reinterpret_cast<const uint8_t*>(*next), 0, sources[0].units};
    layer->bias.assign(sources[0].units, 0.0f);
    for (const Source& source : sources) {
      copy_weights(source, *next);
      *next += source.inputs * source.units;
      layer->weights.inputs += source.inputs;
      if (source.bias < 0) continue;
      const TfliteTensor& bias = tensor(source.bias);
      if (bias.data == nullptr || bias.type != kTfliteFloat32 || bias.data_size != source.units * sizeof(float)) {
        fail("a bias is not constant.");
      }
      std::vector<float> values(source.units);
      copy_floats(bias.data, source.units, values.data());
      for (size_t i = 0; i < source.units; i++) layer->bias[i] += values[i];
    }
  }

  void set_weights(Network* network, std::vector<float>* memory) const {
    size_t total = 0;
    const auto count = [&total](const std::vector<Source>& sources) {
      for (const Source& source : sources) total += source.inputs * source.units;
    };
    for (const auto& layer : layers_) count(layer);
    count(lstm_);
    memory->resize(total);
    float* next = memory->data();
    for (size_t i = 0; i < 5; i++) set_layer(layers_[i], &network->layers[i], &next);
    set_layer(lstm_, &network->lstm, &next);
  }

  const TfliteFile& file_;
  std::vector<const TfliteOperator*> makers_;  // of each tensor
  std::vector<Source> layers_[5];
  std::vector<Source> lstm_;
};

}  // namespace

Network read_network(const TfliteFile& file, const MissingMetadata* missing) {
  const ModelTensors tensors = find_tensors(file);
  if (tensors.layout.encoder != kEncoderOf093) fail("its encoder is " + tensors.layout.encoder + ".");
  Network network;
  Metadata metadata;
  network.info = read_model_info(file, tensors, missing, &metadata);
  network.version = metadata.version;
  network.window_ms = metadata.window_ms;
  network.step_ms = metadata.step_ms;
  network.cell_clip = 0;
  const auto memory = std::make_shared<std::vector<float>>();
  Tracer tracer(file);
  tracer.read(&network, memory.get());
  tracer.read_features(&network);
  network.owner = memory;
  network.texts = read_further_texts(file);
  check_sizes(network);
  return network;
}

}  // namespace ds
