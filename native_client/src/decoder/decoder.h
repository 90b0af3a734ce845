// CTC beam search with an optional external scorer: the interface of this folder.
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
  double cutoff_prob = 1.0;    // below 1: only the most likely classes that together reach it are considered
  uint32_t cutoff_top_n = 40;  // maximum number of these classes; only used if cutoff_prob is below 1
};

// Words whose language model score (natural logarithm) is raised by a boost, before it is weighted.
using HotWords = std::map<std::string, float>;

struct Hypothesis {
  double confidence = 0;            // natural logarithm, including the scorer; not normalized
  std::vector<uint32_t> tokens;     // labels, `(tokens,)`
  std::vector<uint32_t> timesteps;  // frame at which each token was emitted, `(tokens,)`
};

// How the last word of a hypothesis is scored if no space follows.
enum class LastWord {
  kUnboosted,  // as in 0.9.3: as an unknown word (-1000, weighted) if it is incomplete; without boosts
  kBoosted,    // like all other words: correct at the end of an utterance
  kOpen,       // not scored: correct during an utterance
};

// Whether last words are scored as in 0.9.3: the value of the environment variable DS_DECODER_COMPAT (0.9 or none), by
// default true. Nothing for any other value.
std::optional<bool> asks_for_0_9_3();

// One utterance. Frames may be added in any portions, and `decode` may be called at any time. Decoders in different
// threads may share alphabet and scorer; a decoder itself is not thread-safe.
class Decoder {
 public:
  Decoder(const Alphabet& alphabet, const std::shared_ptr<Scorer>& scorer, HotWords hot_words, DecoderOptions options);
  ~Decoder();
  Decoder(Decoder&&) noexcept;
  Decoder& operator=(Decoder&&) noexcept;

  // Adds probabilities (softmax), `(frames, classes)`, blank last. Returns false, without adding anything, unless
  // classes is alphabet.size() + 1.
  bool next(const float* probs, int frames, int classes);
  bool next(const double* probs, int frames, int classes);

  // The best hypotheses so far, best first, at most `n`.
  std::vector<Hypothesis> decode(size_t n = 1, LastWord last_word = LastWord::kUnboosted) const;

  // An independent copy of the current state; alphabet and scorer are shared.
  Decoder clone() const;

 private:
  class Search;
  explicit Decoder(std::unique_ptr<Search> search);
  std::unique_ptr<Search> search_;
};

}  // namespace ds

#endif  // DS_DECODER_DECODER_H_
