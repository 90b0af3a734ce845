// Whole utterances: a stream, fed once and finished.
#include <utility>

#include "api/report.h"
#include "api/streaming.h"
#include "deepspeech.h"

namespace {

// Returns what `result` makes of the finished stream.
template <typename Result>
auto transcribe(const ModelState* model, const short* buffer, unsigned int size, bool keeps_emissions,
                Result result) noexcept -> decltype(result(std::declval<const StreamingState&>())) {
  if (model == nullptr) return nullptr;
  return ds::guard_pointer([&] {
    const auto state = ds::make_stream(*model, keeps_emissions);
    ds::feed(*state, buffer, size);
    ds::finish(*state);
    return result(*state);
  });
}

}  // namespace

char* DS_SpeechToText(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return transcribe(aCtx, aBuffer, aBufferSize, false, ds::text_of);
}

Metadata* DS_SpeechToTextWithMetadata(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize,
                                      unsigned int aNumResults) {
  return transcribe(aCtx, aBuffer, aBufferSize, false,
                    [=](const StreamingState& state) { return ds::metadata_of(state, aNumResults); });
}

MetadataWithEmissions* DS_SpeechToTextWithEmissions(ModelState* aCtx, const short* aBuffer,
                                                    unsigned int aBufferSize, unsigned int aNumResults) {
  return transcribe(aCtx, aBuffer, aBufferSize, true, [=](const StreamingState& state) {
    return ds::metadata_with_emissions_of(state, aNumResults);
  });
}

TimedWords* DS_SpeechToTextWithWords(ModelState* aCtx, const short* aBuffer, unsigned int aBufferSize) {
  return transcribe(aCtx, aBuffer, aBufferSize, false, ds::words_of);
}
