// Words and emissions in the form that callers in C own and free.
#ifndef DS_API_EXTENDED_RESULTS_H_
#define DS_API_EXTENDED_RESULTS_H_

#include <cstddef>
#include <vector>

#include "decoder/decoder.h"
#include "deepspeech.h"
#include "model/acoustic_model.h"
#include "stream/timed_words.h"
#include "text/alphabet.h"

namespace ds {

// All of these throw std::bad_alloc.
TimedWords* make_timed_words(const WordSequence& sequence);
void free_timed_words(TimedWords* words) noexcept;

// Rows `(timesteps, n_classes)` from timestep `first` on.
AcousticModelEmissions* make_emissions(const std::vector<float>& rows, size_t first, const Alphabet& alphabet,
                                       const ModelInfo& info);
void free_emissions(AcousticModelEmissions* emissions) noexcept;

// Without emissions if `rows` is null.
MetadataWithEmissions* make_metadata_with_emissions(const std::vector<Hypothesis>& hypotheses,
                                                    const std::vector<float>* rows, const Alphabet& alphabet,
                                                    const ModelInfo& info);
void free_metadata_with_emissions(MetadataWithEmissions* metadata) noexcept;

}  // namespace ds

#endif  // DS_API_EXTENDED_RESULTS_H_
