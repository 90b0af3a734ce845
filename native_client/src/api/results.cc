#include "api/results.h"

#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace ds {
namespace {

template <typename T>
T* allocate(size_t count) {
  // A pointer that is not null also for an empty list: bindings look at the count only.
  void* memory = std::calloc(count == 0 ? 1 : count, sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<T*>(memory);
}

struct FreeMetadata {
  void operator()(Metadata* metadata) const { free_metadata(metadata); }
};

// The structs have constant members, so they are made in place, one by one; what is not made yet is zero,
// which free_metadata skips.
void fill_candidate(const CandidateTranscript* target, const Hypothesis& hypothesis, const Alphabet& alphabet,
                    float seconds_per_step) {
  const size_t count = hypothesis.tokens.size();
  TokenMetadata* tokens = allocate<TokenMetadata>(count);
  new (const_cast<CandidateTranscript*>(target))
      CandidateTranscript{tokens, static_cast<unsigned int>(count), hypothesis.confidence};
  for (size_t i = 0; i < count; i++) {
    const unsigned int timestep = hypothesis.timesteps[i];
    new (&tokens[i]) TokenMetadata{copy_string(alphabet.label(hypothesis.tokens[i])), timestep,
                                   static_cast<float>(timestep) * seconds_per_step};
  }
}

}  // namespace

char* copy_string(const std::string& text) {
  char* copy = allocate<char>(text.size() + 1);
  std::memcpy(copy, text.data(), text.size());
  return copy;
}

char* make_text(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet) {
  return copy_string(hypotheses.empty() ? "" : alphabet.decode(hypotheses[0].tokens));
}

Metadata* make_metadata(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet,
                        const ModelInfo& info) {
  std::unique_ptr<Metadata, FreeMetadata> metadata(allocate<Metadata>(1));
  const CandidateTranscript* transcripts = allocate<CandidateTranscript>(hypotheses.size());
  new (metadata.get()) Metadata{transcripts, static_cast<unsigned int>(hypotheses.size())};
  const float seconds_per_step =
      static_cast<float>(info.step_samples) / static_cast<float>(info.sample_rate_hz);
  for (size_t i = 0; i < hypotheses.size(); i++) {
    fill_candidate(&transcripts[i], hypotheses[i], alphabet, seconds_per_step);
  }
  return metadata.release();
}

void free_metadata(Metadata* metadata) noexcept {
  if (metadata == nullptr) return;
  for (unsigned int i = 0; i < metadata->num_transcripts; i++) {
    const CandidateTranscript& transcript = metadata->transcripts[i];
    for (unsigned int k = 0; transcript.tokens != nullptr && k < transcript.num_tokens; k++) {
      std::free(const_cast<char*>(transcript.tokens[k].text));
    }
    std::free(const_cast<TokenMetadata*>(transcript.tokens));
  }
  std::free(const_cast<CandidateTranscript*>(metadata->transcripts));
  std::free(metadata);
}

}  // namespace ds
