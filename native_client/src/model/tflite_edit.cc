// Changes to a mapped .tflite file: reduces it to one computation, and replaces operators by custom ones.
#include <algorithm>
#include <cstring>
#include <set>

#include "deepspeech.h"
#include "model/model_error.h"
#include "model/tflite_file.h"

namespace ds {
namespace {

// The operators that are needed to compute `needed_tensors` from `given`.
std::vector<bool> needed_operators(const std::vector<TfliteOperator>& operators, const std::vector<int32_t>& given,
                                   std::set<int32_t> needed_tensors) {
  std::vector<bool> needed(operators.size(), false);
  // Operators are in the order of execution, so a pass from the end reaches all users of a tensor before the operator
  // that computes it.
  for (size_t i = operators.size(); i-- > 0;) {
    const TfliteOperator& op = operators[i];
    needed[i] = std::any_of(op.outputs.begin(), op.outputs.end(),
                            [&needed_tensors](int32_t tensor) { return needed_tensors.count(tensor) > 0; });
    if (!needed[i]) continue;
    for (const int32_t tensor : op.inputs) {
      if (std::find(given.begin(), given.end(), tensor) == given.end()) needed_tensors.insert(tensor);
    }
  }
  return needed;
}

// Checks that the needed operators depend only on `given`, constants and each other.
void check_complete(const std::vector<TfliteTensor>& tensors, const std::vector<TfliteOperator>& operators,
                    const std::vector<bool>& needed, const std::vector<int32_t>& given) {
  std::set<int32_t> known(given.begin(), given.end());
  for (size_t i = 0; i < operators.size(); i++) {
    if (!needed[i]) continue;
    for (const int32_t tensor : operators[i].inputs) {
      if (tensor < 0 || tensors[tensor].data != nullptr || known.count(tensor) > 0) continue;
      throw ModelError(DS_ERR_INVALID_SHAPE, "The model file does not fit this client: a computation needs the input " +
                                                 tensors[tensor].name +
                                                 ", which is neither that of the network nor a state.");
    }
    known.insert(operators[i].outputs.begin(), operators[i].outputs.end());
  }
}

void shorten_list(flat::Bytes& bytes, const flat::Vector& list, const std::vector<int32_t>& values) {
  if (values.size() > list.size()) {
    throw ModelError(DS_ERR_INVALID_SHAPE, "The model file lacks inputs or outputs.");
  }
  for (size_t i = 0; i < values.size(); i++) bytes.write<int32_t>(list.at(i), values[i]);
  bytes.write<uint32_t>(list.position(), static_cast<uint32_t>(values.size()));
}

}  // namespace

void TfliteFile::check_unshared() const {
  // Fields of FlatBuffers may share a vector; shortening one of these would change another.
  std::set<size_t> changed = {input_list_.position(), output_list_.position(), operator_list_.position()};
  const bool distinct = changed.size() == 3 && changed.count(0) == 0;
  const bool shared = std::any_of(operator_vectors_.begin(), operator_vectors_.end(),
                                  [&changed](size_t position) { return changed.count(position) > 0; });
  if (!distinct || shared) {
    throw ModelError(DS_ERR_FAIL_INTERPRETER,
                     "The model file has no operators, inputs or outputs, or uses one of these lists twice.");
  }
}

void TfliteFile::prune(const std::vector<int32_t>& inputs, const std::vector<int32_t>& outputs) {
  flat::Bytes& bytes = mapping_.bytes();
  const std::vector<bool> needed =
      needed_operators(operators_, inputs, std::set<int32_t>(outputs.begin(), outputs.end()));
  check_complete(tensors_, operators_, needed, inputs);
  size_t kept = 0;
  for (size_t i = 0; i < operators_.size(); i++) {
    if (!needed[i]) continue;
    // Offsets are relative to their own position, so that of a moved element changes.
    const size_t target = bytes.follow(operator_list_.at(i));
    const size_t position = operator_list_.at(kept++);
    bytes.write<uint32_t>(position, static_cast<uint32_t>(target - position));
  }
  bytes.write<uint32_t>(operator_list_.position(), static_cast<uint32_t>(kept));
  shorten_list(bytes, input_list_, inputs);
  shorten_list(bytes, output_list_, outputs);
  // Signatures name outputs that no longer exist; without any, the runtime creates one from the lists.
  if (signature_list_.size() > 0) bytes.write<uint32_t>(signature_list_.position(), 0);
}

size_t TfliteFile::append_code(int32_t builtin, int32_t version, const std::string& name) {
  // The vtable with the offsets of the fields, then the table, then the name.
  constexpr size_t kVtable = 12, kTable = 20;
  const size_t vtable = mapping_.append(kVtable + kTable + 4 + name.size() + 1);
  flat::Bytes& bytes = mapping_.bytes();
  const size_t table = vtable + kVtable, text = table + kTable;
  bytes.write<uint16_t>(vtable, kVtable);
  bytes.write<uint16_t>(vtable + 2, kTable);
  bytes.write<uint16_t>(vtable + 4 + size_t{2} * kCodeDeprecated, 16);
  bytes.write<uint16_t>(vtable + 4 + size_t{2} * kCodeCustom, name.empty() ? 0 : 4);
  bytes.write<uint16_t>(vtable + 4 + size_t{2} * kCodeVersion, 12);
  bytes.write<uint16_t>(vtable + 4 + size_t{2} * kCodeBuiltin, 8);
  bytes.write<int32_t>(table, static_cast<int32_t>(table - vtable));
  bytes.write<uint32_t>(table + 4, static_cast<uint32_t>(text - (table + 4)));
  bytes.write<int32_t>(table + 8, builtin);
  bytes.write<int32_t>(table + 12, version);
  bytes.write<int8_t>(table + 16, static_cast<int8_t>(std::min(builtin, 127)));
  bytes.write<uint32_t>(text, static_cast<uint32_t>(name.size()));
  std::memcpy(bytes.data() + text + 4, name.data(), name.size());
  return table;
}

void TfliteFile::replace_operator(int32_t builtin, const std::string& name) {
  for (size_t i = 0; i < code_list_.size(); i++) {
    const flat::Table code(mapping_.bytes(), mapping_.bytes().follow(code_list_.at(i)));
    if (read_builtin_code(code) != builtin) continue;
    // A new code, because the old one may lack the field for the name.
    const size_t table = append_code(kTfliteCustom, 1, name);
    mapping_.bytes().write<uint32_t>(code_list_.at(i), static_cast<uint32_t>(table - code_list_.at(i)));
  }
}

void TfliteFile::replace_operators(const std::map<size_t, std::string>& names) {
  std::map<std::string, uint32_t> numbers;  // of the new codes
  for (const auto& [op, name] : names) numbers.emplace(name, 0);
  // A longer list of codes. Offsets point forwards only, so the existing codes are written again behind it.
  const size_t old_count = code_list_.size(), count = old_count + numbers.size();
  const size_t list = mapping_.append(4 + 4 * count);
  mapping_.bytes().write<uint32_t>(list, static_cast<uint32_t>(count));
  const auto set = [&](size_t number, size_t table) {
    const size_t element = list + 4 + 4 * number;
    mapping_.bytes().write<uint32_t>(element, static_cast<uint32_t>(table - element));
  };
  for (size_t i = 0; i < old_count; i++) {
    const flat::Table code(mapping_.bytes(), mapping_.bytes().follow(code_list_.at(i)));
    set(i, append_code(read_builtin_code(code), code.scalar<int32_t>(kCodeVersion, 1), code.string(kCodeCustom)));
  }
  auto next = static_cast<uint32_t>(old_count);
  for (auto& [name, number] : numbers) {
    number = next++;
    set(number, append_code(kTfliteCustom, 1, name));
  }
  mapping_.bytes().write<uint32_t>(code_field_, static_cast<uint32_t>(list - code_field_));
  for (const auto& [op, name] : names) replace_table(op, numbers[name]);
}

void TfliteFile::replace_table(size_t op, uint32_t code) {
  // A new operator with only the first input and the output: vtable, table, and two lists of one number each.
  constexpr size_t kVtable = 12, kTable = 16, kList = 8;
  const size_t vtable = mapping_.append(kVtable + kTable + 2 * kList);
  flat::Bytes& bytes = mapping_.bytes();
  const size_t table = vtable + kVtable, inputs = table + kTable, outputs = inputs + kList;
  bytes.write<uint16_t>(vtable, 10);  // three fields; the rest is padding
  bytes.write<uint16_t>(vtable + 2, kTable);
  for (uint16_t field = 0; field < 3; field++) bytes.write<uint16_t>(vtable + 4 + size_t{2} * field, 4 + 4 * field);
  bytes.write<int32_t>(table, static_cast<int32_t>(table - vtable));
  bytes.write<uint32_t>(table + 4, code);
  bytes.write<uint32_t>(table + 8, static_cast<uint32_t>(inputs - (table + 8)));
  bytes.write<uint32_t>(table + 12, static_cast<uint32_t>(outputs - (table + 12)));
  bytes.write<uint32_t>(inputs, 1);
  bytes.write<int32_t>(inputs + 4, operators_[op].inputs[0]);
  bytes.write<uint32_t>(outputs, 1);
  bytes.write<int32_t>(outputs + 4, operators_[op].outputs[0]);
  bytes.write<uint32_t>(operator_list_.at(op), static_cast<uint32_t>(table - operator_list_.at(op)));
}

}  // namespace ds
