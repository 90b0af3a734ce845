// Eight streams on one model in eight threads give what they give one after the other. Meant for ThreadSanitizer too.
#include <algorithm>
#include <atomic>
#include <thread>

#include "fake_model.h"
#include "printing.h"
#include "utterance.h"

using ds::test::make_audio;
using ds::test::make_model;
using ds::test::run_stream;

namespace {

constexpr unsigned kThreads = 8;

// Changes that must not reach streams that run, nor disturb them.
void change_settings(ModelState* model, const std::atomic<bool>& is_over, bool has_scorer) {
  while (!is_over) {
    DS_SetModelThreads(model, 2);
    DS_SetModelThreads(model, 1);
    DS_SetModelBeamWidth(model, DS_GetModelBeamWidth(model));
    if (has_scorer) {
      DS_AddHotWord(model, "unheard", 0);
      DS_EraseHotWord(model, "unheard");
      DS_SetScorerAlphaBeta(model, 1, 2);
    }
    StreamingState* stream = nullptr;
    DS_CreateStream(model, &stream);
    DS_FreeStream(stream);
    std::this_thread::yield();
  }
}

void compare(ModelState* model, size_t length, bool has_scorer) {
  std::vector<std::vector<short>> recordings;
  std::vector<std::string> wanted, received(kThreads);
  for (unsigned i = 0; i < kThreads; i++) {
    recordings.push_back(make_audio(length + 13 * i, i));
    wanted.push_back(run_stream(model, recordings.back(), {31 + i}));
  }
  CHECK(wanted[0] != wanted[1]);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; i++) {
    threads.emplace_back([&, i] { received[i] = run_stream(model, recordings[i], {7 + i, 40}, i % 2 == 0); });
  }
  std::atomic<bool> is_over{false};
  std::thread changes([&] { change_settings(model, is_over, has_scorer); });
  for (std::thread& thread : threads) thread.join();
  is_over = true;
  changes.join();
  for (unsigned i = 0; i < kThreads; i++) CHECK(received[i] == wanted[i]);
}

TEST_CASE("without a scorer") {
  ModelState* model = make_model(ds::test::small_fake());
  DS_SetModelKeepEmissions(model, 1);
  compare(model, 400, false);
  DS_FreeModel(model);
}

TEST_CASE("with a scorer") {
  std::vector<std::string> labels;
  for (const char* letter = " abcdefghijklmnopqrstuvwxyz'"; *letter != '\0'; letter++) labels.emplace_back(1, *letter);
  ModelState* model = make_model(std::make_shared<ds::test::FakeModel>(labels));
  DS_SetModelKeepEmissions(model, 1);
  CHECK(DS_EnableExternalScorer(model, DS_TEST_SCORER) == DS_ERR_OK);
  CHECK(DS_SetScorerAlphaBeta(model, 1, 2) == DS_ERR_OK);
  compare(model, 150, true);
  DS_FreeModel(model);
}

}  // namespace
