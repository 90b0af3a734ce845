#include "scorer/alphabet_fit.h"

#include "text/utf8.h"

namespace ds {
namespace {

constexpr uint32_t kFirstWords = 16;  // if all are known, the alphabet is correct
constexpr uint32_t kMaxWords = 64;
constexpr size_t kMaxWordLabels = 128;  // in labels
constexpr size_t kShortWord = 5;        // shorter words are too often known by chance
constexpr uint32_t kMaxWalks = 4 * kMaxWords;

// Pseudorandom numbers. Source: Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8(14), 2003.
class Random {
 public:
  uint32_t below(uint32_t end) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<uint32_t>((state_ >> 32) % end);
  }

 private:
  uint64_t state_ = 0x9E3779B97F4A7C15ull;
};

// Follows a random path, preferably long, through the dictionary. False if it does not end at a word.
bool walk(const Dictionary& dictionary, uint32_t space, Random* random, std::vector<uint32_t>* labels) {
  labels->clear();
  uint32_t state = dictionary.start();
  while (labels->size() < kMaxWordLabels) {
    const uint32_t arcs = dictionary.num_arcs_of(state);
    if (dictionary.is_final(state) && (arcs == 0 || random->below(2) == 0)) return !labels->empty();
    if (arcs == 0) return false;
    uint32_t chosen = random->below(arcs);
    const Dictionary::Arc* const begin = dictionary.begin(state);
    if (labels->size() < kShortWord && begin[chosen].label() == space) chosen = (chosen + 1) % arcs;
    labels->push_back(begin[chosen].label());
    state = static_cast<uint32_t>(begin[chosen].next_state);
  }
  return false;
}

}  // namespace

std::string unit_text(const Alphabet& alphabet, bool is_bytes_mode, const std::vector<uint32_t>& labels) {
  std::vector<uint32_t> letters = labels;
  if (!is_bytes_mode && !letters.empty() && alphabet.is_space(letters.back())) letters.pop_back();
  return alphabet.decode(letters);
}

bool is_known_unit(const LanguageModel& model, const Alphabet& alphabet, bool is_bytes_mode,
                   const std::vector<uint32_t>& labels) {
  for (const uint32_t label : labels) {
    if (label >= alphabet.size()) return false;
  }
  if (!is_bytes_mode && (labels.empty() || !alphabet.is_space(labels.back()))) return false;
  const std::string text = unit_text(alphabet, is_bytes_mode, labels);
  if (is_bytes_mode && utf8_split(text).size() != 1) return false;
  return model.index(text.data(), text.size()) != LanguageModel::kUnknownWord;
}

AlphabetFit sample_alphabet_fit(const Dictionary& dictionary, const LanguageModel& model, const Alphabet& alphabet,
                                bool is_bytes_mode) {
  AlphabetFit fit;
  Random random;
  std::vector<uint32_t> labels;
  for (uint32_t i = 0; i < kMaxWalks && fit.words < kMaxWords; ++i) {
    if (fit.words == kFirstWords && fit.known == kFirstWords) break;
    if (!walk(dictionary, is_bytes_mode ? Alphabet::kNoSpace : alphabet.space_label(), &random, &labels)) continue;
    ++fit.words;
    if (is_known_unit(model, alphabet, is_bytes_mode, labels)) {
      ++fit.known;
    } else if (fit.unknown_example.empty()) {
      fit.unknown_example = utf8_repair(unit_text(alphabet, is_bytes_mode, labels));
    }
  }
  return fit;
}

std::string AlphabetFit::describe(bool is_bytes_mode) const {
  if (!is_other()) return "";
  const std::string units = is_bytes_mode ? "characters" : "words";
  std::string text = "its language model knows " + std::to_string(known) + " of " + std::to_string(words) + " " +
                     units + " of its dictionary";
  if (!unknown_example.empty()) text += " (\"" + utf8_shorten(unknown_example) + "\" is unknown)";
  return text + (is_bytes_mode ? ": was it made of words, not of characters?" : ": was it made with another alphabet?");
}

}  // namespace ds
