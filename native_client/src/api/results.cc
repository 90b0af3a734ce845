#include "api/results.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>

namespace ds {
namespace {

// The structs have constant members, so each is constructed in place. Those not constructed yet are zero, which
// free_metadata skips.
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

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* value) const {
    release(value);
  }
};

}  // namespace

char* copy_string(const std::string& text) {
  char* copy = allocate<char>(text.size() + 1);
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

char* make_text(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet) {
  return copy_string(hypotheses.empty() ? "" : alphabet.decode(hypotheses[0].tokens));
}

Metadata* make_metadata(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet, const ModelInfo& info) {
  // The third member, which Metadata has in coqui-stt.h and MetadataWithEmissions here, is null.
  void* place = allocate<MetadataWithEmissions>(1);
  std::unique_ptr<Metadata, Release<free_metadata>> metadata(static_cast<Metadata*>(place));
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

TimedWords* make_timed_words(const WordSequence& sequence) {
  std::unique_ptr<TimedWords, Release<free_timed_words>> result(allocate<TimedWords>(1));
  TimedWord* words = allocate<TimedWord>(sequence.words.size());
  new (result.get()) TimedWords{words, static_cast<unsigned int>(sequence.words.size()), sequence.confidence};
  for (size_t i = 0; i < sequence.words.size(); i++) {
    const Word& word = sequence.words[i];
    new (&words[i]) TimedWord{copy_string(word.text), static_cast<float>(word.start_s), static_cast<float>(word.end_s),
                              word.confidence};
  }
  return result.release();
}

void free_timed_words(TimedWords* words) noexcept {
  if (words == nullptr) return;
  for (unsigned int i = 0; words->words != nullptr && i < words->num_words; i++) {
    std::free(const_cast<char*>(words->words[i].text));
  }
  std::free(const_cast<TimedWord*>(words->words));
  std::free(words);
}

AcousticModelEmissions* make_emissions(const std::vector<float>& rows, size_t first, const Alphabet& alphabet,
                                       const ModelInfo& info) {
  const size_t begin = std::min(rows.size() / info.n_classes, first) * info.n_classes;
  const size_t count = rows.size() - begin;
  std::unique_ptr<double, Release<std::free>> values(allocate<double>(count));
  std::copy(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end(), values.get());
  std::unique_ptr<AcousticModelEmissions, Release<free_emissions>> result(allocate<AcousticModelEmissions>(1));
  char** symbols = allocate<char*>(info.n_classes);
  new (result.get()) AcousticModelEmissions{static_cast<int>(info.n_classes), symbols,
                                            static_cast<int>(count / info.n_classes), values.release()};
  for (size_t i = 0; i < info.n_classes; i++) {
    symbols[i] = copy_string(alphabet.label(static_cast<uint32_t>(i)));  // that of the blank is empty
  }
  return result.release();
}

void free_emissions(AcousticModelEmissions* emissions) noexcept {
  if (emissions == nullptr) return;
  for (int i = 0; emissions->symbols != nullptr && i < emissions->num_symbols; i++) {
    std::free(const_cast<char*>(emissions->symbols[i]));
  }
  std::free(const_cast<char**>(emissions->symbols));
  std::free(const_cast<double*>(emissions->emissions));
  std::free(emissions);
}

MetadataWithEmissions* make_metadata_with_emissions(const std::vector<Hypothesis>& hypotheses,
                                                    const std::vector<float>* rows, const Alphabet& alphabet,
                                                    const ModelInfo& info) {
  std::unique_ptr<AcousticModelEmissions, Release<free_emissions>> emissions(
      rows == nullptr ? nullptr : make_emissions(*rows, 0, alphabet, info));
  std::unique_ptr<Metadata, Release<free_metadata>> metadata(make_metadata(hypotheses, alphabet, info));
  auto* result = allocate<MetadataWithEmissions>(1);
  new (result) MetadataWithEmissions{metadata->transcripts, metadata->num_transcripts, emissions.release()};
  std::free(metadata.release());  // its transcripts have moved
  return result;
}

void free_metadata_with_emissions(MetadataWithEmissions* metadata) noexcept {
  if (metadata == nullptr) return;
  free_emissions(const_cast<AcousticModelEmissions*>(metadata->emissions));
  free_transcripts(metadata->transcripts, metadata->num_transcripts);
  std::free(metadata);
}

}  // namespace ds
