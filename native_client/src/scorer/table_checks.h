// When the tables of a scorer package are checked.
#pragma once

#include <cstdint>

namespace ds {

// No choice lets a damaged file lead outside of it.
enum class TableChecks {
  kAffordable,  // small tables at opening, so that damage is reported; large ones entry by entry, as they are used
  kAll,         // every table at opening
  kOnUse,       // none at opening, whatever its size
};

// Entries of a table that are checked at opening in a millisecond or less, also where the disk is slow.
constexpr uint64_t kAffordableEntries = 1 << 17;

inline bool is_checked_at_opening(TableChecks checks, uint64_t entries) {
  return checks == TableChecks::kAll || (checks == TableChecks::kAffordable && entries <= kAffordableEntries);
}

}  // namespace ds
