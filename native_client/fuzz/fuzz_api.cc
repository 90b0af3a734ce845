// Sequences of calls of deepspeech.h on a real, tiny model; the input chooses the calls and what they are given.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>

#include "api/state.h"
#include "calls.h"

using ds::fuzz::expect;
using ds::fuzz::pick_count;
using ds::fuzz::pick_weight;
using ds::fuzz::pick_word;

extern "C" const char* __lsan_default_suppressions() { return "leak:libLiteRt.so\n"; }

namespace {

std::string read(const std::string& name) {
  std::ifstream file(DS_FUZZ_SEEDS "/" + name, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  expect(!content.empty());
  return content;
}

// Reads all of a result, so that no part of it can be missing.
size_t total = 0;

void read_transcripts(const CandidateTranscript* transcripts, unsigned count) {
  for (unsigned i = 0; i < count; i++) {
    for (unsigned k = 0; k < transcripts[i].num_tokens; k++) {
      total += std::char_traits<char>::length(transcripts[i].tokens[k].text);
    }
  }
}

void read_emissions(const AcousticModelEmissions* emissions) {
  if (emissions == nullptr) return;
  for (int i = 0; i < emissions->num_symbols; i++) total += std::char_traits<char>::length(emissions->symbols[i]);
  for (int i = 0; i < emissions->num_symbols * emissions->num_timesteps; i++) {
    expect(emissions->emissions[i] >= 0 && emissions->emissions[i] <= 1.001);
  }
}

void take(char* text) {
  if (text != nullptr) total += std::char_traits<char>::length(text);
  DS_FreeString(text);
}

void take(Metadata* metadata) {
  if (metadata != nullptr) read_transcripts(metadata->transcripts, metadata->num_transcripts);
  DS_FreeMetadata(metadata);
}

void take(MetadataWithEmissions* metadata) {
  if (metadata != nullptr) read_transcripts(metadata->transcripts, metadata->num_transcripts);
  if (metadata != nullptr) read_emissions(metadata->emissions);
  DS_FreeMetadataWithEmissions(metadata);
}

void take(AcousticModelEmissions* emissions) {
  read_emissions(emissions);
  DS_FreeEmissions(emissions);
}

void take(TimedWords* words) {
  for (unsigned i = 0; words != nullptr && i < words->num_words; i++) {
    expect(words->words[i].start_time <= words->words[i].end_time);
    expect(words->words[i].confidence >= 0 && words->words[i].confidence <= 1);
    total += std::char_traits<char>::length(words->words[i].text);
  }
  DS_FreeTimedWords(words);
}

// Plays by the rules on ownership in deepspeech.h, and by no others.
class Player {
 public:
  Player(const uint8_t* data, size_t size) : input_(data, size) { model_ = make_model(); }
  ~Player() {
    const bool model_first = input_.ConsumeBool();
    if (model_first) DS_FreeModel(model_);
    for (StreamingState* stream : streams_) DS_FreeStream(stream);
    if (!model_first) DS_FreeModel(model_);
  }
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  void play() {
    for (int moves = 0; moves < 60 && input_.remaining_bytes() > 0; moves++) {
      switch (pick(9)) {
        case 0: open(); break;
        case 1: set(); break;
        case 2: use_scorer(); break;
        case 3: look(); break;
        case 4: whole(); break;
        case 5: end(); break;
        case 6: resample(); break;
        default: feed();
      }
    }
  }

 private:
  size_t pick(size_t count) { return input_.ConsumeIntegralInRange<size_t>(0, count - 1); }
  ModelState* some_model() { return pick(16) == 15 ? nullptr : model_; }
  StreamingState* some_stream() {
    return streams_.empty() || pick(16) == 15 ? nullptr : streams_[pick(streams_.size())];
  }

  // Compiling takes milliseconds, so most inputs use weights compiled before; their settings are their own.
  ModelState* make_model() {
    static const char* const names[] = {"tflite/float32.tflite", "tflite/int8.tflite",  "tflite/layer_norm.tflite",
                                        "tflite/causal.tflite",  "tflite/tones.tflite", "tflite/transformer.tflite"};
    static std::shared_ptr<ds::AcousticModel> compiled[std::size(names)];
    const size_t choice = pick(std::size(names));
    if (compiled[choice] == nullptr || pick(32) == 31) {
      const std::string file = read(names[choice]);
      ModelState* model = nullptr;
      expect(DS_CreateModelFromBuffer(file.data(), static_cast<unsigned>(file.size()), &model) == DS_ERR_OK);
      if (compiled[choice] == nullptr) compiled[choice] = model->model;
      return model;
    }
    const ds::ModelInfo& info = compiled[choice]->info();
    auto* model = new ModelState;
    model->model = compiled[choice];
    model->alphabet =
        std::make_shared<ds::Alphabet>(*ds::Alphabet::deserialize(info.alphabet.data(), info.alphabet.size()));
    model->beam_width = info.beam_width;
    return model;
  }

  std::vector<short> audio() {
    const size_t scale = pick(16);
    const size_t size = scale == 15 ? pick(8000) : scale > 11 ? pick(600) : pick(40);
    std::vector<short> samples(size);
    const int kind = static_cast<int>(pick(3));
    unsigned state = input_.ConsumeIntegral<uint8_t>();
    for (short& sample : samples) {
      state = state * 1664525u + 1013904223u;
      sample = kind == 0 ? static_cast<short>(0) : static_cast<short>(kind == 1 ? state >> 16 : 0x8000);
    }
    return samples;
  }

  void open() {
    if (streams_.size() >= 6) return;
    StreamingState* stream = nullptr;
    const int status = DS_CreateStream(some_model(), pick(16) == 15 ? nullptr : &stream);
    expect(status != DS_ERR_OK || stream != nullptr);
    if (stream != nullptr) streams_.push_back(stream);
  }

  void set() {
    ModelState* const model = some_model();
    switch (pick(7)) {
      case 0: DS_SetModelBeamWidth(model, static_cast<unsigned>(pick(64))); break;
      case 1:
        if (pick(8) == 7) DS_SetModelThreads(model, static_cast<unsigned>(pick(3)));
        break;
      case 2: DS_SetModelKeepEmissions(model, static_cast<int>(pick_count(input_))); break;
      case 3: total += DS_GetModelBeamWidth(model) + DS_GetModelThreads(model); break;
      case 4: DS_SetModelDecoderCompat(model, static_cast<int>(pick(2))); break;
      case 5:
        take(DS_ErrorCodeToErrorMessage(input_.ConsumeIntegral<int>()));
        take(DS_GetErrorDetails());
        break;
      default: expect((DS_GetModelSampleRate(model) > 0) == (model != nullptr));
    }
  }

  void use_scorer() {
    ModelState* const model = some_model();
    switch (pick(7)) {
      case 0: {
        const char* names[] = {"words_trie", "words_probing", "words_quantized_array", "bytes_quantized_array", "no"};
        DS_EnableExternalScorer(model, (DS_FUZZ_SEEDS "/scorer/" + std::string(names[pick(5)]) + ".scorer").c_str());
        break;
      }
      case 1: {
        static const std::string file = read("scorer/words_array.scorer");
        DS_EnableExternalScorerFromBuffer(model, pick(4) == 3 ? nullptr : file.data(),
                                          static_cast<unsigned>(pick(2) == 1 ? pick(file.size()) : file.size()));
        break;
      }
      case 2: DS_DisableExternalScorer(model); break;
      case 3: DS_SetScorerAlphaBeta(model, pick_weight(input_), pick_weight(input_)); break;
      case 4: DS_EraseHotWord(model, pick_word(input_).c_str()); break;
      case 5: pick(2) == 0 ? static_cast<void>(DS_ClearHotWords(model)) : take(DS_GetModelWarnings(model)); break;
      default: DS_AddHotWord(model, pick(16) == 15 ? nullptr : pick_word(input_).c_str(), pick_weight(input_));
    }
  }

  void feed() {
    const std::vector<short> samples = audio();
    DS_FeedAudioContent(some_stream(), pick(16) == 15 ? nullptr : samples.data(),
                        static_cast<unsigned>(samples.size()));
  }

  void look() {
    StreamingState* const stream = some_stream();
    switch (pick(8)) {
      case 0: take(DS_IntermediateDecode(stream)); break;
      case 1: take(DS_IntermediateDecodeWithMetadata(stream, pick_count(input_))); break;
      case 2: take(DS_IntermediateDecodeFlushBuffers(stream)); break;
      case 3: take(DS_IntermediateDecodeWithMetadataFlushBuffers(stream, pick_count(input_))); break;
      case 4: take(DS_IntermediateDecodeWithWords(stream)); break;
      case 5: take(DS_GetStreamEmissions(stream, pick_count(input_))); break;
      case 6: expect(DS_GetStreamTrailingSilence(stream) >= 0); break;
      default: expect(stream == nullptr || DS_GetStreamStatus(stream) == DS_ERR_OK);
    }
  }

  void whole() {
    const std::vector<short> samples = audio();
    const auto size = static_cast<unsigned>(samples.size());
    ModelState* const model = some_model();
    switch (pick(4)) {
      case 0: take(DS_SpeechToText(model, samples.data(), size)); break;
      case 1: take(DS_SpeechToTextWithMetadata(model, samples.data(), size, pick_count(input_))); break;
      case 2: take(DS_SpeechToTextWithEmissions(model, samples.data(), size, pick_count(input_))); break;
      default: take(DS_SpeechToTextWithWords(model, samples.data(), size));
    }
  }

  void resample() {
    static const unsigned rates[] = {0, 999, 1000, 8000, 16000, 44100, 999999, 1000000, 4294967295u};
    std::vector<float> samples(pick(40));
    for (float& sample : samples)
      sample = pick(64) == 63 ? pick_weight(input_) : input_.ConsumeFloatingPointInRange(-2.0f, 2.0f);
    const unsigned from = rates[pick(9)], to = rates[pick(9)];
    const float* const data = pick(16) == 15 ? nullptr : samples.data();
    const auto size = static_cast<unsigned>(pick(16) == 15 ? 4294967295u : samples.size());
    unsigned length = 0;
    if (DS_ResampleAudio(data, size, from, to, nullptr, 0, &length) != DS_ERR_OK || size != samples.size()) return;
    std::vector<short> result(pick(16) == 15 ? length / 2 : length);
    const int status = DS_ResampleAudio(data, size, from, to, result.data(), static_cast<unsigned>(result.size()),
                                        pick(16) == 15 ? nullptr : &length);
    expect(status != DS_ERR_OK || length <= result.size() || result.empty());
  }

  void end() {
    StreamingState* const stream = some_stream();
    streams_.erase(std::remove(streams_.begin(), streams_.end(), stream), streams_.end());
    switch (pick(5)) {
      case 0: take(DS_FinishStream(stream)); break;
      case 1: take(DS_FinishStreamWithMetadata(stream, pick_count(input_))); break;
      case 2: take(DS_FinishStreamWithEmissions(stream, pick_count(input_))); break;
      case 3: take(DS_FinishStreamWithWords(stream)); break;
      default: DS_FreeStream(stream);
    }
  }

  FuzzedDataProvider input_;
  ModelState* model_ = nullptr;
  std::vector<StreamingState*> streams_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Player(data, size).play();
  return 0;
}
