#include "model/tflite_options.h"

#include <map>
#include <string>

#include "deepspeech.h"
#include "model/flexbuffer.h"
#include "model/model_error.h"
#include "model/tflite_kinds.h"

namespace ds {
namespace {

// Numbers of the fields of an operator in the TFLite schema.
constexpr int kOptionsType = 3, kOptions = 4, kCustomOptions = 5, kCustomFormat = 6, kMutating = 7, kIntermediates = 8,
              kLargeOffset = 9, kLargeSize = 10, kMoreOptionsType = 11;
constexpr size_t kMaxParameterBytes = 64;  // bytes: twice as many dimensions as a tensor may have
constexpr int8_t kLastActivation = 5;      // NONE, RELU, RELU_N1_TO_1, RELU6, TANH, SIGN_BIT

struct Range {
  double lowest;
  double highest;
};
const std::map<std::string, std::map<std::string, Range>> kCustomRanges = {
    {"AudioSpectrogram", {{"window_size", {2, 1 << 20}}, {"stride", {1, 1 << 20}}, {"magnitude_squared", {0, 1}}}},
    {"Mfcc",
     {{"upper_frequency_limit", {1, 1e6}},
      {"lower_frequency_limit", {0, 1e6}},
      {"filterbank_channel_count", {1, 4096}},
      {"dct_coefficient_count", {1, 4096}}}},
};

[[noreturn]] void fail(const TfliteOperator& op, const std::string& reason) {
  const std::string name = op.code == kTfliteCustom ? op.custom_code : "number " + std::to_string(op.code);
  throw ModelError(DS_ERR_FAIL_INTERPRETER, "The model file is damaged: operator " + name + " " + reason);
}

std::map<std::string, double> read_custom(const flat::Bytes& bytes, const flat::Table& table,
                                          const TfliteOperator& op) {
  const flat::Vector options = table.vector(kCustomOptions, 1);
  if (options.size() == 0) fail(op, "has no options");
  std::map<std::string, double> values = flat::read_number_map(bytes, options.at(0), options.size());
  const std::map<std::string, Range>& ranges = kCustomRanges.at(op.custom_code);
  if (values.size() != ranges.size()) fail(op, "has other options than it should");
  for (const auto& [name, range] : ranges) {
    const auto found = values.find(name);
    const bool fits = found != values.end() && found->second >= range.lowest && found->second <= range.highest;
    if (!fits) fail(op, "lacks the option " + name + ", or has it with a value that is not possible");
  }
  return values;
}

// Returns the position of the options, 0 if there are none.
size_t read_builtin(const flat::Bytes& bytes, const flat::Table& table, const TfliteOperator& op) {
  const auto type = table.scalar<uint8_t>(kOptionsType, 0);
  const size_t position = table.field(kOptions);
  if ((type == 0) != (position == 0)) fail(op, "has options without a type, or a type without options");
  const OptionsKind& kind = kind_of(op).options;
  if (type == 0) {
    if (kind.needed) fail(op, "has no options");
    return 0;
  }
  if (kind.type != type) fail(op, "has options of another operator");
  const size_t target = bytes.follow(position);
  const flat::Table options(bytes, target);
  if (kind.activation >= 0) {
    const auto activation = options.scalar<int8_t>(kind.activation, 0);
    if (activation < 0 || activation > kLastActivation) fail(op, "has an unknown activation");
  }
  if (kind.other >= 0 && options.scalar<int8_t>(kind.other, 0) != 0) fail(op, "has weights in an unknown layout");
  return target;
}

}  // namespace

void read_options(const flat::Bytes& bytes, const flat::Table& table, TfliteOperator* op) {
  const bool unusual = table.vector(kMutating, 1).size() > 0 || table.vector(kIntermediates, 4).size() > 0 ||
                       table.scalar<int8_t>(kCustomFormat, 0) != 0 || table.scalar<uint64_t>(kLargeOffset, 0) != 0 ||
                       table.scalar<uint64_t>(kLargeSize, 0) != 0 || table.scalar<uint8_t>(kMoreOptionsType, 0) != 0;
  if (unusual) fail(*op, "has fields that speech models do not need");
  if (op->code == kTfliteCustom) {
    op->custom_options = read_custom(bytes, table, *op);
  } else {
    op->options = read_builtin(bytes, table, *op);
  }
}

void check_parameters(const std::vector<TfliteTensor>& tensors, const TfliteOperator& op) {
  const Parameters parameters = kind_of(op).parameters;
  for (size_t i = parameters.first; i < parameters.end && i < op.inputs.size(); i++) {
    const int32_t input = op.inputs[i];
    const bool fits = input >= 0 && tensors[input].data != nullptr && tensors[input].type == kTfliteInt32 &&
                      tensors[input].data_size <= kMaxParameterBytes;
    if (!fits) fail(op, "has a parameter that is no constant");
  }
}

}  // namespace ds
