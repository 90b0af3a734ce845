// Utterances: whole ones and streams.
#include <algorithm>
#include <memory>

#include "api/report.h"
#include "api/results.h"
#include "api/state.h"
#include "deepspeech.h"

namespace {

std::unique_ptr<StreamingState> make_stream(const ModelState& model) {
  const std::lock_guard<std::mutex> lock(model.mutex);
  ds::DecoderOptions options;
  options.beam_size = std::max(1u, model.beam_width);
  ds::Decoder decoder(*model.alphabet, model.scorer, model.hot_words, options);
  return std::unique_ptr<StreamingState>(
      new StreamingState{model.model, model.alphabet, ds::Stream(model.model, std::move(decoder))});
}

void feed(StreamingState& state, const short* buffer, unsigned int size) {
  if (state.failed || buffer == nullptr || size == 0) return;
  try {
    state.stream.feed(buffer, size);
  } catch (...) {
    state.failed = true;
    throw;
  }
}

// The result of a stream so far, or of a finished one. Null if some of its audio could not be computed.
char* text_of(const StreamingState& state) {
  return state.failed ? nullptr : ds::make_text(state.stream.decode(1), *state.alphabet);
}

Metadata* metadata_of(const StreamingState& state, unsigned int count) {
  return state.failed ? nullptr
                      : ds::make_metadata(state.stream.decode(count), *state.alphabet, state.model->info());
}

}  // namespace

int DS_CreateStream(ModelState* aCtx, StreamingState** retval) {
  if (retval == nullptr) return DS_ERR_FAIL_CREATE_STREAM;
  *retval = nullptr;
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  return ds::guard_status(DS_ERR_FAIL_CREATE_STREAM, [&]() -> int {
    *retval = make_stream(*aCtx).release();
    return DS_ERR_OK;
  });
}

void DS_FeedAudioContent(StreamingState* aSctx, const short* aBuffer, unsigned int aBufferSize) {
  if (aSctx == nullptr) return;
  ds::guard_status(DS_ERR_FAIL_RUN_SESS, [&]() -> int {
    feed(*aSctx, aBuffer, aBufferSize);
    return DS_ERR_OK;
  });
}

char* DS_IntermediateDecode(const StreamingState* aSctx) {
  if (aSctx == nullptr) return nullptr;
  return ds::guard_pointer([&] { return text_of(*aSctx); });
}

Metadata* DS_IntermediateDecodeWithMetadata(const StreamingState* aSctx, unsigned int aNumResults) {
  if (aSctx == nullptr) return nullptr;
  return ds::guard_pointer([&] { return metadata_of(*aSctx, aNumResults); });
}

char* DS_FinishStream(StreamingState* aSctx) {
  const std::unique_ptr<StreamingState> state(aSctx);
  if (state == nullptr || state->failed) return nullptr;
  return ds::guard_pointer([&] {
    state->stream.finish();
    return text_of(*state);
  });
}

Metadata* DS_FinishStreamWithMetadata(StreamingState* aSctx, unsigned int aNumResults) {
  const std::unique_ptr<StreamingState> state(aSctx);
  if (state == nullptr || state->failed) return nullptr;
  return ds::guard_pointer([&] {
    state->stream.finish();
    return metadata_of(*state, aNumResults);
  });
}

char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  if (aCtx == nullptr) return nullptr;
  return ds::guard_pointer([&] {
    const auto state = make_stream(*aCtx);
    feed(*state, aBuffer, aBufferSize);
    state->stream.finish();
    return text_of(*state);
  });
}

Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                      unsigned int aNumResults) {
  if (aCtx == nullptr) return nullptr;
  return ds::guard_pointer([&] {
    const auto state = make_stream(*aCtx);
    feed(*state, aBuffer, aBufferSize);
    state->stream.finish();
    return metadata_of(*state, aNumResults);
  });
}

void DS_FreeStream(StreamingState* aSctx) { delete aSctx; }
