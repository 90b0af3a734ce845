// Report on a model: dimensions, audio, alphabet, operators, number formats.
#include <map>
#include <set>
#include <sstream>
#include <utility>

#include "model/frozen_graph.h"
#include "model/model_error.h"
#include "model/tflite_file.h"
#include "model/tflite_metadata.h"
#include "model/tflite_operators.h"
#include "model_report.h"

namespace ds {
namespace {

constexpr int8_t kFloat16 = 1, kInt8 = 9;
const std::set<int8_t> kWeightTypes = {kTfliteFloat32, kFloat16, kInt8};
constexpr size_t kSmallConstant = 64;  // bytes; shapes and scalars rather than weights

const std::map<int8_t, const char*> kTypeNames = {
    {0, "float32"}, {1, "float16"}, {2, "int32"}, {3, "uint8"}, {4, "int64"},
    {5, "string"},  {6, "bool"},    {7, "int16"}, {9, "int8"},
};

std::string operator_name(const TfliteOperator& op) { return kind_of(op).name; }

std::string type_name(int8_t type) {
  const auto found = kTypeNames.find(type);
  return found == kTypeNames.end() ? "type " + std::to_string(type) : found->second;
}

std::vector<std::pair<std::string, uint64_t>> in_order(const std::map<std::string, uint64_t>& counts) {
  return {counts.begin(), counts.end()};
}

void report_graph(const TfliteFile& file, Report* report) {
  std::map<std::string, uint64_t> operators, bytes;
  bool is_symmetric = false;
  for (const TfliteOperator& op : file.operators()) {
    ++operators[operator_name(op)];
    is_symmetric = is_symmetric || op.symmetric_activations;
  }
  uint64_t parameters = 0;
  std::set<int8_t> types;
  bool is_per_channel = false;
  for (const TfliteTensor& tensor : file.tensors()) {
    if (tensor.data == nullptr) continue;
    bytes[type_name(tensor.type)] += tensor.data_size;
    if (tensor.data_size <= kSmallConstant || kWeightTypes.count(tensor.type) == 0) continue;
    types.insert(tensor.type);
    is_per_channel = is_per_channel || (tensor.type == kInt8 && tensor.scales > 1);
    uint64_t count = 1;
    for (const int32_t dimension : tensor.shape) count *= static_cast<uint64_t>(dimension);
    parameters += count;
  }
  report->add("parameters", parameters);
  report->add("constant_bytes", in_order(bytes));
  if (types.count(kInt8) > 0) {
    report->add("quantization",
                is_per_channel ? "int8 weights, a scale per channel" : "int8 weights, a scale per tensor");
    report->add("activations",
                is_symmetric ? "quantized without zero point, as in 0.9.3" : "quantized with zero point");
  } else {
    report->add("quantization", types.count(kFloat16) > 0 ? "float16 weights" : "none: float32 weights");
  }
  report->add("tensors", static_cast<uint64_t>(file.tensors().size()));
  report->add("operators", in_order(operators));
}

// "previous_position->new_position:int32[1,1]=-2" for each.
std::vector<std::string> state_texts(const ModelInfo& info) {
  std::vector<std::string> texts;
  for (const StateSpec& state : info.states) {
    std::ostringstream text;
    text << state.input << "->" << state.output << (state.is_integer ? ":int32[" : ":float32[");
    for (size_t axis = 0; axis < state.shape.size(); axis++) text << (axis == 0 ? "" : ",") << state.shape[axis];
    text << "]=" << state.initial;
    texts.push_back(text.str());
  }
  return texts;
}

}  // namespace

void report_info(const ModelInfo& info, Report* report) {
  const double rate_hz = info.sample_rate_hz;
  report->add("language", info.language);
  report->add("sample_rate_hz", static_cast<uint64_t>(info.sample_rate_hz));
  report->add("window_ms", 1000.0 * static_cast<double>(info.window_samples) / rate_hz);
  report->add("step_ms", 1000.0 * static_cast<double>(info.step_samples) / rate_hz);
  report->add("final_window", info.final_window == FinalWindow::kZero ? "zero" : "stale");
  report->add("encoder", info.encoder);
  for (const StateSpec& state : info.states) {
    if (state.input == "previous_state_c") report->add("n_hidden", static_cast<uint64_t>(state.shape.back()));
  }
  report->add("n_steps", static_cast<uint64_t>(info.chunk));
  report->add("subsampling", static_cast<uint64_t>(info.subsampling));
  report->add("look_ahead", static_cast<uint64_t>(info.look_ahead));
  report->add("states", state_texts(info));
  report->add("n_context", static_cast<uint64_t>(info.context()));
  report->add("n_features", static_cast<uint64_t>(info.n_features));
  report->add("n_outputs", static_cast<uint64_t>(info.n_classes));
  report->add("beam_width", static_cast<uint64_t>(info.beam_width));
}

void report_alphabet(const ModelInfo& info, Report* report) {
  const auto alphabet = Alphabet::deserialize(info.alphabet.data(), info.alphabet.size());
  if (!alphabet) throw Verdict("the alphabet in the model file is damaged");
  report->add("bytes_mode", alphabet->is_bytes());
  report->add("labels", static_cast<uint64_t>(alphabet->size()));
  if (!alphabet->is_bytes()) {
    std::vector<std::string> labels;
    for (uint32_t i = 0; i < alphabet->size(); ++i) labels.push_back(alphabet->label(i));
    report->add("alphabet", labels);
  }
  if (alphabet->size() + 1 != info.n_classes) {
    throw Verdict("the alphabet has " + std::to_string(alphabet->size()) + " labels, but the model has " +
                  std::to_string(info.n_classes) + " outputs; expected one more than labels");
  }
  report->check("the alphabet fits the outputs");
}

static void report_tflite(const std::string& path, Report* report) {
  TfliteFile file(path);
  report->add("bytes", static_cast<uint64_t>(file.file_size()));
  report->check("structure, operators and shapes");
  const ModelTensors tensors = find_tensors(file);
  report->check("inputs and outputs");
  const ModelInfo info = read_model_info(file, tensors);
  report->check("metadata");
  report_info(info, report);
  report_graph(file, report);
  report_alphabet(info, report);
  TfliteFile(path).prune(tensors.mfcc_inputs, tensors.mfcc_outputs);
  file.prune(tensors.acoustic_inputs, tensors.acoustic_outputs);
  report->check("both computations are complete");
}

void report_model(const std::string& path, Report* report) {
  try {
    switch (format_of_file(path)) {
      case ModelFormat::kTflite:
        report->add("format", ".tflite");
        report_tflite(path, report);
        break;
      case ModelFormat::kUnknown: throw Verdict(kUnknownFormat);
      default: report_frozen_graph(path, report);
    }
  } catch (const ModelError& error) {
    throw Verdict(error.what());
  } catch (const flat::FormatError& error) {
    throw Verdict(error.what());
  }
}

}  // namespace ds
