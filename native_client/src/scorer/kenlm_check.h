// Checks of a KenLM binary that KenLM does not perform.
#ifndef DS_SCORER_KENLM_CHECK_H_
#define DS_SCORER_KENLM_CHECK_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "scorer/package.h"

namespace ds {

// Types of tables, numbered as in the file format.
enum class KenlmType : int32_t {
  kProbing = 0,
  kRestProbing = 1,
  kTrie = 2,
  kQuantTrie = 3,
  kArrayTrie = 4,
  kQuantArrayTrie = 5,
};

// The fixed part of the file: a block of test values, then these.
struct KenlmHeader {
  float probing_multiplier;
  KenlmType type;
  std::vector<uint64_t> counts;  // n-grams of each order, `(order,)`
  size_t size;                   // bytes before the vocabulary table
};

// Reads the header. False if this is not a KenLM binary of a known type, or its numbers are impossible for a
// file of `size` bytes (so that table sizes computed from them cannot overflow).
bool read_kenlm_header(const uint8_t* data, size_t size, KenlmHeader* header);

// The tables whose entries KenLM uses as unchecked indices.
class KenlmTables {
 public:
  // Finds them in the file mapped at `data`, which must outlive this object; they end at `end`, at most the size
  // of the file. `sentence_start` is KenLM's hash of the word <s>. False if the tables do not fit, a hash
  // table has no free bucket at which a search ends, or an entry that is checked now is out of range.
  bool read(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks, uint64_t sentence_start);

  // Whether KenLM can look up a word, one of those of the header.
  bool is_in_range(uint32_t word) const;

 private:
  bool read_trie(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks);
  bool read_probing(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks,
                    uint64_t sentence_start);

  // Of a trie: {float probability, float backoff, u64 first bigram}; the bigrams of a word end where those of the
  // next one begin.
  const uint8_t* unigrams_ = nullptr;
  uint64_t bigrams_ = 0;
};

}  // namespace ds

#endif  // DS_SCORER_KENLM_CHECK_H_
