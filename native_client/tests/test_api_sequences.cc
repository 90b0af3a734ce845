// Random sequences of calls: whatever is called in whatever order, nothing crashes and every result can be freed.
#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <random>

#include "fake_model.h"
#include "printing.h"
#include "utterance.h"

using ds::test::take;

namespace {

// A player who knows the rules of deepspeech.h (what is freed is not used again) and no others.
class Player {
 public:
  explicit Player(unsigned seed) : random_(seed), fake_(ds::test::small_fake()) {
    model_ = ds::test::make_model(fake_);
  }
  ~Player() {
    DS_FreeModel(model_);
    for (StreamingState* stream : streams_) DS_FreeStream(stream);
  }
  Player(const Player&) = delete;

  void move() {
    switch (pick(10)) {
      case 0:
      case 1: return open();
      case 2:
      case 3: return set();
      case 4:
      case 5: return look();
      case 6: return whole();
      case 7: return end();
      default: return feed();
    }
  }
  int results() const { return results_; }

 private:
  unsigned pick(unsigned count) { return static_cast<unsigned>(random_() % count); }
  unsigned number() {
    const unsigned odd[] = {0, 1, 2, 3, 7, 100, 4294967295u};
    return odd[pick(7)];
  }
  // One of the streams; now and then a null pointer.
  StreamingState* some_stream() {
    if (streams_.empty() || pick(20) == 0) return nullptr;
    return streams_[pick(static_cast<unsigned>(streams_.size()))];
  }
  ModelState* some_model() { return pick(20) == 0 ? nullptr : model_; }
  template <typename Result>
  void collect(Result* result) {
    results_ += result != nullptr;
    take(result);
  }

  void open() {
    if (streams_.size() >= 5) return;
    StreamingState* stream = nullptr;
    const int status = DS_CreateStream(some_model(), &stream);
    CHECK((status == DS_ERR_OK) == (stream != nullptr));
    if (stream != nullptr) streams_.push_back(stream);
  }

  void set() {
    const float weights[] = {0, -1, 1e30f, NAN, INFINITY, 2};
    const char* words[] = {nullptr, "", "a", "ab ba", "\xFF"};
    ModelState* model = some_model();
    switch (pick(12)) {
      case 0: DS_SetModelBeamWidth(model, 30 * pick(5)); break;
      case 1: DS_SetModelThreads(model, number()); break;
      case 2: DS_SetModelKeepEmissions(model, static_cast<int>(number())); break;
      case 3: DS_SetScorerAlphaBeta(model, weights[pick(6)], weights[pick(6)]); break;
      case 4: DS_AddHotWord(model, words[pick(5)], weights[pick(6)]); break;
      case 5: DS_EraseHotWord(model, words[pick(5)]); break;
      case 6: DS_ClearHotWords(model); break;
      case 7: DS_DisableExternalScorer(model); break;
      case 8: DS_EnableExternalScorer(model, words[pick(5)]); break;
      case 9: DS_EnableExternalScorerFromBuffer(model, words[pick(5)], 1); break;
      case 10: fake_->runs_left = pick(4) == 0 ? static_cast<int>(pick(5)) : -1; break;
      default:  // the next moves are made with another model; the streams stay
        DS_FreeModel(model_);
        fake_ = ds::test::small_fake();
        model_ = ds::test::make_model(fake_);
    }
  }

  void feed() {
    const std::vector<short> audio = ds::test::make_audio(pick(3) == 0 ? pick(9) : pick(200), pick(1000));
    DS_FeedAudioContent(some_stream(), pick(20) == 0 ? nullptr : audio.data(), static_cast<unsigned>(audio.size()));
  }

  void look() {
    StreamingState* stream = some_stream();
    switch (pick(8)) {
      case 0: return collect(DS_IntermediateDecode(stream));
      case 1: return collect(DS_IntermediateDecodeWithMetadata(stream, number()));
      case 2: return collect(DS_IntermediateDecodeFlushBuffers(stream));
      case 3: return collect(DS_IntermediateDecodeWithMetadataFlushBuffers(stream, number()));
      case 4: return collect(DS_IntermediateDecodeWithWords(stream));
      case 5: return collect(DS_GetStreamEmissions(stream, number()));
      case 6: CHECK(DS_GetStreamTrailingSilence(stream) >= 0); return;
      default: DS_GetStreamStatus(stream);
    }
  }

  void whole() {
    const std::vector<short> audio = ds::test::make_audio(pick(150), pick(1000));
    const auto size = static_cast<unsigned int>(audio.size());
    switch (pick(4)) {
      case 0: return collect(DS_SpeechToText(some_model(), audio.data(), size));
      case 1: return collect(DS_SpeechToTextWithMetadata(some_model(), audio.data(), size, number()));
      case 2: return collect(DS_SpeechToTextWithEmissions(some_model(), audio.data(), size, number()));
      default: return collect(DS_SpeechToTextWithWords(some_model(), audio.data(), size));
    }
  }

  void end() {
    StreamingState* stream = some_stream();
    streams_.erase(std::remove(streams_.begin(), streams_.end(), stream), streams_.end());
    switch (pick(5)) {
      case 0: return collect(DS_FinishStream(stream));
      case 1: return collect(DS_FinishStreamWithMetadata(stream, number()));
      case 2: return collect(DS_FinishStreamWithEmissions(stream, number()));
      case 3: return collect(DS_FinishStreamWithWords(stream));
      default: DS_FreeStream(stream);
    }
  }

  std::mt19937 random_;
  std::shared_ptr<ds::test::FakeModel> fake_;
  ModelState* model_;
  std::vector<StreamingState*> streams_;
  int results_ = 0;
};

TEST_CASE("any order of calls") {
  CHECK(std::freopen("/dev/null", "w", stderr) != nullptr);  // hundreds of failures are reported there
  int results = 0;
  for (unsigned seed = 0; seed < 60; seed++) {
    Player player(seed);
    for (int i = 0; i < 150; i++) player.move();
    results += player.results();
  }
  CHECK(results > 500);
}

}  // namespace
