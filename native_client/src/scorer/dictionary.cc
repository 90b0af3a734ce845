#include "scorer/dictionary.h"

#include <cmath>
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

bool Dictionary::read(const uint8_t* data, size_t size, size_t offset, TableChecks checks) {
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
  states_ = reinterpret_cast<const State*>(data + states_at);
  arcs_ = reinterpret_cast<const Arc*>(data + arcs_at);
  start_ = static_cast<uint32_t>(start);
  num_states_ = static_cast<uint32_t>(num_states);
  num_arcs_ = static_cast<uint32_t>(num_arcs);
  const auto entries = static_cast<uint64_t>(num_states) + static_cast<uint64_t>(num_arcs);
  if (!is_checked_at_opening(checks, entries) || is_sound()) return true;
  *this = Dictionary();
  return false;
}

bool Dictionary::is_sound() const {
  for (uint32_t state = 0; state < num_states_; ++state) {
    if (!has_arcs(state) || std::isnan(states_[state].final_weight)) return false;
    for (const Arc* arc = begin(state); arc != end(state); ++arc) {
      if (arc != begin(state) && arc[-1].input_label >= arc->input_label) return false;
    }
  }
  for (const Arc* arc = arcs_; arc != arcs_ + num_arcs_; ++arc) {
    if (arc->next_state < 0 || static_cast<uint32_t>(arc->next_state) >= num_states_) return false;
    if (arc->input_label <= 0) return false;
  }
  return true;
}

}  // namespace ds
