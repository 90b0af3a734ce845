#include "scorer/dictionary.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace ds {
namespace {

constexpr int32_t kFstMagic = 2125659606;
constexpr char kFstType[] = "const";
constexpr char kFstArcType[] = "standard";
constexpr int32_t kFstVersion = 1;  // of an aligned file; 2 says not aligned
constexpr int32_t kFstFlagAligned = 4;
constexpr uint64_t kFstAlignment = 16;

constexpr uint64_t align_fst(uint64_t position) {
  return (position + kFstAlignment - 1) / kFstAlignment * kFstAlignment;
}

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
    const size_t length_of_name = std::strlen(name);
    if (!ok_ || length < 0 || static_cast<size_t>(length) != length_of_name || size_ - offset_ < length_of_name)
      return false;
    offset_ += length_of_name;
    return std::memcmp(data_ + offset_ - length_of_name, name, length_of_name) == 0;
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

// What OpenFst knows of such an automaton without computing it: expanded; acceptor; input and output
// deterministic; no epsilons; sorted by input and output label; unweighted; acyclic; initial acyclic; top sorted
// is unknown; accessible; coaccessible; no weighted cycles.
constexpr uint64_t kProperties = 0x1ull |            // expanded
                                 0x10000ull |        // acceptor
                                 0x40000ull |        // input deterministic
                                 0x100000ull |       // output deterministic
                                 0x800000ull |       // no epsilons
                                 0x2000000ull |      // no input epsilons
                                 0x8000000ull |      // no output epsilons
                                 0x10000000ull |     // input labels sorted
                                 0x40000000ull |     // output labels sorted
                                 0x200000000ull |    // unweighted
                                 0x800000000ull |    // acyclic
                                 0x2000000000ull |   // initial acyclic
                                 0x10000000000ull |  // accessible
                                 0x40000000000ull;   // coaccessible

template <class T>
void append(std::string* out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out->append(bytes, sizeof(T));
}

void append_name(std::string* out, const char* name) {
  append(out, static_cast<int32_t>(std::strlen(name)));
  *out += name;
}

void pad(std::string* out, uint64_t position) { out->resize(align_fst(position + out->size()) - position, '\0'); }

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

std::string write_dictionary(const Automaton& automaton, uint64_t position) {
  uint64_t num_arcs = 0;
  for (const Automaton::State& state : automaton.states) num_arcs += state.arcs.size();
  std::string out;
  append(&out, kFstMagic);
  append_name(&out, kFstType);
  append_name(&out, kFstArcType);
  append(&out, kFstVersion);
  append(&out, kFstFlagAligned);
  append(&out, kProperties);
  append(&out, static_cast<int64_t>(0));  // start
  append(&out, static_cast<int64_t>(automaton.states.size()));
  append(&out, static_cast<int64_t>(num_arcs));
  pad(&out, position);
  uint32_t first_arc = 0;
  for (const Automaton::State& state : automaton.states) {
    const auto arcs = static_cast<uint32_t>(state.arcs.size());
    const float weight = state.is_final ? 0.0f : std::numeric_limits<float>::infinity();
    append(&out, Dictionary::State{weight, first_arc, arcs, 0, 0});
    first_arc += arcs;
  }
  pad(&out, position);
  for (const Automaton::State& state : automaton.states) {
    for (const Automaton::Arc& arc : state.arcs) {
      const auto label = static_cast<int32_t>(arc.label);
      append(&out, Dictionary::Arc{label, label, 0.0f, static_cast<int32_t>(arc.next)});
    }
  }
  return out;
}

}  // namespace ds
