#include "model/network_tflite.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <utility>

#include "deepspeech.h"
#include "model/flat_writer.h"
#include "model/half.h"
#include "model/model_error.h"

namespace ds {
namespace {

constexpr int8_t kFloat16 = 1, kInt8 = 9;
constexpr float kInt8Steps = 127.0f;
constexpr size_t kMaxFrames = 4096;

int32_t size_of(size_t value) { return static_cast<int32_t>(value); }

template <typename T>
std::vector<uint8_t> as_bytes(const std::vector<T>& values) {
  std::vector<uint8_t> bytes(values.size() * sizeof(T));
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

// `(units, inputs)`, as in TFLite. In tiles, for the cache.
std::vector<float> transposed(const Matrix& matrix) {
  constexpr size_t kTile = 32;
  std::vector<float> result(matrix.inputs * matrix.units);
  for (size_t unit = 0; unit < matrix.units; unit += kTile) {
    const size_t unit_end = std::min(unit + kTile, matrix.units);
    for (size_t input = 0; input < matrix.inputs; input += kTile) {
      const size_t input_end = std::min(input + kTile, matrix.inputs);
      for (size_t i = input; i < input_end; i++) {
        for (size_t u = unit; u < unit_end; u++) result[u * matrix.inputs + i] = matrix.at(i, u);
      }
    }
  }
  return result;
}

class Builder {
 public:
  Builder(const Network& network, WeightFormat format) : network_(network), format_(format) {}

  void add_features() {
    const ModelInfo& info = network_.info;
    const FeatureRecipe& recipe = network_.features;
    const int32_t window = size_of(info.window_samples), features = size_of(info.n_features);
    size_t transform = 1;
    while (transform < info.window_samples) transform *= 2;
    samples_ = writer_.tensor("input_samples", {window});
    const int32_t column = writer_.tensor("samples_column", {window, 1});
    const int32_t spectrogram = writer_.tensor("spectrogram", {1, 1, size_of(transform / 2 + 1)});
    const int32_t cepstrum = writer_.tensor("cepstrum", {1, 1, features});
    mfccs_ = writer_.tensor("mfccs", {1, features});
    writer_.add(TfliteOp::kReshape, {samples_, writer_.integers("column_shape", {window, 1})}, {column});
    writer_.add_custom("AudioSpectrogram",
                       flat::flex_map({{"magnitude_squared", false, recipe.is_squared ? 1.0 : 0.0},
                                       {"stride", false, static_cast<double>(recipe.stride)},
                                       {"window_size", false, static_cast<double>(window)}}),
                       {column}, {spectrogram});
    writer_.add_custom("Mfcc",
                       flat::flex_map({{"dct_coefficient_count", false, static_cast<double>(features)},
                                       {"filterbank_channel_count", false, static_cast<double>(recipe.channels)},
                                       {"lower_frequency_limit", true, recipe.lower_hz},
                                       {"upper_frequency_limit", true, recipe.upper_hz}}),
                       {spectrogram, writer_.integers("mfcc_sample_rate", {recipe.sample_rate_hz})}, {cepstrum});
    writer_.add(TfliteOp::kReshape, {cepstrum, writer_.integers("mfccs_shape", {1, features})}, {mfccs_});
  }

  void add_network() {
    const ModelInfo& info = network_.info;
    const int32_t frames = size_of(info.chunk), values = size_of(info.frame_values());
    const int32_t hidden = size_of(network_.n_hidden());
    const int32_t input =
        writer_.tensor("input_node", {1, frames, size_of(info.context_width), size_of(info.n_features)});
    const int32_t state_c = writer_.tensor("previous_state_c", {1, hidden});
    const int32_t state_h = writer_.tensor("previous_state_h", {1, hidden});
    int32_t rows = writer_.tensor("frames", {frames, values});
    writer_.add(TfliteOp::kReshape, {input, writer_.integers("frames_shape", {frames, values})}, {rows});
    for (size_t i = 0; i < 3; i++) rows = add_rectified(i, rows);
    const auto [output, last_c, last_h] = add_lstm(rows, state_c, state_h);
    rows = add_rectified(3, output);
    const int32_t raw = add_dense("layer_6", network_.layers[4], rows, frames, false);
    const int32_t logits = writer_.tensor("logits", {frames, size_of(info.n_classes)});
    writer_.add(TfliteOp::kSoftmax, {raw}, {logits});
    writer_.set_inputs({input, state_c, state_h, samples_});
    std::vector<int32_t> outputs = {logits, last_c, last_h, mfccs_};
    add_metadata(&outputs);
    writer_.set_outputs(std::move(outputs));
  }

  void end_with_features() {
    writer_.set_inputs({samples_});
    writer_.set_outputs({mfccs_});
  }

  TfliteWriter take() { return std::move(writer_); }

 private:
  int32_t reals(const std::string& name, const std::vector<float>& values) {
    return writer_.constant(name, {size_of(values.size())}, kTfliteFloat32, as_bytes(values));
  }

  // The weights in the chosen format, as a float32 tensor or as int8 with scales.
  int32_t add_weights(const std::string& name, const Matrix& matrix, bool is_first) {
    const std::vector<int32_t> shape = {size_of(matrix.units), size_of(matrix.inputs)};
    const std::vector<float> values = transposed(matrix);
    if (format_ == WeightFormat::kInt8 && !is_first) return add_int8(name, shape, values);
    if (format_ != WeightFormat::kFloat16) return writer_.constant(name, shape, kTfliteFloat32, as_bytes(values));
    std::vector<uint16_t> halves(values.size());
    std::transform(values.begin(), values.end(), halves.begin(), half_of);
    const int32_t stored = writer_.constant(name + "/float16", shape, kFloat16, as_bytes(halves));
    const int32_t weights = writer_.tensor(name, shape);
    writer_.add(TfliteOp::kDequantize, {stored}, {weights});
    return weights;
  }

  int32_t add_int8(const std::string& name, const std::vector<int32_t>& shape, const std::vector<float>& values) {
    const auto units = static_cast<size_t>(shape[0]), inputs = static_cast<size_t>(shape[1]);
    std::vector<uint8_t> data(values.size());
    std::vector<float> scales(units);
    for (size_t unit = 0; unit < units; unit++) {
      const float* row = values.data() + unit * inputs;
      float largest = 0;
      for (size_t i = 0; i < inputs; i++) largest = std::max(largest, std::fabs(row[i]));
      scales[unit] = largest > 0 ? largest / kInt8Steps : 1.0f;
      for (size_t i = 0; i < inputs; i++) {
        const float steps = std::clamp(std::round(row[i] / scales[unit]), -kInt8Steps, kInt8Steps);
        data[unit * inputs + i] = static_cast<uint8_t>(static_cast<int8_t>(steps));
      }
    }
    const int32_t weights = writer_.constant(name, shape, kInt8, std::move(data));
    writer_.quantize(weights, std::move(scales));
    return weights;
  }

  int32_t add_dense(const std::string& name, const DenseLayer& layer, int32_t rows, int32_t frames, bool rectify) {
    const int32_t weights = add_weights(name + "/weights", layer.weights, &layer == &network_.layers[0]);
    const int32_t output = writer_.tensor(name, {frames, size_of(layer.weights.units)});
    const std::vector<int32_t> inputs = {rows, weights, reals(name + "/bias", layer.bias)};
    if (rectify) writer_.add_rectified(inputs, {output});
    if (!rectify) writer_.add(TfliteOp::kFullyConnected, inputs, {output});
    return output;
  }

  int32_t add_rectified(size_t index, int32_t rows) {
    const char* const names[] = {"layer_1", "layer_2", "layer_3", "layer_5"};
    const DenseLayer& layer = network_.layers[index];
    const int32_t frames = size_of(network_.info.chunk);
    const int32_t sums = add_dense(names[index], layer, rows, frames, true);
    const int32_t output =
        writer_.tensor(std::string(names[index]) + "/clipped", {frames, size_of(layer.weights.units)});
    writer_.add(TfliteOp::kMinimum, {sums, reals(std::string(names[index]) + "/limit", {network_.clip[index]})},
                {output});
    return output;
  }

  struct LstmOutputs {
    int32_t rows, state_c, state_h;
  };

  // Unrolled: one cell per frame, with shared weights.
  LstmOutputs add_lstm(int32_t rows, int32_t state_c, int32_t state_h) {
    const int32_t hidden = size_of(network_.n_hidden()), width = size_of(network_.layers[2].weights.units);
    const size_t frames = network_.info.chunk;
    const Matrix& weights = network_.lstm.weights;
    DenseLayer from_input{part_of(weights, 0, static_cast<size_t>(width)), network_.lstm.bias};
    // The gates are i, c, f, o.
    for (int32_t i = 2 * hidden; i < 3 * hidden; i++) from_input.bias[static_cast<size_t>(i)] += network_.forget_bias;
    const int32_t sums_of_input = add_dense("lstm/input", from_input, rows, size_of(frames), false);
    const Matrix of_state = part_of(weights, static_cast<size_t>(width), static_cast<size_t>(hidden));
    const int32_t state_weights = add_weights("lstm/state/weights", of_state, false);
    const int32_t along_frames = writer_.integers("frame_axis", {0}), along_units = writer_.integers("unit_axis", {1});
    std::vector<int32_t> inputs = {sums_of_input}, outputs;
    if (frames > 1) {
      inputs.clear();
      for (size_t t = 0; t < frames; t++) {
        inputs.push_back(writer_.tensor("lstm/frame" + std::to_string(t), {1, 4 * hidden}));
      }
      writer_.add(TfliteOp::kSplit, {along_frames, sums_of_input}, inputs);
    }
    for (size_t t = 0; t < frames; t++) {
      const std::string step = "lstm/" + std::to_string(t) + "/";
      const bool is_last = t + 1 == frames;
      const auto tensor = [&](const char* name) { return writer_.tensor(step + name, {1, hidden}); };
      const int32_t from_state = writer_.tensor(step + "from_state", {1, 4 * hidden});
      writer_.add(TfliteOp::kFullyConnected, {state_h, state_weights, -1}, {from_state});
      const int32_t sums = writer_.tensor(step + "sums", {1, 4 * hidden});
      writer_.add(TfliteOp::kAdd, {inputs[t], from_state}, {sums});
      const int32_t i = tensor("i"), c = tensor("c"), f = tensor("f"), o = tensor("o");
      writer_.add(TfliteOp::kSplit, {along_units, sums}, {i, c, f, o});
      const int32_t input_gate = tensor("input_gate"), candidate = tensor("candidate");
      const int32_t forget_gate = tensor("forget_gate"), output_gate = tensor("output_gate");
      writer_.add(TfliteOp::kLogistic, {i}, {input_gate});
      writer_.add(TfliteOp::kTanh, {c}, {candidate});
      writer_.add(TfliteOp::kLogistic, {f}, {forget_gate});
      writer_.add(TfliteOp::kLogistic, {o}, {output_gate});
      const int32_t kept = tensor("kept"), added = tensor("added"), shown = tensor("shown");
      writer_.add(TfliteOp::kMul, {forget_gate, state_c}, {kept});
      writer_.add(TfliteOp::kMul, {input_gate, candidate}, {added});
      state_c = is_last ? writer_.tensor("new_state_c", {1, hidden}) : tensor("state_c");
      writer_.add(TfliteOp::kAdd, {kept, added}, {state_c});
      writer_.add(TfliteOp::kTanh, {state_c}, {shown});
      state_h = is_last ? writer_.tensor("new_state_h", {1, hidden}) : tensor("state_h");
      writer_.add(TfliteOp::kMul, {output_gate, shown}, {state_h});
      outputs.push_back(state_h);
    }
    if (frames == 1) return {outputs[0], state_c, state_h};
    const int32_t all = writer_.tensor("lstm/rows", {size_of(frames), hidden});
    writer_.add_concatenation(0, outputs, all);
    return {all, state_c, state_h};
  }

  void add_metadata(std::vector<int32_t>* outputs) {
    const ModelInfo& info = network_.info;
    outputs->push_back(writer_.integers("metadata_version", {network_.version}));
    outputs->push_back(writer_.integers("metadata_sample_rate", {info.sample_rate_hz}));
    outputs->push_back(writer_.integers("metadata_feature_win_len", {network_.window_ms}));
    outputs->push_back(writer_.integers("metadata_feature_win_step", {network_.step_ms}));
    outputs->push_back(writer_.integers("metadata_beam_width", {size_of(info.beam_width)}));
    outputs->push_back(writer_.text("metadata_alphabet", info.alphabet));
    outputs->push_back(writer_.text("metadata_language", info.language));
    writer_.text("metadata_final_window", info.final_window == FinalWindow::kZero ? "zero" : "stale");
    for (const auto& [name, text] : network_.texts) writer_.text(name, text);
  }

  const Network& network_;
  const WeightFormat format_;
  TfliteWriter writer_;
  int32_t samples_ = -1;
  int32_t mfccs_ = -1;
};

}  // namespace

TfliteWriter features_graph(const Network& network) {
  Builder builder(network, WeightFormat::kFloat32);
  builder.add_features();
  builder.end_with_features();
  return builder.take();
}

TfliteWriter network_graph(const Network& network, WeightFormat format) {
  if (network.cell_clip > 0) {
    throw ModelError(DS_ERR_MODEL_INCOMPATIBLE, "A .tflite file of DeepSpeech cannot clip the cell state of the LSTM.");
  }
  if (network.info.chunk > kMaxFrames) {
    throw ModelError(DS_ERR_INVALID_SHAPE,
                     "A .tflite file of DeepSpeech must have " + std::to_string(kMaxFrames) +
                         " frames per chunk at most. Received: " + std::to_string(network.info.chunk));
  }
  Builder builder(network, format);
  builder.add_features();
  builder.add_network();
  return builder.take();
}

}  // namespace ds
