// The C interface with null pointers and without a model: statuses, never a crash.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

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

// The details of the last failure, as a program asks for them.
std::string details() {
  char* text = DS_GetErrorDetails();
  const std::string copy = text == nullptr ? "(none)" : text;
  DS_FreeString(text);
  return copy;
}

TEST_CASE("resampling") {
  std::vector<float> samples(441);
  for (size_t i = 0; i < samples.size(); i++) samples[i] = 0.5f * std::sin(0.05f * static_cast<float>(i));
  const auto size = static_cast<unsigned int>(samples.size());
  unsigned int length = 7;
  CHECK(DS_ResampleAudio(samples.data(), size, 44100, 16000, nullptr, 0, &length) == DS_ERR_OK);
  REQUIRE(length == 160);
  std::vector<short> result(length + 1, 1);
  CHECK(DS_ResampleAudio(samples.data(), size, 44100, 16000, result.data(), length, &length) == DS_ERR_OK);
  CHECK(*std::max_element(result.begin(), result.end()) > 15000);
  CHECK(result[length] == 1);
  CHECK(DS_ResampleAudio(samples.data(), size, 16000, 16000, nullptr, 0, &length) == DS_ERR_OK);
  CHECK(length == size);
  CHECK(DS_ResampleAudio(samples.data(), 0, 44100, 16000, result.data(), 0, &length) == DS_ERR_OK);
  CHECK(length == 0);
  CHECK(DS_ResampleAudio(nullptr, 100, 44100, 16000, result.data(), 0, &length) == DS_ERR_OK);
  CHECK(length == 0);
  CHECK(details().empty());
}

TEST_CASE("resampling of invalid input") {
  const float samples[] = {0.1f, 0.2f, NAN, INFINITY};
  short result[8] = {};
  unsigned int length = 7;
  CHECK(DS_ResampleAudio(samples, 2, 8000, 16000, result, 8, nullptr) == DS_ERR_INVALID_VALUE);
  for (const unsigned int rate : {0u, 1u, 999u, 1000000u, 4294967295u}) {
    length = 7;
    CHECK(DS_ResampleAudio(samples, 2, rate, 16000, result, 8, &length) == DS_ERR_INVALID_VALUE);
    CHECK(length == 0);
    CHECK(details().find("Received: " + std::to_string(rate)) != std::string::npos);
    CHECK(DS_ResampleAudio(samples, 2, 16000, rate, result, 8, &length) == DS_ERR_INVALID_VALUE);
  }
  CHECK(DS_ResampleAudio(samples, 2, 8000, 16000, result, 3, &length) == DS_ERR_INVALID_VALUE);
  CHECK(details() == "expected room for 4 samples. Received: room for 3");
  CHECK(DS_ResampleAudio(samples, 3, 8000, 16000, result, 8, &length) == DS_ERR_INVALID_VALUE);
  CHECK(details() == "expected finite samples of at most 1e9. Received: nan at position 2");
  CHECK(DS_ResampleAudio(samples + 3, 1, 16000, 16000, result, 8, &length) == DS_ERR_INVALID_VALUE);
  // Longer than a count can say. The samples are not read if only the length is wanted.
  CHECK(DS_ResampleAudio(samples, 4294967295u, 1000, 999999, nullptr, 0, &length) == DS_ERR_INVALID_VALUE);
  CHECK(length == 0);
}

TEST_CASE("details belong to the last call") {
  const short samples[2] = {1, 2};
  StreamingState* stream = nullptr;
  using Call = void (*)(const short*, StreamingState**);
  const Call calls[] = {
      [](const short*, StreamingState**) { DS_CreateModel("x", nullptr); },
      [](const short*, StreamingState**) { DS_CreateModelFromBuffer("x", 1, nullptr); },
      [](const short*, StreamingState**) { DS_CreateStream(nullptr, nullptr); },
      [](const short*, StreamingState** other) { DS_CreateStream(nullptr, other); },
      [](const short*, StreamingState**) { DS_SetModelKeepEmissions(nullptr, 1); },
      [](const short*, StreamingState**) { DS_SetModelDecoderCompat(nullptr, 1); },
      [](const short*, StreamingState**) { DS_GetModelBeamWidth(nullptr); },
      [](const short*, StreamingState**) { DS_GetModelThreads(nullptr); },
      [](const short*, StreamingState**) { DS_GetModelSampleRate(nullptr); },
      [](const short*, StreamingState**) { DS_GetModelWarnings(nullptr); },
      [](const short* audio, StreamingState**) { DS_SpeechToText(nullptr, audio, 2); },
      [](const short* audio, StreamingState**) { DS_FeedAudioContent(nullptr, audio, 2); },
      [](const short*, StreamingState**) { DS_IntermediateDecode(nullptr); },
      [](const short*, StreamingState**) { DS_GetStreamEmissions(nullptr, 0); },
      [](const short*, StreamingState**) { DS_GetStreamTrailingSilence(nullptr); },
      [](const short*, StreamingState**) { DS_GetStreamStatus(nullptr); },
      [](const short*, StreamingState**) { DS_FinishStream(nullptr); },
  };
  for (const Call call : calls) {
    ModelState* model = nullptr;
    CHECK(DS_CreateModel("/nonexistent/model.tflite", &model) != DS_ERR_OK);
    DS_FreeString(DS_ErrorCodeToErrorMessage(DS_ERR_FAIL_INIT_MMAP));
    CHECK(details().find("/nonexistent/model.tflite") != std::string::npos);
    call(samples, &stream);
    CHECK(details().empty());
  }
}

}  // namespace
