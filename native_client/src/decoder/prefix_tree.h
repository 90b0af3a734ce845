// The prefixes of the beam and all their prefixes: a tree of labels.
#ifndef DS_DECODER_PREFIX_TREE_H_
#define DS_DECODER_PREFIX_TREE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ds {

// A prefix: the labels from the root to this node.
struct Prefix {
  static constexpr uint32_t kNone = UINT32_MAX;

  uint32_t parent = kNone;
  uint32_t first_child = kNone;
  uint32_t last_child = kNone;
  uint32_t next_sibling = kNone;
  uint32_t previous_sibling = kNone;
  uint32_t label = kNone;         // kNone: the root
  uint32_t beam_index = kNone;    // index in the beam; kNone: only longer prefixes are in the beam
  uint32_t units_before = kNone;  // record of the units (words; characters in bytes mode) before the last one
  uint32_t unit_end = kNone;      // record of the unit that ends here, computed on demand
  uint8_t unit_bytes = 0;         // bytes mode: bytes of the last character so far…
  uint8_t unit_bytes_needed = 0;  // …and how many it needs
};

// Nodes are in one array, have constant numbers, and are reused after they were freed.
class PrefixTree {
 public:
  static constexpr uint32_t kRoot = 0;

  PrefixTree() : nodes_(1) {}

  Prefix& operator[](uint32_t node) { return nodes_[node]; }
  const Prefix& operator[](uint32_t node) const { return nodes_[node]; }

  // The child with this label, kNone if there is none.
  uint32_t find_child(uint32_t node, uint32_t label) const;
  uint32_t add_child(uint32_t node, uint32_t label);
  // Frees a node without children, except the root.
  void remove(uint32_t node);

  size_t size() const { return nodes_.size(); }  // including free ones
  // Labels of a prefix, `(labels,)`.
  std::vector<uint32_t> labels(uint32_t node) const;
  // Nodes of the beam, each after its descendants, children in the order in which they were added.
  std::vector<uint32_t> beam_in_order() const;

 private:
  std::vector<Prefix> nodes_;
  std::vector<uint32_t> free_;
};

}  // namespace ds

#endif  // DS_DECODER_PREFIX_TREE_H_
