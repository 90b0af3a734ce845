// CTC beam search with an optional external scorer: the face of this folder.
#ifndef DS_DECODER_DECODER_H_
#define DS_DECODER_DECODER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "scorer/scorer.h"
#include "text/alphabet.h"

namespace ds {

struct DecoderOptions {
  uint32_t beam_size = 500;    // hypotheses kept after each frame
  double cutoff_prob = 1.0;    // below 1: only the likeliest classes that together reach it are tried
  uint32_t cutoff_top_n = 40;  // at most so many classes, but only where cutoff_prob is below 1
};

// Words whose language model score (natural logarithm) is raised by a boost, before it is weighted.
using HotWords = std::map<std::string, float>;

struct Hypothesis {
  double confidence = 0;            // natural logarithm, with the scorer's share; not normalised
  std::vector<uint32_t> tokens;     // labels, `(tokens,)`
  std::vector<uint32_t> timesteps;  // frame at which each token was emitted, `(tokens,)`
};

// How the last word of a hypothesis counts that no space has finished.
enum class LastWord {
  kUnboosted,  // as in 0.9.3: as a word, an unknown one (-1000, weighted) if there is more to come; without boosts
  kBoosted,    // as every word before it: right at the end of an utterance
  kOpen,       // not yet: right in the middle of an utterance
};

// Whether last words are to count as in 0.9.3: what the environment variable DS_DECODER_COMPAT says (0.9 or none), else
// yes. Nothing is returned for any other value.
std::optional<bool> asks_for_0_9_3();

// One utterance. Frames may come in any portions; between portions `decode` may be called any number of
// times. Two decoders may share alphabet and scorer in two threads; one decoder is for one thread at a time.
class Decoder {
 public:
  Decoder(const Alphabet& alphabet, const std::shared_ptr<Scorer>& scorer, HotWords hot_words, DecoderOptions options);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // Takes probabilities (softmax), `(frames, classes)` row by row, blank last: classes must be
  // alphabet.size() + 1, else nothing is taken and false is returned.
  bool next(const float* probs, int frames, int classes);
  bool next(const double* probs, int frames, int classes);

  // The best hypotheses so far, best first, at most `n`.
  std::vector<Hypothesis> decode(size_t n = 1, LastWord last_word = LastWord::kUnboosted) const;

  // A decoder that goes on from here on its own; alphabet and scorer are shared.
  Decoder clone() const;

 private:
  class Search;
  explicit Decoder(std::unique_ptr<Search> search);
  std::unique_ptr<Search> search_;
};

}  // namespace ds

#endif  // DS_DECODER_DECODER_H_
