// Hypotheses as C structs, which the caller owns and frees.
#ifndef DS_API_RESULTS_H_
#define DS_API_RESULTS_H_

#include <cstddef>
#include <cstdlib>
#include <new>
#include <string>
#include <vector>

#include "decoder/decoder.h"
#include "deepspeech.h"
#include "model/acoustic_model.h"
#include "stream/timed_words.h"
#include "text/alphabet.h"

namespace ds {

// Zeroed memory, freed with std::free. Throws std::bad_alloc. Not null even for an empty list, because bindings only
// look at the count.
template <typename T>
T* allocate(size_t count) {
  void* memory = std::calloc(count == 0 ? 1 : count, sizeof(T));
  if (memory == nullptr) throw std::bad_alloc();
  return static_cast<T*>(memory);
}

// A copy, freed with DS_FreeString. Throws std::bad_alloc.
char* copy_string(const std::string& text);

// The text of the best hypothesis, freed with DS_FreeString.
char* make_text(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet);

// Freed with DS_FreeMetadata.
Metadata* make_metadata(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet, const ModelInfo& info);

void free_metadata(Metadata* metadata) noexcept;
void free_transcripts(const CandidateTranscript* transcripts, unsigned int count) noexcept;

// All of these throw std::bad_alloc.
TimedWords* make_timed_words(const WordSequence& sequence);
void free_timed_words(TimedWords* words) noexcept;

// Rows `(timesteps, n_classes)`, starting at timestep `first`.
AcousticModelEmissions* make_emissions(const std::vector<float>& rows, size_t first, const Alphabet& alphabet,
                                       const ModelInfo& info);
void free_emissions(AcousticModelEmissions* emissions) noexcept;

// Without emissions if `rows` is null.
MetadataWithEmissions* make_metadata_with_emissions(const std::vector<Hypothesis>& hypotheses,
                                                    const std::vector<float>* rows, const Alphabet& alphabet,
                                                    const ModelInfo& info);
void free_metadata_with_emissions(MetadataWithEmissions* metadata) noexcept;

}  // namespace ds

#endif  // DS_API_RESULTS_H_
