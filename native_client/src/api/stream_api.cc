// Streams; whole utterances are streams that are fed once and finished.
#include <algorithm>
#include <memory>
#include <utility>

#include "api/report.h"
#include "api/results.h"
#include "api/streaming.h"
#include "deepspeech.h"

namespace {

// Returns what `result` makes of the stream as it stands.
template <typename Result>
auto look_at(const StreamingState* state, Result result) noexcept -> decltype(result(*state)) {
  ds::forget_report();
  if (state == nullptr) return nullptr;
  return ds::guard_pointer([&] { return result(*state); });
}

// Returns what `result` makes of the stream as it would be at its end.
template <typename Result>
auto look_ahead(const StreamingState* state, Result result) noexcept -> decltype(result(*state)) {
  ds::forget_report();
  if (state == nullptr || state->status != DS_ERR_OK) return nullptr;
  return ds::guard_pointer([&] {
    StreamingState ahead{state->model, state->alphabet, state->stream.clone(), state->is_like_0_9_3};
    ds::finish(ahead);
    return result(ahead);
  });
}

// Finishes and releases the stream; returns what `result` makes of it.
template <typename Result>
auto end(StreamingState* owned, Result result) noexcept -> decltype(result(*owned)) {
  const std::unique_ptr<StreamingState> state(owned);
  ds::forget_report();
  if (state == nullptr || state->status != DS_ERR_OK) return nullptr;
  return ds::guard_pointer([&] {
    ds::finish(*state);
    return result(*state);
  });
}

// Returns what `result` makes of the finished stream.
template <typename Result>
auto transcribe(const ModelState* model, const short* buffer, unsigned int size, bool keeps_emissions,
                Result result) noexcept -> decltype(result(std::declval<const StreamingState&>())) {
  ds::forget_report();
  if (model == nullptr) return nullptr;
  return ds::guard_pointer([&] {
    const auto state = ds::make_stream(*model, keeps_emissions);
    ds::feed(*state, buffer, size);
    ds::finish(*state);
    return result(*state);
  });
}

}  // namespace

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

char* DS_IntermediateDecode(const StreamingState* aSctx) { return look_at(aSctx, ds::text_of); }

Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults) {
  return look_at(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

char* DS_IntermediateDecodeFlushBuffers(StreamingState* aSctx) { return look_ahead(aSctx, ds::text_of); }

Metadata* DS_IntermediateDecodeWithMetadataFlushBuffers(StreamingState* aSctx, unsigned int aNumResults) {
  return look_ahead(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

TimedWords* DS_IntermediateDecodeWithWords(const StreamingState* aSctx) { return look_at(aSctx, ds::words_of); }

AcousticModelEmissions* DS_GetStreamEmissions(const StreamingState* aSctx, unsigned int aFirstTimestep) {
  return look_at(aSctx, [=](const StreamingState& state) -> AcousticModelEmissions* {
    if (state.status != DS_ERR_OK || !state.stream.keeps_emissions()) return nullptr;
    return ds::make_emissions(state.stream.emissions(), aFirstTimestep, *state.alphabet, state.model->info());
  });
}

float DS_GetStreamTrailingSilence(const StreamingState* aSctx) {
  ds::forget_report();
  return aSctx == nullptr ? 0 : static_cast<float>(aSctx->stream.trailing_silence());
}

int DS_GetStreamStatus(const StreamingState* aSctx) {
  // Does not forget why DS_FeedAudioContent, which returns nothing, has failed.
  return aSctx == nullptr ? ds::without(DS_ERR_FAIL_CREATE_STREAM) : aSctx->status;
}

char* DS_FinishStream(StreamingState* aSctx) { return end(aSctx, ds::text_of); }

Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults) {
  return end(aSctx, [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

MetadataWithEmissions* DS_FinishStreamWithEmissions(StreamingState* aSctx, unsigned int aNumResults) {
  return end(aSctx, [=](const StreamingState& state) { return ds::metadata_with_emissions_of(state, aNumResults); });
}

TimedWords* DS_FinishStreamWithWords(StreamingState* aSctx) { return end(aSctx, ds::words_of); }

void DS_FreeStream(StreamingState* aSctx) { delete aSctx; }

char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return transcribe(aCtx, aBuffer, aBufferSize, false, ds::text_of);
}

Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                      unsigned int aNumResults) {
  return transcribe(aCtx, aBuffer, aBufferSize, false,
                    [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

MetadataWithEmissions* DS_SpeechToTextWithEmissions(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                                    unsigned int aNumResults) {
  return transcribe(aCtx, aBuffer, aBufferSize, true,
                    [=](const StreamingState& state) { return ds::metadata_with_emissions_of(state, aNumResults); });
}

TimedWords* DS_SpeechToTextWithWords(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return transcribe(aCtx, aBuffer, aBufferSize, false, ds::words_of);
}
