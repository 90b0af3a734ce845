// The command of an utterance, as text and as JSON.
#ifndef DS_TOOLS_DEEPSPEECH_COMMANDS_H_
#define DS_TOOLS_DEEPSPEECH_COMMANDS_H_

#include <string>

#include "deepspeech.h"
#include "handles.h"

namespace ds {

// The command of the transcripts, which are those of one utterance; null if it is none.
Match find_command(const CommandGrammar* commands, const CandidateTranscript* transcripts, unsigned int count,
                   float max_distance);

// "command: intent slot=value ...", with values as in JSON; "command: none" for null.
std::string command_text(const CommandMatch* match);

// An object with intent, slots (an object), sentence, transcript (its number, from 0) and distance; "null" for null.
std::string command_json(const CommandMatch* match);

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_COMMANDS_H_
