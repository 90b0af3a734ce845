// The C interface on real models, tiny ones of our exporter: eight streams in eight threads, and rounds of everything.
// Meant for ThreadSanitizer too. Skipped where LiteRT is not found.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include "fake_model.h"
#include "model/litert_library.h"
#include "printing.h"
#include "utterance.h"

using ds::test::make_audio;
using ds::test::run_stream;

namespace {

constexpr unsigned kThreads = 8;

bool has_litert() {
  try {
    ds::litert::library();
    return true;
  } catch (const ds::ModelError& error) {
    std::printf("skip   %s\n", error.what());
    return false;
  }
}

std::string path_of(const char* name) { return std::string(DS_TEST_SEEDS "/") + name; }

ModelState* load(const char* name) {
  ModelState* model = nullptr;
  CHECK(DS_CreateModel(path_of(name).c_str(), &model) == DS_ERR_OK);
  return model;
}

// One after the other, then all at once.
void compare(const char* name, bool with_scorer) {
  ModelState* model = load(name);
  if (model == nullptr) return;
  if (with_scorer) CHECK(DS_EnableExternalScorer(model, path_of("scorer/words_trie.scorer").c_str()) == DS_ERR_OK);
  DS_SetModelKeepEmissions(model, 1);
  std::vector<std::vector<short>> recordings;
  std::vector<std::string> wanted, received(kThreads);
  for (unsigned i = 0; i < kThreads; i++) {
    recordings.push_back(make_audio(1500 + 77 * i, i));
    wanted.push_back(run_stream(model, recordings[i], {100 + i}));
  }
  CHECK(wanted[0] != wanted[1]);
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < kThreads; i++) {
    threads.emplace_back([&, i] { received[i] = run_stream(model, recordings[i], {33 + i, 200}, i % 2 == 0); });
  }
  for (std::thread& thread : threads) thread.join();
  for (unsigned i = 0; i < kThreads; i++) CHECK(received[i] == wanted[i]);
  DS_FreeModel(model);
}

TEST_CASE("eight streams of one model" * doctest::skip(!has_litert())) {
  compare("tflite/float32.tflite", false);
  compare("tflite/int8.tflite", false);
  compare("tflite/layer_norm.tflite", true);
  compare("tflite/causal.tflite", false);
  compare("tflite/causal_int8.tflite", true);
}

TEST_CASE("models in threads of their own" * doctest::skip(!has_litert())) {
  const std::vector<short> audio = make_audio(800, 5);
  ModelState* model = load("tflite/float32.tflite");
  const std::string wanted = run_stream(model, audio, {200});
  DS_FreeModel(model);
  std::vector<std::string> received(4);
  std::vector<std::thread> threads;
  for (std::string& result : received) {
    threads.emplace_back([&audio, &result] {
      ModelState* own = nullptr;
      if (DS_CreateModel(path_of("tflite/float32.tflite").c_str(), &own) != DS_ERR_OK) return;
      result = run_stream(own, audio, {200});
      DS_FreeModel(own);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : received) CHECK(result == wanted);
}

TEST_CASE("files and buffers are the same" * doctest::skip(!has_litert())) {
  std::ifstream file(path_of("tflite/int8.tflite"), std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  ModelState* from_buffer = nullptr;
  CHECK(DS_CreateModelFromBuffer(content.data(), static_cast<unsigned>(content.size()), &from_buffer) == DS_ERR_OK);
  ModelState* from_file = load("tflite/int8.tflite");
  CHECK(DS_GetModelSampleRate(from_file) == 8000);
  CHECK(DS_GetModelBeamWidth(from_file) == 10);
  const std::vector<short> audio = make_audio(1000, 9);
  CHECK(run_stream(from_buffer, audio, {64}) == run_stream(from_file, audio, {1000}));
  DS_FreeModel(from_buffer);
  DS_FreeModel(from_file);
}

}  // namespace
