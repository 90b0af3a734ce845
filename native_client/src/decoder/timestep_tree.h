// The frames at which tokens were emitted: lists that share their beginnings.
#pragma once

#include <cstdint>
#include <vector>

namespace ds {

// Each node is a list: its parent's, then one frame. Lists are counted by their users and freed with the last.
class TimestepTree {
 public:
  static constexpr uint32_t kNone = 0;  // the empty list

  TimestepTree() : nodes_(1) {}

  // The list `parent`, then `timestep`; the caller uses it.
  uint32_t add(uint32_t parent, uint32_t timestep);
  void use(uint32_t node) {
    if (node != kNone) ++nodes_[node].users;
  }
  void release(uint32_t node);

  // The list, oldest first.
  std::vector<uint32_t> list(uint32_t node) const;

 private:
  struct Node {
    uint32_t parent = kNone;
    uint32_t timestep = 0;
    uint32_t users = 0;
  };
  std::vector<Node> nodes_;
  std::vector<uint32_t> free_;
};

}  // namespace ds
