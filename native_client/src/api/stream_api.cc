// Streams; whole utterances are streams that are fed once and finished.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/report.h"
#include "api/results.h"
#include "api/state.h"
#include "deepspeech.h"
#include "model/model_error.h"
#include "stream/timed_words.h"

namespace ds {
namespace {

// Stores the status of a failure in the stream.
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

// 0.9.3 does not return words, so there is no behavior to preserve during an utterance.
WordSequence decode_words(const StreamingState& state) {
  const float seconds_per_row = state.model->info().seconds_per_row();
  if (state.stream.is_finished()) return timed_words(decode(state, kWordHypotheses), *state.alphabet, seconds_per_row);
  IntermediateWords& last = state.intermediate;
  if (!last.is_set || last.rows != state.stream.rows()) {
    last.is_set = false;
    last.words = timed_words(state.stream.decode(kWordHypotheses, LastWord::kOpen), *state.alphabet, seconds_per_row);
    last.rows = state.stream.rows();
    last.is_set = true;
  }
  return last.words;
}

// A stream with the current settings of the model.
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

// Appends samples. If this throws, the stream has failed.
void feed(StreamingState& state, const short* buffer, unsigned int size) {
  if (state.status != DS_ERR_OK || buffer == nullptr || size == 0) return;
  guard_stream(state, [&] { state.stream.feed(buffer, size); });
}

// Computes the rest. The same applies.
void finish(StreamingState& state) {
  if (state.status != DS_ERR_OK) return;
  guard_stream(state, [&] { state.stream.finish(); });
}

// Results of the stream so far, owned by the caller; null if the stream has failed.

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
  return make_timed_words(decode_words(state));
}

// Returns `result` of the stream so far.
template <typename Result>
auto look_at(const StreamingState* state, Result result) noexcept -> decltype(result(*state)) {
  forget_report();
  if (state == nullptr) return nullptr;
  return guard_pointer([&] { return result(*state); });
}

// Returns `result` of a finished copy of the stream.
template <typename Result>
auto look_ahead(const StreamingState* state, Result result) noexcept -> decltype(result(*state)) {
  forget_report();
  if (state == nullptr || state->status != DS_ERR_OK) return nullptr;
  return guard_pointer([&] {
    StreamingState ahead{state->model, state->alphabet, state->stream.clone(), state->is_like_0_9_3};
    finish(ahead);
    return result(ahead);
  });
}

// Finishes and releases the stream; returns its `result`.
template <typename Result>
auto end(StreamingState* owned, Result result) noexcept -> decltype(result(*owned)) {
  const std::unique_ptr<StreamingState> state(owned);
  forget_report();
  if (state == nullptr || state->status != DS_ERR_OK) return nullptr;
  return guard_pointer([&] {
    finish(*state);
    return result(*state);
  });
}

// Transcribes a whole utterance; returns `result` of the finished stream.
template <typename Result>
auto transcribe(const ModelState* model, const short* buffer, unsigned int size, bool keeps_emissions,
                Result result) noexcept -> decltype(result(std::declval<const StreamingState&>())) {
  forget_report();
  if (model == nullptr) return nullptr;
  return guard_pointer([&] {
    const auto state = make_stream(*model, keeps_emissions);
    feed(*state, buffer, size);
    finish(*state);
    return result(*state);
  });
}

}  // namespace
}  // namespace ds

int DS_CreateStream(ModelState* aCtx, StreamingState** retval) {
  if (retval == nullptr) return ds::without(DS_ERR_FAIL_CREATE_STREAM);
  *retval = nullptr;
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_FAIL_CREATE_STREAM, [&]() -> int {
    *retval = ds::make_stream(*aCtx, false).release();
    return DS_ERR_OK;
  });
}

void DS_FeedAudioContent(StreamingState* aSctx, const short* aBuffer, unsigned int aBufferSize) {
  ds::forget_report();
  if (aSctx == nullptr) return;
  ds::guard_status(DS_ERR_FAIL_RUN_SESS, [&]() -> int {
    ds::feed(*aSctx, aBuffer, aBufferSize);
    return DS_ERR_OK;
  });
}

char* DS_IntermediateDecode(const StreamingState* aSctx) { return ds::look_at(aSctx, ds::text_of); }

Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults) {
  return ds::look_at(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

char* DS_IntermediateDecodeFlushBuffers(StreamingState* aSctx) { return ds::look_ahead(aSctx, ds::text_of); }

Metadata* DS_IntermediateDecodeWithMetadataFlushBuffers(StreamingState* aSctx, unsigned int aNumResults) {
  return ds::look_ahead(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

TimedWords* DS_IntermediateDecodeWithWords(const StreamingState* aSctx) { return ds::look_at(aSctx, ds::words_of); }

AcousticModelEmissions* DS_GetStreamEmissions(const StreamingState* aSctx, unsigned int aFirstTimestep) {
  return ds::look_at(aSctx, [=](const StreamingState& state) -> AcousticModelEmissions* {
    if (state.status != DS_ERR_OK || !state.stream.keeps_emissions()) return nullptr;
    return ds::make_emissions(state.stream.emissions(), aFirstTimestep, *state.alphabet, state.model->info());
  });
}

float DS_GetStreamTrailingSilence(const StreamingState* aSctx) {
  ds::forget_report();
  return aSctx == nullptr ? 0 : static_cast<float>(aSctx->stream.trailing_silence());
}

int DS_GetStreamStatus(const StreamingState* aSctx) {
  // Keeps the report of DS_FeedAudioContent, which returns no status.
  return aSctx == nullptr ? ds::without(DS_ERR_FAIL_CREATE_STREAM) : aSctx->status;
}

char* DS_FinishStream(StreamingState* aSctx) { return ds::end(aSctx, ds::text_of); }

Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults) {
  return ds::end(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

MetadataWithEmissions* DS_FinishStreamWithEmissions(StreamingState* aSctx, unsigned int aNumResults) {
  return ds::end(aSctx,
                 [=](const StreamingState& state) { return ds::metadata_with_emissions_of(state, aNumResults); });
}

TimedWords* DS_FinishStreamWithWords(StreamingState* aSctx) { return ds::end(aSctx, ds::words_of); }

void DS_FreeStream(StreamingState* aSctx) { delete aSctx; }

char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return ds::transcribe(aCtx, aBuffer, aBufferSize, false, ds::text_of);
}

Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                      unsigned int aNumResults) {
  return ds::transcribe(aCtx, aBuffer, aBufferSize, false,
                        [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

MetadataWithEmissions* DS_SpeechToTextWithEmissions(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                                    unsigned int aNumResults) {
  return ds::transcribe(aCtx, aBuffer, aBufferSize, true, [=](const StreamingState& state) {
    return ds::metadata_with_emissions_of(state, aNumResults);
  });
}

TimedWords* DS_SpeechToTextWithWords(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return ds::transcribe(aCtx, aBuffer, aBufferSize, false, ds::words_of);
}
