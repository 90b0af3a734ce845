// The opaque types of ds_ctcdecoder.h.
#ifndef DS_CTCDECODER_API_HANDLES_H_
#define DS_CTCDECODER_API_HANDLES_H_

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <vector>

#include "decoder/decoder.h"
#include "scorer/scorer.h"
#include "text/alphabet.h"

struct DsCtcAlphabet {
  ds::Alphabet alphabet;
};

struct DsCtcScorer {
  std::shared_ptr<ds::Scorer> scorer;
};

struct DsCtcResults {
  std::vector<std::vector<ds::Hypothesis>> utterances;
};

namespace ds {

// The codes of deepspeech.h that this interface can return, beside those of ScorerError.
constexpr int kErrNoModel = 0x1000;  // a required argument is null
constexpr int kErrInvalidAlphabet = 0x2000;
constexpr int kErrInvalidShape = 0x2001;
constexpr int kErrInvalidScorer = 0x2002;
constexpr int kErrInvalidOption = 0x2003;  // DS_DECODER_COMPAT has an unknown value
constexpr int kErrInvalidValue = 0x200A;
constexpr int kErrFailed = 0x3003;  // out of memory or threads

// Stores the reason of a failure for this thread; returns the code.
int fail(int code, const std::string& reason) noexcept;
std::string& reason_of_failure() noexcept;
void forget_failure() noexcept;

// Runs `body`, which returns a code, and turns an exception into one.
template <class Body>
int guarded(Body body) noexcept {
  forget_failure();
  try {
    return body();
  } catch (const std::exception& error) {
    return fail(kErrFailed, error.what());
  } catch (...) {
    return kErrFailed;
  }
}

}  // namespace ds

#endif  // DS_CTCDECODER_API_HANDLES_H_
