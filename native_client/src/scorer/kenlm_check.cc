#include "scorer/kenlm_check.h"

#include <algorithm>
#include <cstring>

namespace ds {
namespace {

constexpr char kMagic[] = "mmap lm http://kheafield.com/code format version 5\n";
constexpr size_t kSanitySize = 88;      // magic padded to 56 bytes, then test values
constexpr size_t kParametersSize = 20;  // order, multiplier, type, flag, version; each padded to 4 bytes
constexpr size_t kMaxOrder = 6;         // KENLM_MAX_ORDER of this build and of 0.9.3
constexpr int kMaxQuantBits = 25;
constexpr uint64_t kUnigramSize = 16;  // of a trie

template <class T>
T read_at(const uint8_t* data, uint64_t offset) {
  T value;
  std::memcpy(&value, data + offset, sizeof(T));
  return value;
}

// A stretch of the file that must hold `count` records.
bool has_room(uint64_t offset, uint64_t count, uint64_t record, uint64_t end) {
  return offset <= end && count <= (end - offset) / record;
}

// Moves `offset` past a hash table whose records begin with a u64 key. False if no bucket is free (key 0).
bool check_hash_table(const uint8_t* data, uint64_t end, uint64_t buckets, uint64_t record, uint64_t* offset) {
  if (!has_room(*offset, buckets, record, end)) return false;
  for (uint64_t i = 0; i < buckets; ++i) {
    if (read_at<uint64_t>(data, *offset + i * record) == 0) {
      *offset += buckets * record;
      return true;
    }
  }
  return false;
}

}  // namespace

bool read_kenlm_header(const uint8_t* data, size_t size, KenlmHeader* header) {
  if (size < kSanitySize + kParametersSize || std::memcmp(data, kMagic, sizeof(kMagic)) != 0) return false;
  const size_t order = data[kSanitySize];
  header->probing_multiplier = read_at<float>(data, kSanitySize + 4);
  const auto type = read_at<int32_t>(data, kSanitySize + 8);
  if (order < 2 || order > kMaxOrder || type < 0 || type > static_cast<int32_t>(KenlmType::kQuantArrayTrie)) {
    return false;
  }
  if (!(header->probing_multiplier >= 1.0f && header->probing_multiplier <= 1000.0f)) return false;
  header->type = static_cast<KenlmType>(type);
  header->size = (kSanitySize + kParametersSize + 8 * order + 7) / 8 * 8;
  if (size < header->size) return false;
  header->counts.resize(order);
  for (size_t n = 0; n < order; ++n) {
    header->counts[n] = read_at<uint64_t>(data, kSanitySize + kParametersSize + 8 * n);
    // Every n-gram takes at least one bit.
    if (header->counts[n] > 8 * static_cast<uint64_t>(size)) return false;
  }
  return header->counts[0] >= 1 && header->counts[0] < UINT32_MAX;
}

bool KenlmTables::read(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks,
                       uint64_t sentence_start) {
  if (header.type == KenlmType::kProbing || header.type == KenlmType::kRestProbing) {
    return read_probing(data, end, header, checks, sentence_start);
  }
  return read_trie(data, end, header, checks);
}

bool KenlmTables::read_trie(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks) {
  const uint64_t words = header.counts[0];
  uint64_t offset = header.size;
  // Vocabulary: u64 number of words without <unk>, then their hashes.
  if (!has_room(offset, words + 1, 8, end) || read_at<uint64_t>(data, offset) > words) return false;
  offset += (words + 1) * 8;
  if (header.type == KenlmType::kQuantTrie || header.type == KenlmType::kQuantArrayTrie) {
    if (!has_room(offset, 8, 1, end)) return false;
    const int prob_bits = data[offset + 1];
    const int backoff_bits = data[offset + 2];
    if (prob_bits < 1 || prob_bits > kMaxQuantBits || backoff_bits < 1 || backoff_bits > kMaxQuantBits) return false;
    const uint64_t middle_orders = header.counts.size() - 2;
    offset += 8 + 4 * (middle_orders * ((1ull << prob_bits) + (1ull << backoff_bits)) + (1ull << prob_bits));
  }
  if (!has_room(offset, words + 1, kUnigramSize, end)) return false;
  unigrams_ = data + offset;
  bigrams_ = header.counts[1];
  if (!is_checked_at_opening(checks, words)) return true;
  for (uint64_t word = 0; word < words; ++word) {
    if (!is_in_range(static_cast<uint32_t>(word))) return false;
  }
  return true;
}

bool KenlmTables::read_probing(const uint8_t* data, uint64_t end, const KenlmHeader& header, TableChecks checks,
                               uint64_t sentence_start) {
  const auto buckets = [&header](uint64_t entries) {
    return std::max(entries + 1, static_cast<uint64_t>(header.probing_multiplier * static_cast<float>(entries)));
  };
  constexpr uint64_t kVocabularyRecord = 12;  // u64 hash, u32 word index
  const uint64_t words = header.counts[0];
  const uint64_t vocabulary = header.size + 8;
  uint64_t offset = vocabulary;
  if (!check_hash_table(data, end, buckets(words), kVocabularyRecord, &offset)) return false;
  const bool is_checked = is_checked_at_opening(checks, words);
  for (uint64_t at = vocabulary; is_checked && at < offset; at += kVocabularyRecord) {
    if (read_at<uint32_t>(data, at + 8) >= words && read_at<uint64_t>(data, at) != 0) return false;
  }
  // KenLM looks up the weights of this word when it loads the model.
  uint64_t at = vocabulary + sentence_start % buckets(words) * kVocabularyRecord;
  while (read_at<uint64_t>(data, at) != 0 && read_at<uint64_t>(data, at) != sentence_start) {
    at += kVocabularyRecord;
    if (at == offset) at = vocabulary;
  }
  if (read_at<uint64_t>(data, at) != 0 && read_at<uint32_t>(data, at + 8) >= words) return false;

  const uint64_t weights = header.type == KenlmType::kRestProbing ? 12 : 8;  // 2 or 3 floats
  if (!has_room(offset, words + 1, weights, end)) return false;
  offset += (words + 1) * weights;
  for (size_t n = 1; n < header.counts.size(); ++n) {
    const bool is_longest = n + 1 == header.counts.size();
    const uint64_t record = 8 + (is_longest ? 4 : weights);
    if (!check_hash_table(data, end, buckets(header.counts[n]), record, &offset)) return false;
  }
  return true;
}

bool KenlmTables::is_in_range(uint32_t word) const {
  if (!unigrams_) return true;
  const auto first = read_at<uint64_t>(unigrams_, word * kUnigramSize + 8);
  const auto end = read_at<uint64_t>(unigrams_, (word + uint64_t{1}) * kUnigramSize + 8);
  return first <= end && end <= bigrams_;
}

}  // namespace ds
