#include "api/results.h"

#include <cstdlib>
#include <cstring>
#include <memory>

namespace ds {
namespace {

struct FreeMetadata {
  void operator()(Metadata* metadata) const { free_metadata(metadata); }
};

// The structs have constant members, so they are made in place, one by one; what is not made yet is zero,
// which free_metadata skips.
void fill_candidate(const CandidateTranscript* target, const Hypothesis& hypothesis, const Alphabet& alphabet,
                    float seconds_per_row) {
  const size_t count = hypothesis.tokens.size();
  TokenMetadata* tokens = allocate<TokenMetadata>(count);
  new (const_cast<CandidateTranscript*>(target))
      CandidateTranscript{tokens, static_cast<unsigned int>(count), hypothesis.confidence};
  for (size_t i = 0; i < count; i++) {
    const unsigned int timestep = hypothesis.timesteps[i];
    new (&tokens[i]) TokenMetadata{copy_string(alphabet.label(hypothesis.tokens[i])), timestep,
                                   static_cast<float>(timestep) * seconds_per_row};
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
  for (size_t i = 0; i < hypotheses.size(); i++) {
    fill_candidate(&transcripts[i], hypotheses[i], alphabet, info.seconds_per_row());
  }
  return metadata.release();
}

void free_transcripts(const CandidateTranscript* transcripts, unsigned int count) noexcept {
  for (unsigned int i = 0; i < count; i++) {
    const CandidateTranscript& transcript = transcripts[i];
    for (unsigned int k = 0; transcript.tokens != nullptr && k < transcript.num_tokens; k++) {
      std::free(const_cast<char*>(transcript.tokens[k].text));
    }
    std::free(const_cast<TokenMetadata*>(transcript.tokens));
  }
  std::free(const_cast<CandidateTranscript*>(transcripts));
}

void free_metadata(Metadata* metadata) noexcept {
  if (metadata == nullptr) return;
  free_transcripts(metadata->transcripts, metadata->num_transcripts);
  std::free(metadata);
}

}  // namespace ds
