// Operator codes of a .tflite file: read, and replaced by operators of our own.
#include <algorithm>
#include <cstring>

#include "model/tflite_file.h"

namespace ds {

// Files older than schema 3a have the code in one signed byte only.
int32_t read_builtin_code(const flat::Table& code) {
  return std::max<int32_t>(code.scalar<int32_t>(kCodeBuiltin, 0), code.scalar<int8_t>(kCodeDeprecated, 0));
}

size_t TfliteFile::append_code(int32_t builtin, int32_t version, const std::string& name) {
  // First a vtable that says where in the table the fields lie, then the table, then the name.
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
    // A code of its own: the old one may lack the field for a name.
    const size_t table = append_code(kTfliteCustom, 1, name);
    mapping_.bytes().write<uint32_t>(code_list_.at(i), static_cast<uint32_t>(table - code_list_.at(i)));
  }
}

void TfliteFile::replace_operators(const std::map<size_t, std::string>& names) {
  std::map<std::string, uint32_t> numbers;  // of the new codes
  for (const auto& [op, name] : names) numbers.emplace(name, 0);
  // A longer list of codes. Offsets lead forward only, so those that are there already are written again behind it.
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
  // The operator anew, with its first input and its output only: vtable, table, and two lists of one number.
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

uint8_t TfliteFile::option(const TfliteOperator& op, int field) const {
  return op.options == 0 ? 0 : flat::Table(mapping_.bytes(), op.options).scalar<uint8_t>(field, 0);
}

}  // namespace ds
