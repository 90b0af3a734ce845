#include "api/streaming.h"

#include <algorithm>
#include <utility>

#include "api/results.h"
#include "model/model_error.h"
#include "stream/timed_words.h"

namespace ds {
namespace {

// Remembers why a stream fails.
template <typename Action>
void guard_stream(StreamingState& state, Action action) {
  try {
    action();
  } catch (const ModelError& error) {
    state.status = error.code();
    throw;
  } catch (...) {
    state.status = DS_ERR_FAIL_RUN_SESS;
    throw;
  }
}

std::vector<Hypothesis> decode(const StreamingState& state, size_t count) {
  if (state.is_like_0_9_3) return state.stream.decode(count, LastWord::kUnboosted);
  return state.stream.decode(count, state.stream.is_finished() ? LastWord::kBoosted : LastWord::kOpen);
}

// 0.9.3 had no words, so nothing depends on their scores in the middle of an utterance.
std::vector<Hypothesis> decode_words(const StreamingState& state) {
  if (!state.stream.is_finished()) return state.stream.decode(kWordHypotheses, LastWord::kOpen);
  return decode(state, kWordHypotheses);
}

}  // namespace

std::unique_ptr<StreamingState> make_stream(const ModelState& model, bool keeps_emissions) {
  const std::lock_guard<std::mutex> lock(model.mutex);
  DecoderOptions options;
  options.beam_size = std::max(1u, model.beam_width);
  Decoder decoder(*model.alphabet, model.scorer, model.hot_words, options);
  const bool keeps = keeps_emissions || model.keeps_emissions;
  return std::unique_ptr<StreamingState>(new StreamingState{
      model.model, model.alphabet, Stream(model.model, std::move(decoder), model.alphabet->space_label(), keeps),
      model.is_like_0_9_3});
}

void feed(StreamingState& state, const short* buffer, unsigned int size) {
  if (state.status != DS_ERR_OK || buffer == nullptr || size == 0) return;
  guard_stream(state, [&] { state.stream.feed(buffer, size); });
}

void finish(StreamingState& state) {
  if (state.status != DS_ERR_OK) return;
  guard_stream(state, [&] { state.stream.finish(); });
}

char* text_of(const StreamingState& state) {
  if (state.status != DS_ERR_OK) return nullptr;
  return make_text(decode(state, 1), *state.alphabet);
}

Metadata* metadata_of(const StreamingState& state, unsigned int count) {
  if (state.status != DS_ERR_OK) return nullptr;
  return make_metadata(decode(state, count), *state.alphabet, state.model->info());
}

MetadataWithEmissions* metadata_with_emissions_of(const StreamingState& state, unsigned int count) {
  if (state.status != DS_ERR_OK) return nullptr;
  const std::vector<float>* rows = state.stream.keeps_emissions() ? &state.stream.emissions() : nullptr;
  return make_metadata_with_emissions(decode(state, count), rows, *state.alphabet, state.model->info());
}

TimedWords* words_of(const StreamingState& state) {
  if (state.status != DS_ERR_OK) return nullptr;
  const ModelInfo& info = state.model->info();
  return make_timed_words(timed_words(decode_words(state), *state.alphabet, info.seconds_per_row()));
}

}  // namespace ds
