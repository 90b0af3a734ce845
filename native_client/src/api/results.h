// Hypotheses in the form that callers in C own and free.
#ifndef DS_API_RESULTS_H_
#define DS_API_RESULTS_H_

#include <string>
#include <vector>

#include "decoder/decoder.h"
#include "deepspeech.h"
#include "model/acoustic_model.h"
#include "text/alphabet.h"

namespace ds {

// A copy to be freed with DS_FreeString. Throws std::bad_alloc.
char* copy_string(const std::string& text);

// The text of the best hypothesis, to be freed with DS_FreeString.
char* make_text(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet);

// To be freed with DS_FreeMetadata.
Metadata* make_metadata(const std::vector<Hypothesis>& hypotheses, const Alphabet& alphabet,
                        const ModelInfo& info);

void free_metadata(Metadata* metadata) noexcept;

}  // namespace ds

#endif  // DS_API_RESULTS_H_
