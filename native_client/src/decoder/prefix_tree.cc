#include "decoder/prefix_tree.h"

#include <algorithm>

namespace ds {

uint32_t PrefixTree::find_child(uint32_t node, uint32_t label) const {
  uint32_t child = nodes_[node].first_child;
  while (child != Prefix::kNone && nodes_[child].label != label) child = nodes_[child].next_sibling;
  return child;
}

uint32_t PrefixTree::add_child(uint32_t node, uint32_t label) {
  uint32_t child;
  if (free_.empty()) {
    child = static_cast<uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    child = free_.back();
    free_.pop_back();
    nodes_[child] = Prefix();
  }
  nodes_[child].parent = node;
  nodes_[child].label = label;
  Prefix& parent = nodes_[node];
  if (parent.last_child == Prefix::kNone) {
    parent.first_child = child;
  } else {
    nodes_[parent.last_child].next_sibling = child;
    nodes_[child].previous_sibling = parent.last_child;
  }
  parent.last_child = child;
  return child;
}

void PrefixTree::remove(uint32_t node) {
  const uint32_t previous = nodes_[node].previous_sibling;
  const uint32_t next = nodes_[node].next_sibling;
  Prefix& parent = nodes_[nodes_[node].parent];
  (previous == Prefix::kNone ? parent.first_child : nodes_[previous].next_sibling) = next;
  (next == Prefix::kNone ? parent.last_child : nodes_[next].previous_sibling) = previous;
  free_.push_back(node);
}

std::vector<uint32_t> PrefixTree::labels(uint32_t node) const {
  std::vector<uint32_t> labels;
  for (; node != kRoot; node = nodes_[node].parent) labels.push_back(nodes_[node].label);
  std::reverse(labels.begin(), labels.end());
  return labels;
}

std::vector<uint32_t> PrefixTree::beam_in_order() const {
  std::vector<uint32_t> order;
  uint32_t node = kRoot;
  for (;;) {
    while (nodes_[node].first_child != Prefix::kNone) node = nodes_[node].first_child;
    for (;;) {
      if (nodes_[node].beam_index != Prefix::kNone) order.push_back(node);
      if (node == kRoot) return order;
      if (nodes_[node].next_sibling != Prefix::kNone) break;
      node = nodes_[node].parent;
    }
    node = nodes_[node].next_sibling;
  }
}

}  // namespace ds
