// Words of hypotheses, with times and confidences.
#ifndef DS_STREAM_TIMED_WORDS_H_
#define DS_STREAM_TIMED_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "decoder/decoder.h"
#include "text/alphabet.h"

namespace ds {

constexpr size_t kWordHypotheses = 100;  // the best of the beam, from which confidences are computed

struct Word {
  std::string text;
  double start_s = 0;
  double end_s = 0;
  double confidence = 0;  // in [0, 1]
};

struct WordSequence {
  std::vector<Word> words;
  double confidence = 0;  // of the whole sequence, in [0, 1]
};

// The words of the first hypothesis. Their confidences depend on all hypotheses, best first: see TimedWord in
// deepspeech.h.
WordSequence timed_words(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet, float seconds_per_row);

}  // namespace ds

#endif  // DS_STREAM_TIMED_WORDS_H_
