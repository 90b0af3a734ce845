#include "model/tflite_writer.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "deepspeech.h"
#include "model/flat_writer.h"
#include "model/model_error.h"

namespace ds {
namespace {

using flat::Writer;

constexpr size_t kDataAlignment = 16;
constexpr size_t kMaxFile = (size_t{1} << 31) - 1;  // offsets have 32 bits, and some readers use signed ones

// Numbers of option tables in the union of the schema.
constexpr uint8_t kFullyConnectedOptions = 8, kSoftmaxOptions = 9, kConcatenationOptions = 10, kAddOptions = 11,
                  kReshapeOptions = 17, kMulOptions = 21, kSplitOptions = 35, kDequantizeOptions = 38,
                  kMinimumOptions = 39;

constexpr uint8_t kRelu = 1;

// Versions of the operators.
int32_t version_of(TfliteOp op, bool is_int8) {
  if (op == TfliteOp::kDequantize) return 3;  // from float16
  if (op == TfliteOp::kFullyConnected && is_int8) return 9;
  return 1;
}

struct Options {
  uint8_t type = 0;
  Writer::Table table;
};

}  // namespace

// The file without the data of constants, which comes last.
struct TfliteWriter::Layout {
  Writer writer;
  std::vector<size_t> buffer_fields;  // positions of the offsets of the data

  Options add_options(const Operator& op, bool is_int8) {
    switch (op.op) {
      case TfliteOp::kFullyConnected: {
        Options options{kFullyConnectedOptions, writer.table({{0, 1}, {3, 1}})};
        writer.set<uint8_t>(options.table.fields[0], static_cast<uint8_t>(op.number));
        writer.set<uint8_t>(options.table.fields[3], is_int8 ? 1 : 0);  // asymmetric quantization of activations
        return options;
      }
      case TfliteOp::kSoftmax: {
        Options options{kSoftmaxOptions, writer.table({{0, 4}})};
        writer.set<float>(options.table.fields[0], 1.0f);
        return options;
      }
      case TfliteOp::kConcatenation: {
        Options options{kConcatenationOptions, writer.table({{0, 4}, {1, 1}})};
        writer.set<int32_t>(options.table.fields[0], op.number);
        return options;
      }
      case TfliteOp::kSplit: {
        Options options{kSplitOptions, writer.table({{0, 4}})};
        writer.set<int32_t>(options.table.fields[0], static_cast<int32_t>(op.outputs.size()));
        return options;
      }
      case TfliteOp::kAdd: return {kAddOptions, writer.table({{0, 1}})};
      case TfliteOp::kMul: return {kMulOptions, writer.table({{0, 1}})};
      case TfliteOp::kReshape: return {kReshapeOptions, writer.table({})};
      case TfliteOp::kMinimum: return {kMinimumOptions, writer.table({})};
      case TfliteOp::kDequantize: return {kDequantizeOptions, writer.table({})};
      default: return {};
    }
  }

  // The schema requires an empty first buffer.
  void add_buffers(size_t field, uint32_t count) {
    const size_t list = writer.offsets(count + 1);
    writer.link(field, list);
    writer.link(list + 4, writer.table({}).position);
    for (uint32_t i = 1; i <= count; i++) {
      auto table = writer.table({{0, 4}});
      writer.link(list + 4 + size_t{4} * i, table.position);
      buffer_fields.push_back(table.fields[0]);
    }
  }

  void add_tensor(size_t element, const Tensor& tensor, uint32_t buffer) {
    std::vector<Writer::FieldSize> fields = {{0, 4}, {1, 1}, {2, 4}, {3, 4}};
    if (!tensor.scales.empty()) fields.push_back({4, 4});
    auto table = writer.table(fields);
    writer.link(element, table.position);
    writer.set<int8_t>(table.fields[1], tensor.type);
    writer.set<uint32_t>(table.fields[2], buffer);
    writer.link(table.fields[0], writer.vector(tensor.shape));
    writer.link(table.fields[3], writer.text(tensor.name));
    if (tensor.scales.empty()) return;
    auto quantization = writer.table({{2, 4}, {3, 4}, {6, 4}});
    writer.link(table.fields[4], quantization.position);
    writer.link(quantization.fields[2], writer.vector(tensor.scales));
    writer.link(quantization.fields[3], writer.vector(std::vector<int64_t>(tensor.scales.size())));
  }

  void add_operator(size_t element, const Operator& op, uint32_t code, bool is_int8) {
    const bool is_custom = !op.custom.empty();
    // Logistic and tanh have no options, so the fields must be absent.
    const bool has_options = !is_custom && op.op != TfliteOp::kLogistic && op.op != TfliteOp::kTanh;
    std::vector<Writer::FieldSize> fields = {{0, 4}, {1, 4}, {2, 4}};
    if (has_options) fields.insert(fields.end(), {{3, 1}, {4, 4}});
    if (is_custom) fields.push_back({5, 4});
    auto table = writer.table(fields);
    writer.link(element, table.position);
    writer.set<uint32_t>(table.fields[0], code);
    writer.link(table.fields[1], writer.vector(op.inputs));
    writer.link(table.fields[2], writer.vector(op.outputs));
    if (is_custom) writer.link(table.fields[5], writer.vector(op.options));
    if (!has_options) return;
    const Options options = add_options(op, is_int8);
    writer.set<uint8_t>(table.fields[3], options.type);
    writer.link(table.fields[4], options.table.position);
  }
};

int32_t TfliteWriter::tensor(const std::string& name, std::vector<int32_t> shape) {
  tensors_.push_back({name, std::move(shape), kTfliteFloat32, {}, {}});
  return static_cast<int32_t>(tensors_.size()) - 1;
}

int32_t TfliteWriter::constant(const std::string& name, std::vector<int32_t> shape, int8_t type,
                               std::vector<uint8_t> data) {
  tensors_.push_back({name, std::move(shape), type, std::move(data), {}});
  return static_cast<int32_t>(tensors_.size()) - 1;
}

int32_t TfliteWriter::integers(const std::string& name, const std::vector<int32_t>& values) {
  std::vector<uint8_t> data(values.size() * sizeof(int32_t));
  std::memcpy(data.data(), values.data(), data.size());
  return constant(name, {static_cast<int32_t>(values.size())}, kTfliteInt32, std::move(data));
}

int32_t TfliteWriter::text(const std::string& name, const std::string& value) {
  // A count, begin and end of the string, and its bytes.
  const int32_t header[3] = {1, 12, static_cast<int32_t>(12 + value.size())};
  std::vector<uint8_t> data(sizeof(header) + value.size());
  std::memcpy(data.data(), header, sizeof(header));
  std::copy(value.begin(), value.end(), data.begin() + sizeof(header));
  return constant(name, {1}, kTfliteString, std::move(data));
}

void TfliteWriter::quantize(int32_t tensor, std::vector<float> scales) { tensors_[tensor].scales = std::move(scales); }

void TfliteWriter::add(TfliteOp op, std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
  operators_.push_back({op, 0, "", {}, std::move(inputs), std::move(outputs)});
}

void TfliteWriter::add_concatenation(int32_t axis, std::vector<int32_t> inputs, int32_t output) {
  operators_.push_back({TfliteOp::kConcatenation, axis, "", {}, std::move(inputs), {output}});
}

void TfliteWriter::add_rectified(std::vector<int32_t> inputs, std::vector<int32_t> outputs) {
  operators_.push_back({TfliteOp::kFullyConnected, kRelu, "", {}, std::move(inputs), std::move(outputs)});
}

void TfliteWriter::add_custom(const std::string& name, std::vector<uint8_t> options, std::vector<int32_t> inputs,
                              std::vector<int32_t> outputs) {
  operators_.push_back({TfliteOp::kAdd, 0, name, std::move(options), std::move(inputs), std::move(outputs)});
}

void TfliteWriter::write(const std::string& description, const std::function<void(const void*, size_t)>& sink) const {
  Layout layout;
  Writer& writer = layout.writer;
  writer.length(0);  // the offset of the root, then the identifier
  uint32_t mark;
  std::memcpy(&mark, "TFL3", sizeof(mark));
  writer.length(mark);
  auto model = writer.table({{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 4}});
  writer.link(0, model.position);
  writer.set<uint32_t>(model.fields[0], 3);
  const std::vector<uint32_t> codes = add_codes(&layout, model.fields[1]);
  const uint32_t buffers = add_graph(&layout, model.fields[2], codes);
  writer.link(model.fields[3], writer.text(description));
  layout.add_buffers(model.fields[4], buffers);
  write_data(&layout, sink);
}

bool TfliteWriter::is_int8(const Operator& op) const {
  constexpr int8_t kInt8 = 9;
  return op.custom.empty() && op.op == TfliteOp::kFullyConnected && tensors_[op.inputs[1]].type == kInt8;
}

// Adds one code for each kind of operator. Returns the index of the code of each operator.
std::vector<uint32_t> TfliteWriter::add_codes(Layout* layout, size_t field) const {
  struct Kind {
    int32_t number, version;
    std::string custom;
  };
  std::vector<Kind> kinds;
  std::vector<uint32_t> codes;
  for (const Operator& op : operators_) {
    const Kind kind = op.custom.empty() ? Kind{static_cast<int32_t>(op.op), version_of(op.op, is_int8(op)), ""}
                                        : Kind{kTfliteCustom, 1, op.custom};
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&kind](const Kind& one) {
      return one.number == kind.number && one.version == kind.version && one.custom == kind.custom;
    });
    codes.push_back(static_cast<uint32_t>(found - kinds.begin()));
    if (found == kinds.end()) kinds.push_back(kind);
  }
  Writer& writer = layout->writer;
  const size_t list = writer.offsets(kinds.size());
  writer.link(field, list);
  for (size_t i = 0; i < kinds.size(); i++) {
    auto code = writer.table({{0, 1}, {1, 4}, {2, 4}, {3, 4}});
    writer.link(list + 4 + 4 * i, code.position);
    writer.set<int8_t>(code.fields[0], static_cast<int8_t>(kinds[i].number));
    writer.set<int32_t>(code.fields[2], kinds[i].version);
    writer.set<int32_t>(code.fields[3], kinds[i].number);
    writer.link(code.fields[1], writer.text(kinds[i].custom));
  }
  return codes;
}

// Returns the number of buffers with data.
uint32_t TfliteWriter::add_graph(Layout* layout, size_t field, const std::vector<uint32_t>& codes) const {
  Writer& writer = layout->writer;
  const size_t subgraphs = writer.offsets(1);
  writer.link(field, subgraphs);
  auto subgraph = writer.table({{0, 4}, {1, 4}, {2, 4}, {3, 4}, {4, 4}});
  writer.link(subgraphs + 4, subgraph.position);
  writer.link(subgraph.fields[1], writer.vector(inputs_));
  writer.link(subgraph.fields[2], writer.vector(outputs_));
  writer.link(subgraph.fields[4], writer.text("main"));
  const size_t tensor_list = writer.offsets(tensors_.size());
  writer.link(subgraph.fields[0], tensor_list);
  uint32_t buffers = 0;
  for (size_t i = 0; i < tensors_.size(); i++) {
    layout->add_tensor(tensor_list + 4 + 4 * i, tensors_[i], tensors_[i].data.empty() ? 0 : ++buffers);
  }
  const size_t operator_list = writer.offsets(operators_.size());
  writer.link(subgraph.fields[3], operator_list);
  for (size_t i = 0; i < operators_.size(); i++) {
    layout->add_operator(operator_list + 4 + 4 * i, operators_[i], codes[i], is_int8(operators_[i]));
  }
  return buffers;
}

// Writes everything. The data of constants comes last and is not copied.
void TfliteWriter::write_data(Layout* layout, const std::function<void(const void*, size_t)>& sink) const {
  Writer& writer = layout->writer;
  size_t end = writer.size(), next = 0;
  std::vector<size_t> begins;  // positions of the lengths before the data
  for (const Tensor& tensor : tensors_) {
    if (tensor.data.empty()) continue;
    const size_t data = (end + 4 + kDataAlignment - 1) / kDataAlignment * kDataAlignment;
    begins.push_back(data - 4);
    end = data + tensor.data.size();
    if (end > kMaxFile) throw ModelError(DS_ERR_INVALID_SHAPE, "The model is too large for a .tflite file (2 GB).");
    writer.link(layout->buffer_fields[next++], begins.back());
  }
  sink(writer.bytes().data(), writer.size());
  size_t position = writer.size();
  next = 0;
  for (const Tensor& tensor : tensors_) {
    if (tensor.data.empty()) continue;
    const uint8_t zeros[2 * kDataAlignment] = {};
    sink(zeros, begins[next] - position);
    const auto size = static_cast<uint32_t>(tensor.data.size());
    sink(&size, sizeof(size));
    sink(tensor.data.data(), size);
    position = begins[next++] + 4 + size;
  }
}

std::vector<uint8_t> TfliteWriter::bytes(const std::string& description) const {
  std::vector<uint8_t> all;
  write(description, [&all](const void* data, size_t size) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    all.insert(all.end(), bytes, bytes + size);
  });
  return all;
}

}  // namespace ds
