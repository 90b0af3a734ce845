// The prefixes that the beam stands on: a tree of labels.
#pragma once

#include <cstdint>
#include <vector>

namespace ds {

// One prefix: the labels from the root to here. All logarithms are natural.
struct Prefix {
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t parent = kNone;
  uint32_t first_child = kNone;
  uint32_t last_child = kNone;
  uint32_t next_sibling = kNone;
  int32_t label = -1;              // -1: the root
  int32_t beam_index = -1;         // place in the beam, -1: not in it, only a way to longer prefixes
  float blank = 0;                 // ln P(all paths to this prefix that end in blank)
  float non_blank = 0;             // ln P(those that end in the label)
  float score = 0;                 // ln of both together
  uint32_t dictionary_state = 0;
  uint32_t units_before = kNone;   // record of the units (words; characters in bytes mode) before the last one
  uint32_t unit_end = kNone;       // record of the unit that ends here, once it was needed
  uint32_t timesteps = 0;
  uint8_t unit_bytes = 0;          // bytes mode: bytes of the last character so far…
  uint8_t unit_bytes_wanted = 0;   // …and how many it needs; 0: it cannot be valid
};

// Nodes lie in one array and are used again after they were freed; their numbers stay the same.
class PrefixTree {
 public:
  static constexpr uint32_t kRoot = 0;

  PrefixTree() : nodes_(1) {}

  Prefix& operator[](uint32_t node) { return nodes_[node]; }
  const Prefix& operator[](uint32_t node) const { return nodes_[node]; }

  // The child with this label, kNone if there is none.
  uint32_t find_child(uint32_t node, int32_t label) const;
  uint32_t add_child(uint32_t node, int32_t label);
  // Frees a node without children; the root stays.
  void remove(uint32_t node);

  // Labels of a prefix, `(labels,)`.
  std::vector<uint32_t> labels(uint32_t node) const;
  // Nodes of the beam, each after its descendants, children in the order in which they were added.
  std::vector<uint32_t> beam_in_order() const;

 private:
  std::vector<Prefix> nodes_;
  std::vector<uint32_t> free_;
};

}  // namespace ds
