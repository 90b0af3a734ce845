// What the functions for streams and those for whole utterances have in common.
#ifndef DS_API_STREAMING_H_
#define DS_API_STREAMING_H_

#include <memory>

#include "api/state.h"
#include "deepspeech.h"

namespace ds {

// A stream with the settings that the model has now.
std::unique_ptr<StreamingState> make_stream(const ModelState& model, bool keeps_emissions);

// Appends samples. What it throws leaves the stream failed.
void feed(StreamingState& state, const short* buffer, unsigned int size);

// Computes the rest, with the same rule.
void finish(StreamingState& state);

// Results of a stream as it stands, in the form that callers own; null if some of its audio could not be computed.
char* text_of(const StreamingState& state);
Metadata* metadata_of(const StreamingState& state, unsigned int count);
MetadataWithEmissions* metadata_with_emissions_of(const StreamingState& state, unsigned int count);
TimedWords* words_of(const StreamingState& state);

}  // namespace ds

#endif  // DS_API_STREAMING_H_
