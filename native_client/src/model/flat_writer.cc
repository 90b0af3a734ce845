#include "model/flat_writer.h"

#include <algorithm>

namespace ds {
namespace flat {
namespace {

constexpr size_t kOffset = 4;  // bytes

// FlexBuffers: types and widths.
constexpr uint8_t kFlexInt = 1, kFlexReal = 3, kFlexMap = 9, kWidth32 = 2;
constexpr size_t kFlexWidth = 4;

void put32(std::vector<uint8_t>* bytes, uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) bytes->push_back(static_cast<uint8_t>(value >> shift));
}

}  // namespace

void Writer::pad(size_t alignment) { bytes_.resize((bytes_.size() + alignment - 1) / alignment * alignment); }

Writer::Table Writer::table(const std::vector<FieldSize>& fields) {
  size_t slots = 0;
  for (const FieldSize& field : fields) slots = std::max(slots, static_cast<size_t>(field.number) + 1);
  pad(8);
  const size_t vtable = bytes_.size(), vtable_size = 4 + 2 * slots;
  bytes_.resize(vtable + vtable_size);
  pad(8);
  Table table;
  table.position = bytes_.size();
  size_t end = table.position + kOffset;
  for (const FieldSize& field : fields) {
    end = (end + field.size - 1) / field.size * field.size;
    table.fields[field.number] = end;
    end += field.size;
  }
  bytes_.resize(end);
  set<int32_t>(table.position, static_cast<int32_t>(table.position - vtable));
  set<uint16_t>(vtable, static_cast<uint16_t>(vtable_size));
  set<uint16_t>(vtable + 2, static_cast<uint16_t>(end - table.position));
  for (const auto& [number, position] : table.fields) {
    set<uint16_t>(vtable + 4 + 2 * static_cast<size_t>(number), static_cast<uint16_t>(position - table.position));
  }
  return table;
}

void Writer::align_elements(size_t alignment) {
  pad(4);
  while ((bytes_.size() + 4) % alignment != 0) bytes_.resize(bytes_.size() + 4);
}

size_t Writer::length(uint32_t count) {
  const size_t position = bytes_.size();
  bytes_.resize(position + 4);
  set<uint32_t>(position, count);
  return position;
}

size_t Writer::raw(const void* data, size_t size, size_t count, size_t alignment) {
  align_elements(alignment);
  const size_t position = length(static_cast<uint32_t>(count));
  bytes_.resize(bytes_.size() + size);
  if (size > 0) std::memcpy(bytes_.data() + position + 4, data, size);
  return position;
}

size_t Writer::offsets(size_t count) { return vector(std::vector<uint32_t>(count)); }

size_t Writer::text(const std::string& text) {
  const size_t position = raw(text.data(), text.size(), text.size(), 4);
  bytes_.push_back(0);
  return position;
}

std::vector<uint8_t> flex_map(const std::vector<Number>& numbers) {
  std::vector<uint8_t> bytes;
  std::vector<size_t> keys;
  for (const Number& number : numbers) {
    keys.push_back(bytes.size());
    bytes.insert(bytes.end(), number.key.begin(), number.key.end());
    bytes.push_back(0);
  }
  bytes.resize((bytes.size() + kFlexWidth - 1) / kFlexWidth * kFlexWidth);
  const auto back = [&bytes](size_t target) { put32(&bytes, static_cast<uint32_t>(bytes.size() - target)); };
  put32(&bytes, static_cast<uint32_t>(numbers.size()));
  const size_t key_list = bytes.size();
  for (const size_t key : keys) back(key);
  back(key_list);
  put32(&bytes, kFlexWidth);
  put32(&bytes, static_cast<uint32_t>(numbers.size()));
  const size_t values = bytes.size();
  for (const Number& number : numbers) {
    uint32_t bits = static_cast<uint32_t>(static_cast<int32_t>(number.is_real ? 0 : number.value));
    const auto real = static_cast<float>(number.value);
    if (number.is_real) std::memcpy(&bits, &real, sizeof(bits));
    put32(&bytes, bits);
  }
  for (const Number& number : numbers) {
    bytes.push_back(static_cast<uint8_t>((number.is_real ? kFlexReal : kFlexInt) << 2 | kWidth32));
  }
  bytes.resize((bytes.size() + kFlexWidth - 1) / kFlexWidth * kFlexWidth);
  back(values);
  bytes.push_back(kFlexMap << 2 | kWidth32);
  bytes.push_back(kFlexWidth);
  return bytes;
}

}  // namespace flat
}  // namespace ds
