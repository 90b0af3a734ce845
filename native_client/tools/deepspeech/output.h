// Transcripts as text and as JSON.
#ifndef DS_TOOLS_DEEPSPEECH_OUTPUT_H_
#define DS_TOOLS_DEEPSPEECH_OUTPUT_H_

#include <string>

#include "deepspeech.h"

namespace ds {

// The tokens of one transcript put together. In bytes mode these need not be UTF-8: what is not becomes U+FFFD.
std::string join_tokens(const CandidateTranscript& transcript);

// The best transcript with its words and their times, the other `count` - 1 as "alternatives"; where emissions
// are given, also the "alphabet" of their columns, and the "emissions" as an array of rows.
std::string to_json(const CandidateTranscript* transcripts, unsigned int count,
                    const AcousticModelEmissions* emissions);

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_OUTPUT_H_
