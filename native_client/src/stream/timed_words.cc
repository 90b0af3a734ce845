#include "stream/timed_words.h"

#include <algorithm>
#include <cmath>

namespace ds {
namespace {

constexpr double kMaxEndingSeconds = 0.2;  // latest end of a word after its last token
constexpr double kSlack = 0.1;             // tolerance in seconds for the times of a word in two hypotheses

// The words from token `first`, which starts a word. There are no empty words between consecutive spaces.
std::vector<Word> words_from(const Hypothesis& hypothesis, size_t first, const Alphabet& alphabet,
                             float seconds_per_row) {
  std::vector<Word> words;
  bool is_in_word = false;
  for (size_t i = first; i < hypothesis.tokens.size(); i++) {
    const double start = static_cast<float>(hypothesis.timesteps[i]) * seconds_per_row;  // as in metadata
    if (alphabet.is_space(hypothesis.tokens[i])) {
      const double latest = is_in_word ? words.back().end_s - seconds_per_row + kMaxEndingSeconds : 0;
      if (is_in_word) words.back().end_s = std::max(words.back().end_s, std::min(start, latest));
      is_in_word = false;
      continue;
    }
    if (!is_in_word) words.push_back({"", start, 0, 0});
    is_in_word = true;
    words.back().text += alphabet.label(hypothesis.tokens[i]);
    words.back().end_s = start + seconds_per_row;
  }
  return words;
}

// Adds `share` to the words that `others` contains at the same time. Both lists are sorted by time, and each word of
// `others` counts once.
void add_matches(const std::vector<Word>& others, double share, std::vector<Word>* words, size_t first) {
  size_t earliest = 0;
  std::vector<bool> is_used(others.size());
  for (size_t i = first; i < words->size(); i++) {
    Word& word = (*words)[i];
    while (earliest < others.size() && others[earliest].end_s + kSlack < word.start_s) earliest++;
    for (size_t k = earliest; k < others.size() && others[k].start_s <= word.end_s + kSlack; k++) {
      if (is_used[k] || others[k].text != word.text) continue;
      is_used[k] = true;
      word.confidence += share;
      break;
    }
  }
}

// Length of the common prefix of two hypotheses in complete words, counted in tokens and in words.
struct Common {
  size_t tokens = 0;
  size_t words = 0;
};

Common common_beginning(const Hypothesis& a, const Hypothesis& b, const Alphabet& alphabet) {
  Common common;
  size_t words = 0;
  const size_t count = std::min(a.tokens.size(), b.tokens.size());
  for (size_t i = 0; i < count && a.tokens[i] == b.tokens[i] && a.timesteps[i] == b.timesteps[i]; i++) {
    const bool begins_word = i == 0 || alphabet.is_space(a.tokens[i - 1]);
    if (alphabet.is_space(a.tokens[i])) {
      common = {i + 1, words};
    } else if (begins_word) {
      words++;
    }
  }
  return common;
}

// The weight of a hypothesis relative to the best one; 0 if the scores are infinite or NaN, which extreme scorer
// weights can cause.
double weight_of(const Hypothesis& hypothesis, const Hypothesis& best) {
  if (&hypothesis == &best) return 1;
  const double difference = hypothesis.confidence - best.confidence;
  return std::isnan(difference) ? 0 : std::exp(std::min(difference, 0.0));
}

}  // namespace

WordSequence timed_words(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet, float seconds_per_row) {
  WordSequence sequence;
  if (hypotheses.empty()) return sequence;
  const Hypothesis& best = hypotheses[0];
  sequence.words = words_from(best, 0, alphabet, seconds_per_row);
  double total = 0;
  for (const Hypothesis& hypothesis : hypotheses) total += weight_of(hypothesis, best);
  // Shares are stored at the end of the common prefix, so that the words before it need not be compared.
  std::vector<double> until(sequence.words.size() + 1);
  double same = 0;
  for (const Hypothesis& hypothesis : hypotheses) {
    const double share = weight_of(hypothesis, best) / total;
    const Common common = common_beginning(best, hypothesis, alphabet);
    until[common.words] += share;
    const std::vector<Word> others = words_from(hypothesis, common.tokens, alphabet, seconds_per_row);
    add_matches(others, share, &sequence.words, common.words);
    const bool is_same = others.size() == sequence.words.size() - common.words &&
                         std::equal(others.begin(), others.end(), sequence.words.begin() + common.words,
                                    [](const Word& a, const Word& b) { return a.text == b.text; });
    if (is_same) same += share;
  }
  double shared = 0;
  for (size_t i = sequence.words.size(); i-- > 0;) {
    shared += until[i + 1];
    Word& word = sequence.words[i];
    word.confidence = std::clamp(word.confidence + shared, 0.0, 1.0);
  }
  sequence.confidence = std::clamp(same, 0.0, 1.0);
  return sequence;
}

}  // namespace ds
