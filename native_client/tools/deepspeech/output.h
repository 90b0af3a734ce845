// Transcripts as text and as JSON.
#ifndef DS_TOOLS_DEEPSPEECH_OUTPUT_H_
#define DS_TOOLS_DEEPSPEECH_OUTPUT_H_

#include <string>

#include "deepspeech.h"

namespace ds {

// The concatenated tokens of one transcript. In bytes mode, invalid UTF-8 becomes U+FFFD.
std::string join_tokens(const CandidateTranscript& transcript);

// The best transcript with its words and their times, and the other `count` - 1 as "alternatives". With emissions, also
// the "alphabet" of their columns, and the "emissions" as an array of rows. `command`, unless it is empty, is JSON for
// the field of that name.
std::string to_json(const CandidateTranscript* transcripts, unsigned int count, const AcousticModelEmissions* emissions,
                    const std::string& command);

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_OUTPUT_H_
