// The C interface with null pointers and without a model: statuses, never a crash.
#include <cstring>
#include <string>

#include "deepspeech.h"
#include "printing.h"

namespace {

TEST_CASE("null models") {
  ModelState* model = reinterpret_cast<ModelState*>(1);
  CHECK(DS_CreateModel(nullptr, &model) == DS_ERR_NO_MODEL);
  CHECK(model == nullptr);
  CHECK(DS_CreateModel("", &model) == DS_ERR_NO_MODEL);
  CHECK(DS_CreateModel("/nonexistent/model.tflite", &model) == DS_ERR_FAIL_INIT_MMAP);
  CHECK(model == nullptr);
  CHECK(DS_CreateModel("x", nullptr) == DS_ERR_FAIL_CREATE_MODEL);
  const char junk[8] = "no file";
  model = reinterpret_cast<ModelState*>(1);
  CHECK(DS_CreateModelFromBuffer(nullptr, 8, &model) == DS_ERR_NO_MODEL);
  CHECK(model == nullptr);
  CHECK(DS_CreateModelFromBuffer(junk, 0, &model) == DS_ERR_NO_MODEL);
  CHECK(DS_CreateModelFromBuffer(junk, 8, nullptr) == DS_ERR_FAIL_CREATE_MODEL);
  CHECK(DS_CreateModelFromBuffer(junk, 8, &model) != DS_ERR_OK);
  CHECK(model == nullptr);
  CHECK(DS_EnableExternalScorerFromBuffer(nullptr, junk, 8) == DS_ERR_NO_MODEL);
  CHECK(DS_SetModelThreads(nullptr, 1) == DS_ERR_NO_MODEL);
  CHECK(DS_GetModelThreads(nullptr) == 0);
  CHECK(DS_SetModelKeepEmissions(nullptr, 1) == DS_ERR_NO_MODEL);
  CHECK(DS_SetModelDecoderCompat(nullptr, 0) == DS_ERR_NO_MODEL);
  CHECK(DS_GetModelBeamWidth(nullptr) == 0);
  CHECK(DS_GetModelSampleRate(nullptr) == 0);
  CHECK(DS_SetModelBeamWidth(nullptr, 1) != DS_ERR_OK);
  CHECK(DS_EnableExternalScorer(nullptr, "x") != DS_ERR_OK);
  CHECK(DS_DisableExternalScorer(nullptr) != DS_ERR_OK);
  CHECK(DS_SetScorerAlphaBeta(nullptr, 1, 1) != DS_ERR_OK);
  CHECK(DS_AddHotWord(nullptr, "x", 1) != DS_ERR_OK);
  CHECK(DS_EraseHotWord(nullptr, "x") != DS_ERR_OK);
  CHECK(DS_ClearHotWords(nullptr) != DS_ERR_OK);
  CHECK(DS_GetModelWarnings(nullptr) == nullptr);
  char* details = DS_GetErrorDetails();
  REQUIRE(details != nullptr);
  CHECK(std::string(details).empty());
  DS_FreeString(details);
  DS_FreeModel(nullptr);
}

TEST_CASE("null streams") {
  StreamingState* stream = reinterpret_cast<StreamingState*>(1);
  CHECK(DS_CreateStream(nullptr, &stream) != DS_ERR_OK);
  CHECK(stream == nullptr);
  CHECK(DS_CreateStream(nullptr, nullptr) != DS_ERR_OK);
  const short samples[2] = {1, 2};
  DS_FeedAudioContent(nullptr, samples, 2);
  CHECK(DS_IntermediateDecode(nullptr) == nullptr);
  CHECK(DS_IntermediateDecodeWithMetadata(nullptr, 1) == nullptr);
  CHECK(DS_FinishStream(nullptr) == nullptr);
  CHECK(DS_FinishStreamWithMetadata(nullptr, 1) == nullptr);
  CHECK(DS_IntermediateDecodeFlushBuffers(nullptr) == nullptr);
  CHECK(DS_IntermediateDecodeWithMetadataFlushBuffers(nullptr, 1) == nullptr);
  CHECK(DS_IntermediateDecodeWithWords(nullptr) == nullptr);
  CHECK(DS_GetStreamEmissions(nullptr, 0) == nullptr);
  CHECK(DS_GetStreamTrailingSilence(nullptr) == 0);
  CHECK(DS_GetStreamStatus(nullptr) != DS_ERR_OK);
  CHECK(DS_FinishStreamWithEmissions(nullptr, 1) == nullptr);
  CHECK(DS_FinishStreamWithWords(nullptr) == nullptr);
  CHECK(DS_SpeechToTextWithEmissions(nullptr, samples, 2, 1) == nullptr);
  CHECK(DS_SpeechToTextWithWords(nullptr, samples, 2) == nullptr);
  CHECK(DS_SpeechToText(nullptr, samples, 2) == nullptr);
  CHECK(DS_SpeechToTextWithMetadata(nullptr, samples, 2, 1) == nullptr);
  DS_FreeStream(nullptr);
  DS_FreeMetadata(nullptr);
  DS_FreeMetadataWithEmissions(nullptr);
  DS_FreeEmissions(nullptr);
  DS_FreeTimedWords(nullptr);
  DS_FreeString(nullptr);
}

TEST_CASE("strings") {
  char* version = DS_Version();
  REQUIRE(version != nullptr);
  CHECK(std::string(version) == DS_VERSION_STRING);
  DS_FreeString(version);
  char* message = DS_ErrorCodeToErrorMessage(DS_ERR_FAIL_ERASE_HOTWORD);
  REQUIRE(message != nullptr);
  CHECK(std::string(message) == "Could not erase hot-word.");
  DS_FreeString(message);
}

}  // namespace
