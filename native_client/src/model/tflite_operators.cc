// Operator codes of a .tflite file: read, and replaced by operators of our own.
#include <algorithm>
#include <cstring>

#include "model/tflite_file.h"

namespace ds {

// Files older than schema 3a have the code in one signed byte only.
int32_t read_builtin_code(const flat::Table& code) {
  return std::max<int32_t>(code.scalar<int32_t>(kCodeBuiltin, 0), code.scalar<int8_t>(kCodeDeprecated, 0));
}

void TfliteFile::replace_operator(int32_t builtin, const std::string& name) {
  for (size_t i = 0; i < code_list_.size(); i++) {
    const flat::Table code(mapping_.bytes(), mapping_.bytes().follow(code_list_.at(i)));
    if (read_builtin_code(code) != builtin) continue;
    // An operator code of its own: the old one may lack the field for a name. First a vtable that says where
    // in the table the fields lie, then the table, then the name.
    constexpr size_t kVtable = 12, kTable = 16;
    const size_t vtable = mapping_.append(kVtable + kTable + 4 + name.size() + 1);
    flat::Bytes& bytes = mapping_.bytes();
    const size_t table = vtable + kVtable, text = table + kTable;
    bytes.write<uint16_t>(vtable, kVtable);
    bytes.write<uint16_t>(vtable + 2, kTable);
    bytes.write<uint16_t>(vtable + 4 + 2 * kCodeDeprecated, 12);
    bytes.write<uint16_t>(vtable + 4 + 2 * kCodeCustom, 4);
    bytes.write<uint16_t>(vtable + 4 + 2 * kCodeBuiltin, 8);
    bytes.write<int32_t>(table, static_cast<int32_t>(table - vtable));
    bytes.write<uint32_t>(table + 4, static_cast<uint32_t>(text - (table + 4)));
    bytes.write<int32_t>(table + 8, kTfliteCustom);
    bytes.write<int8_t>(table + 12, static_cast<int8_t>(kTfliteCustom));
    bytes.write<uint32_t>(text, static_cast<uint32_t>(name.size()));
    std::memcpy(bytes.data() + text + 4, name.data(), name.size());
    bytes.write<uint32_t>(code_list_.at(i), static_cast<uint32_t>(table - code_list_.at(i)));
  }
}

}  // namespace ds
