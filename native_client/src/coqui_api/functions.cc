// The functions of coqui-stt.h: each hands over to the function of libdeepspeech with the same name.
#include "coqui-stt.h"

// deepspeech.h defines other types with the same names, so its functions are declared here. Pointers to results may be
// handed over: libdeepspeech allocates each Metadata with the third member that it has in coqui-stt.h.
#define FORWARD_TO(target, result, name, parameters, arguments) \
  extern "C" result target parameters;                          \
  extern "C" result name parameters { return target arguments; }
#define FORWARD(result, name, parameters, arguments) FORWARD_TO(DS_##name, result, STT_##name, parameters, arguments)

FORWARD(int, CreateModel, (const char* path, ModelState** model), (path, model))
FORWARD(int, CreateModelFromBuffer, (const char* buffer, unsigned int size, ModelState** model), (buffer, size, model))
FORWARD(unsigned int, GetModelBeamWidth, (const ModelState* model), (model))
FORWARD(int, SetModelBeamWidth, (ModelState * model, unsigned int width), (model, width))
FORWARD(int, GetModelSampleRate, (const ModelState* model), (model))
FORWARD(void, FreeModel, (ModelState * model), (model))

FORWARD(int, EnableExternalScorer, (ModelState * model, const char* path), (model, path))
FORWARD(int, EnableExternalScorerFromBuffer, (ModelState * model, const char* buffer, unsigned int size),
        (model, buffer, size))
FORWARD(int, DisableExternalScorer, (ModelState * model), (model))
FORWARD(int, SetScorerAlphaBeta, (ModelState * model, float alpha, float beta), (model, alpha, beta))
FORWARD(int, AddHotWord, (ModelState * model, const char* word, float boost), (model, word, boost))
FORWARD(int, EraseHotWord, (ModelState * model, const char* word), (model, word))
FORWARD(int, ClearHotWords, (ModelState * model), (model))

FORWARD(char*, SpeechToText, (ModelState * model, const short* samples, unsigned int count), (model, samples, count))
FORWARD(Metadata*, SpeechToTextWithMetadata,
        (ModelState * model, const short* samples, unsigned int count, unsigned int results),
        (model, samples, count, results))
FORWARD(Metadata*, SpeechToTextWithEmissions,
        (ModelState * model, const short* samples, unsigned int count, unsigned int results),
        (model, samples, count, results))

FORWARD(int, CreateStream, (ModelState * model, StreamingState** stream), (model, stream))
FORWARD(void, FeedAudioContent, (StreamingState * stream, const short* samples, unsigned int count),
        (stream, samples, count))
FORWARD(char*, IntermediateDecode, (const StreamingState* stream), (stream))
FORWARD(Metadata*, IntermediateDecodeWithMetadata, (const StreamingState* stream, unsigned int results),
        (stream, results))
FORWARD(char*, IntermediateDecodeFlushBuffers, (StreamingState * stream), (stream))
FORWARD(Metadata*, IntermediateDecodeWithMetadataFlushBuffers, (StreamingState * stream, unsigned int results),
        (stream, results))
FORWARD(char*, FinishStream, (StreamingState * stream), (stream))
FORWARD(Metadata*, FinishStreamWithMetadata, (StreamingState * stream, unsigned int results), (stream, results))
FORWARD(void, FreeStream, (StreamingState * stream), (stream))

FORWARD_TO(DS_FreeMetadataWithEmissions, void, STT_FreeMetadata, (Metadata * metadata), (metadata))
FORWARD(void, FreeString, (char* text), (text))
FORWARD(char*, Version, (), ())
FORWARD(char*, ErrorCodeToErrorMessage, (int status), (status))
