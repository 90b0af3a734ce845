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

// Unigrams of a trie: {float probability, float backoff, u64 first bigram}; the bigrams of word i end where
// those of word i + 1 begin.
bool check_trie(const uint8_t* data, uint64_t end, const KenlmHeader& header) {
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
  if (!has_room(offset, words + 1, 16, end)) return false;
  uint64_t last = 0;
  for (uint64_t word = 0; word <= words; ++word) {
    const auto first_bigram = read_at<uint64_t>(data, offset + word * 16 + 8);
    if (first_bigram < last || first_bigram > header.counts[1]) return false;
    last = first_bigram;
  }
  return true;
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

bool check_probing(const uint8_t* data, uint64_t end, const KenlmHeader& header) {
  const auto buckets = [&header](uint64_t entries) {
    return std::max(entries + 1, static_cast<uint64_t>(header.probing_multiplier * static_cast<float>(entries)));
  };
  constexpr uint64_t kVocabularyRecord = 12;  // u64 hash, u32 word index
  const uint64_t words = header.counts[0];
  const uint64_t vocabulary = header.size + 8;
  uint64_t offset = vocabulary;
  if (!check_hash_table(data, end, buckets(words), kVocabularyRecord, &offset)) return false;
  for (uint64_t at = vocabulary; at < offset; at += kVocabularyRecord) {
    if (read_at<uint32_t>(data, at + 8) >= words && read_at<uint64_t>(data, at) != 0) return false;
  }
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

bool check_kenlm_tables(const uint8_t* data, uint64_t end, const KenlmHeader& header) {
  if (header.type == KenlmType::kProbing || header.type == KenlmType::kRestProbing) {
    return check_probing(data, end, header);
  }
  return check_trie(data, end, header);
}

}  // namespace ds
