#include "scorer/dictionary.h"

#include <algorithm>
#include <cstring>

#include "scorer/dictionary_format.h"

namespace ds {
namespace {

static_assert(sizeof(Dictionary::State) == 20 && sizeof(Dictionary::Arc) == 16, "as in the file format");

// Reads values one after the other, and remembers if the data ended too early.
class Cursor {
 public:
  Cursor(const uint8_t* data, size_t size, size_t offset) : data_(data), size_(size), offset_(offset) {}

  template <class T>
  T read() {
    T value{};
    if (!ok_ || offset_ > size_ || size_ - offset_ < sizeof(T)) {
      ok_ = false;
      return value;
    }
    std::memcpy(&value, data_ + offset_, sizeof(T));
    offset_ += sizeof(T);
    return value;
  }

  // Whether a length and then exactly these characters come next.
  bool read_name(const char* name) {
    const auto length = read<int32_t>();
    const size_t wanted = std::strlen(name);
    if (!ok_ || length < 0 || static_cast<size_t>(length) != wanted || size_ - offset_ < wanted) return false;
    offset_ += wanted;
    return std::memcmp(data_ + offset_ - wanted, name, wanted) == 0;
  }

  bool ok() const { return ok_; }
  size_t offset() const { return offset_; }

 private:
  const uint8_t* data_;
  size_t size_;
  size_t offset_;
  bool ok_ = true;
};

bool fits(size_t size, uint64_t offset, uint64_t count, uint64_t record) {
  return offset <= size && count <= (size - offset) / record;
}

}  // namespace

bool Dictionary::read(const uint8_t* data, size_t size, size_t offset) {
  *this = Dictionary();
  Cursor cursor(data, size, offset);
  if (cursor.read<int32_t>() != kFstMagic || !cursor.read_name(kFstType) || !cursor.read_name(kFstArcType)) {
    return false;
  }
  const auto version = cursor.read<int32_t>();
  const auto flags = cursor.read<int32_t>();
  cursor.read<uint64_t>();  // properties: hints for OpenFst
  const auto start = cursor.read<int64_t>();
  const auto num_states = cursor.read<int64_t>();
  const auto num_arcs = cursor.read<int64_t>();
  if (!cursor.ok() || version != kFstVersion || flags != kFstFlagAligned) return false;
  if (num_states <= 0 || num_states > INT32_MAX || num_arcs < 0 || num_arcs > INT32_MAX) return false;
  if (start < 0 || start >= num_states) return false;

  const uint64_t states_at = align_fst(cursor.offset());
  if (!fits(size, states_at, num_states, sizeof(State))) return false;
  const uint64_t arcs_at = align_fst(states_at + num_states * sizeof(State));
  if (!fits(size, arcs_at, num_arcs, sizeof(Arc))) return false;
  const auto* states = reinterpret_cast<const State*>(data + states_at);
  const auto* arcs = reinterpret_cast<const Arc*>(data + arcs_at);
  for (int64_t i = 0; i < num_states; ++i) {
    if (states[i].first_arc > num_arcs || states[i].num_arcs > num_arcs - states[i].first_arc) return false;
    if (states[i].final_weight != states[i].final_weight) return false;
    for (uint32_t j = 1; j < states[i].num_arcs; ++j) {
      const Arc* arc = arcs + states[i].first_arc + j;
      if (arc[-1].input_label >= arc->input_label) return false;
    }
  }
  for (int64_t i = 0; i < num_arcs; ++i) {
    if (arcs[i].next_state < 0 || arcs[i].next_state >= num_states || arcs[i].input_label <= 0) return false;
  }
  states_ = states;
  arcs_ = arcs;
  start_ = static_cast<uint32_t>(start);
  num_states_ = static_cast<uint32_t>(num_states);
  num_arcs_ = static_cast<uint32_t>(num_arcs);
  return true;
}

}  // namespace ds
