// Streams of the C interface on a fake model: portions, results, failures, order of release.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "fake_model.h"
#include "printing.h"
#include "utterance.h"

using ds::test::make_audio;
using ds::test::make_model;
using ds::test::run_stream;
using ds::test::small_fake;
using ds::test::take;

namespace {

struct Handle {
  explicit Handle(std::shared_ptr<ds::test::FakeModel> fake = small_fake()) : model(make_model(std::move(fake))) {}
  ~Handle() { DS_FreeModel(model); }
  Handle(const Handle&) = delete;
  StreamingState* stream() const {
    StreamingState* stream = nullptr;
    CHECK(DS_CreateStream(model, &stream) == DS_ERR_OK);
    return stream;
  }
  ModelState* model;
};

void feed(StreamingState* stream, const std::vector<short>& audio) {
  DS_FeedAudioContent(stream, audio.data(), static_cast<unsigned int>(audio.size()));
}

TEST_CASE("portions do not matter") {
  const Handle handle;
  DS_SetModelKeepEmissions(handle.model, 1);
  std::mt19937 random(1);
  for (const size_t length : {0, 1, 5, 7, 8, 9, 53, 400}) {
    const std::vector<short> audio = make_audio(length, static_cast<unsigned>(length));
    const std::string whole = run_stream(handle.model, audio, {length + 1});
    CHECK(run_stream(handle.model, audio, {1}) == whole);
    CHECK(run_stream(handle.model, audio, {1}, true) == whole);
    for (int repetition = 0; repetition < 20; repetition++) {
      std::vector<size_t> sizes;
      for (int i = 0; i < 9; i++) sizes.push_back(1 + random() % 40);
      CHECK(run_stream(handle.model, audio, sizes, repetition % 2 == 1) == whole);
    }
  }
}

TEST_CASE("all ways give the same result") {
  const Handle handle;
  const std::vector<short> audio = make_audio(400, 3);
  const auto size = static_cast<unsigned int>(audio.size());
  const std::string text = take(DS_SpeechToText(handle.model, audio.data(), size));
  REQUIRE(text.size() > 5);
  CHECK(text.find(' ') != std::string::npos);
  StreamingState* stream = handle.stream();
  feed(stream, audio);
  CHECK(take(DS_IntermediateDecodeFlushBuffers(stream)) == text);
  const std::string flushed = take(DS_IntermediateDecodeWithMetadataFlushBuffers(stream, 4));
  CHECK(take(DS_IntermediateDecodeFlushBuffers(stream)) == text);  // nothing has changed by asking
  CHECK(take(DS_FinishStream(stream)) == text);
  stream = handle.stream();
  feed(stream, audio);
  const std::string metadata = take(DS_FinishStreamWithMetadata(stream, 4));
  CHECK(metadata == flushed);
  CHECK(metadata == take(DS_SpeechToTextWithMetadata(handle.model, audio.data(), size, 4)));
  stream = handle.stream();
  feed(stream, audio);
  CHECK(take(DS_FinishStreamWithWords(stream)) == take(DS_SpeechToTextWithWords(handle.model, audio.data(), size)));
}

TEST_CASE("intermediate words do not depend on how often they are asked for") {
  const Handle handle;
  const std::vector<short> audio = make_audio(300, 6);
  StreamingState* asked = handle.stream();
  size_t changes = 0;
  std::string last;
  for (size_t end = 1; end <= audio.size(); end++) {
    feed(asked, {audio[end - 1]});
    const std::string words = take(DS_IntermediateDecodeWithWords(asked));
    CHECK(take(DS_IntermediateDecodeWithWords(asked)) == words);
    StreamingState* fresh = handle.stream();
    feed(fresh, std::vector<short>(audio.begin(), audio.begin() + static_cast<std::ptrdiff_t>(end)));
    CHECK(take(DS_IntermediateDecodeWithWords(fresh)) == words);
    DS_FreeStream(fresh);
    changes += words != last;
    last = words;
  }
  CHECK(changes > 10);
  CHECK(take(DS_FinishStreamWithWords(asked)) == take(DS_SpeechToTextWithWords(handle.model, audio.data(), 300)));
}

TEST_CASE("words are those of the text") {
  const Handle handle;
  const std::vector<short> audio = make_audio(700, 5);
  const auto size = static_cast<unsigned int>(audio.size());
  const std::string text = take(DS_SpeechToText(handle.model, audio.data(), size));
  TimedWords* words = DS_SpeechToTextWithWords(handle.model, audio.data(), size);
  std::string joined;
  double last = 0;
  for (unsigned int i = 0; i < words->num_words; i++) {
    const TimedWord& word = words->words[i];
    joined += (i == 0 ? "" : " ") + std::string(word.text);
    CHECK(word.start_time >= last);
    CHECK(word.end_time > word.start_time);
    CHECK(word.end_time < 0.72);
    CHECK(word.confidence > 0);
    CHECK(word.confidence <= 1);
    CHECK(word.confidence + 1e-9 >= words->confidence);
    last = word.start_time;
  }
  CHECK(words->num_words > 2);
  CHECK(words->confidence > 0);
  CHECK(words->confidence <= 1);
  std::string single;  // the text with each run of spaces as one
  for (const char c : text) {
    if (c != ' ' || (!single.empty() && single.back() != ' ')) single += c;
  }
  while (!single.empty() && single.back() == ' ') single.pop_back();
  CHECK(joined == single);
  DS_FreeTimedWords(words);
}

TEST_CASE("emissions are those of all batches") {
  const Handle handle;
  const std::vector<short> audio = make_audio(403, 8);
  const auto size = static_cast<unsigned int>(audio.size());
  MetadataWithEmissions* result = DS_SpeechToTextWithEmissions(handle.model, audio.data(), size, 2);
  REQUIRE(result != nullptr);
  REQUIRE(result->emissions != nullptr);
  CHECK(result->num_transcripts == 2);
  const AcousticModelEmissions& all = *result->emissions;
  CHECK(all.num_symbols == 4);
  CHECK(std::string(all.symbols[2]) == " ");
  CHECK(all.symbols[3][0] == '\0');
  CHECK(all.num_timesteps == (403 - 8) / 5 + 2);  // whole windows, and the last one
  for (int t = 0; t < all.num_timesteps; t++) {
    double sum = 0;
    for (int s = 0; s < 4; s++) sum += all.emissions[t * 4 + s];
    CHECK(std::abs(sum - 1) < 1e-5);
  }
  DS_SetModelKeepEmissions(handle.model, 1);
  StreamingState* stream = handle.stream();
  DS_SetModelKeepEmissions(handle.model, 0);  // for later streams only
  feed(stream, audio);
  AcousticModelEmissions* tail = DS_GetStreamEmissions(stream, 60);
  CHECK(tail->num_timesteps == 76 - 60);  // whole batches
  CHECK(std::memcmp(tail->emissions, all.emissions + 60 * 4, sizeof(double) * 4 * 16) == 0);
  DS_FreeEmissions(tail);
  AcousticModelEmissions* none = DS_GetStreamEmissions(stream, 4000000000u);
  REQUIRE(none != nullptr);
  CHECK(none->num_timesteps == 0);
  CHECK(none->num_symbols == 4);
  DS_FreeEmissions(none);
  CHECK(take(DS_FinishStreamWithEmissions(stream, 2)) == take(result));
  stream = handle.stream();
  feed(stream, audio);
  CHECK(DS_GetStreamEmissions(stream, 0) == nullptr);
  result = DS_FinishStreamWithEmissions(stream, 1);
  REQUIRE(result != nullptr);
  CHECK(result->emissions == nullptr);
  CHECK(result->num_transcripts == 1);
  DS_FreeMetadataWithEmissions(result);
}

TEST_CASE("a failed run leaves a stream without results") {
  const auto fake = small_fake();
  const Handle handle(fake);
  DS_SetModelKeepEmissions(handle.model, 1);
  const std::vector<short> audio = make_audio(200, 2);
  StreamingState* stream = handle.stream();
  fake->runs_left = 2;
  feed(stream, audio);
  CHECK(DS_GetStreamStatus(stream) == DS_ERR_FAIL_RUN_SESS);
  fake->runs_left = -1;
  feed(stream, audio);  // too late
  CHECK(DS_GetStreamStatus(stream) == DS_ERR_FAIL_RUN_SESS);
  CHECK(DS_IntermediateDecode(stream) == nullptr);
  CHECK(DS_IntermediateDecodeWithMetadata(stream, 1) == nullptr);
  CHECK(DS_IntermediateDecodeFlushBuffers(stream) == nullptr);
  CHECK(DS_IntermediateDecodeWithWords(stream) == nullptr);
  CHECK(DS_GetStreamEmissions(stream, 0) == nullptr);
  DS_GetStreamTrailingSilence(stream);
  CHECK(DS_FinishStream(stream) == nullptr);

  stream = handle.stream();
  feed(stream, audio);
  fake->runs_left = 0;
  CHECK(DS_IntermediateDecodeFlushBuffers(stream) == nullptr);  // fails beside the stream…
  CHECK(DS_GetStreamStatus(stream) == DS_ERR_OK);
  fake->runs_left = -1;
  CHECK(take(DS_FinishStream(stream)) ==
        take(DS_SpeechToText(handle.model, audio.data(), static_cast<unsigned int>(audio.size()))));
  fake->runs_left = 1;
  CHECK(DS_SpeechToText(handle.model, audio.data(), 200) == nullptr);
  fake->runs_left = -1;
}

TEST_CASE("streams may outlive their model") {
  auto* handle = new Handle;
  const std::vector<short> audio = make_audio(300, 4);
  const std::string wanted = take(DS_SpeechToText(handle->model, audio.data(), 300));
  StreamingState* stream = handle->stream();
  StreamingState* unfinished = handle->stream();
  feed(stream, audio);
  delete handle;
  CHECK(take(DS_FinishStream(stream)) == wanted);
  DS_FreeStream(unfinished);
}

TEST_CASE("odd sizes") {
  const Handle handle;
  StreamingState* stream = handle.stream();
  const short sample = 1;
  DS_FeedAudioContent(stream, nullptr, 5);
  DS_FeedAudioContent(stream, &sample, 0);
  CHECK(DS_GetStreamTrailingSilence(stream) == 0);
  Metadata* none = DS_IntermediateDecodeWithMetadata(stream, 0);
  REQUIRE(none != nullptr);
  CHECK(none->num_transcripts == 0);
  CHECK(none->transcripts != nullptr);
  DS_FreeMetadata(none);
  CHECK(DS_GetStreamStatus(stream) == DS_ERR_OK);
  CHECK(take(DS_FinishStream(stream)) != "(none)");
  const std::vector<short> audio = make_audio(300, 6);
  const unsigned int before = DS_GetModelBeamWidth(handle.model);
  CHECK(DS_SetModelBeamWidth(handle.model, 0) == DS_ERR_INVALID_VALUE);
  CHECK(take(DS_GetErrorDetails()) == "The beam width must be at least 1. Received: 0");
  CHECK(DS_GetModelBeamWidth(handle.model) == before);
  for (const unsigned int width : {1u, 4294967295u}) {
    CHECK(DS_SetModelBeamWidth(handle.model, width) == DS_ERR_OK);
    CHECK(DS_GetModelBeamWidth(handle.model) == std::min(width, 65536u));
    CHECK(take(DS_SpeechToTextWithMetadata(handle.model, audio.data(), 40, 4294967295u)) != "(none)");
  }
  CHECK(DS_SetModelThreads(handle.model, 0) == DS_ERR_OK);
  CHECK(DS_GetModelThreads(handle.model) >= 1);
  CHECK(DS_SetModelThreads(handle.model, 4294967295u) == DS_ERR_OK);
  CHECK(DS_GetModelThreads(handle.model) < 10000);
  CHECK(DS_SetModelThreads(handle.model, 1) == DS_ERR_OK);
  CHECK(DS_GetModelThreads(handle.model) == 1);
}

TEST_CASE("scorers that are none") {
  const Handle handle;
  CHECK(DS_EnableExternalScorerFromBuffer(handle.model, nullptr, 10) == DS_ERR_INVALID_SCORER);
  CHECK(DS_EnableExternalScorerFromBuffer(handle.model, "x", 0) == DS_ERR_INVALID_SCORER);
  CHECK(DS_EnableExternalScorerFromBuffer(handle.model, "no scorer", 9) == DS_ERR_INVALID_SCORER);
  CHECK(DS_EnableExternalScorer(handle.model, nullptr) == DS_ERR_INVALID_SCORER);
  CHECK(DS_AddHotWord(handle.model, "x", 1) == DS_ERR_SCORER_NOT_ENABLED);
  CHECK(DS_AddHotWord(handle.model, nullptr, 1) == DS_ERR_SCORER_NOT_ENABLED);
}

}  // namespace
