// The `.scorer` package: the header between its language model and its dictionary, the accepted numbers and tables, and
// the errors.
#ifndef DS_SCORER_PACKAGE_H_
#define DS_SCORER_PACKAGE_H_

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>

namespace ds {

// The codes of deepspeech.h and ds_ctcdecoder.h.
enum ScorerError : int {
  kScorerOk = 0x0000,
  kScorerUnreadable = 0x2005,       // the file cannot be opened
  kScorerInvalidLm = 0x2006,        // it does not start with a usable KenLM binary
  kScorerNoTrie = 0x2007,           // it ends before the vocabulary
  kScorerInvalidTrie = 0x2008,      // the vocabulary is truncated or damaged
  kScorerVersionMismatch = 0x2009,  // the vocabulary has another version
};

// Text of a ScorerError, for messages.
const char* describe_scorer_error(int error);

// When the tables of a package are checked. With each choice, a damaged file cannot cause reads outside of it.
enum class TableChecks {
  kAffordable,  // small tables when opened, so that damage is reported; entries of large tables when they are used
  kAll,         // all tables when opened
  kOnUse,       // all entries when they are used
};

// Number of table entries that can be checked in a millisecond, even with a slow disk.
constexpr uint64_t kAffordableEntries = 1 << 17;

inline bool is_checked_at_opening(TableChecks checks, uint64_t entries) {
  return checks == TableChecks::kAll || (checks == TableChecks::kAffordable && entries <= kAffordableEntries);
}

// Limit of weights and boosts: sums of their products with scores then stay far below the largest 32-bit number, beyond
// which hypotheses could not be compared.
constexpr double kMaxWeight = 1e9;

inline bool is_weight(double value) { return std::abs(value) <= kMaxWeight; }  // false for NaN

constexpr int32_t kPackageMagic = 0x54524945;  // "EIRT" in the file
constexpr int32_t kPackageVersion = 6;
constexpr size_t kPackageHeaderSize = 25;

// Little-endian, not aligned: i32 magic, i32 version, u8 bytes mode, double alpha, double beta.
struct PackageHeader {
  bool is_bytes_mode = false;
  double alpha = 0;  // default weight of the language model
  double beta = 0;   // default score of a word
};

// Reads the header at `data`. Returns a ScorerError; `reason` receives the description.
int read_package_header(const uint8_t* data, size_t size, PackageHeader* header, std::string* reason);

std::string write_package_header(const PackageHeader& header);

}  // namespace ds

#endif  // DS_SCORER_PACKAGE_H_
