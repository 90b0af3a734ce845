// Models and their settings.
#include <algorithm>
#include <memory>
#include <string>
#include <thread>

#include "api/report.h"
#include "api/state.h"
#include "deepspeech.h"
#include "model/memory_file.h"
#include "model/model_error.h"

namespace {

constexpr unsigned int kMaxBeamWidth = 65536;  // the memory for a wider beam could end the process

std::shared_ptr<const ds::Alphabet> read_alphabet(const ds::ModelInfo& info) {
  auto alphabet = ds::Alphabet::deserialize(info.alphabet.data(), info.alphabet.size());
  if (!alphabet) {
    throw ds::ModelError(DS_ERR_INVALID_ALPHABET, "The alphabet in the model file is damaged.");
  }
  if (alphabet->size() + 1 != info.n_classes) {
    throw ds::ModelError(DS_ERR_INVALID_ALPHABET, "The alphabet in the model file has " +
                                                      std::to_string(alphabet->size()) + " labels, but the model has " +
                                                      std::to_string(info.n_classes) +
                                                      " outputs; expected one more than labels.");
  }
  return std::make_shared<const ds::Alphabet>(std::move(*alphabet));
}

bool is_like_0_9_3() {
  const std::optional<bool> chosen = ds::asks_for_0_9_3();
  if (chosen) return *chosen;
  throw ds::ModelError(DS_ERR_FAIL_CREATE_MODEL, "DS_DECODER_COMPAT must be 0.9 or none.");
}

int no_model() {
  ds::report("No model specified, cannot continue.");
  return DS_ERR_NO_MODEL;
}

void set_beam_width(ModelState& state, unsigned int width) {
  state.requested_beam_width = width;
  state.beam_width = std::min(width, kMaxBeamWidth);
}

// Throws ModelError.
ModelState* load_model(const std::string& path) {
  auto state = std::make_unique<ModelState>();
  state->model = ds::load_acoustic_model(path);
  state->alphabet = read_alphabet(state->model->info());
  state->is_like_0_9_3 = is_like_0_9_3();
  set_beam_width(*state, state->model->info().beam_width);
  return state.release();
}

}  // namespace

int DS_CreateModel(const char* aModelPath, ModelState** retval) {
  if (retval == nullptr) return ds::without(DS_ERR_FAIL_CREATE_MODEL);
  *retval = nullptr;
  return ds::guard_status(DS_ERR_FAIL_CREATE_MODEL, [&]() -> int {
    if (aModelPath == nullptr || *aModelPath == '\0') return no_model();
    *retval = load_model(aModelPath);
    return DS_ERR_OK;
  });
}

int DS_CreateModelFromBuffer(const char* aModelBuffer, unsigned int aBufferSize, ModelState** retval) {
  if (retval == nullptr) return ds::without(DS_ERR_FAIL_CREATE_MODEL);
  *retval = nullptr;
  return ds::guard_status(DS_ERR_FAIL_CREATE_MODEL, [&]() -> int {
    if (aModelBuffer == nullptr || aBufferSize == 0) return no_model();
    *retval = load_model(ds::MemoryFile(aModelBuffer, aBufferSize).path());
    return DS_ERR_OK;
  });
}

unsigned int DS_GetModelBeamWidth(const ModelState* aCtx) {
  ds::forget_report();
  if (aCtx == nullptr) return 0;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  return aCtx->beam_width;
}

int DS_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_INVALID_VALUE, [&]() -> int {
    if (aBeamWidth == 0) {
      ds::report("The beam width must be at least 1. Received: 0");
      return DS_ERR_INVALID_VALUE;
    }
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    set_beam_width(*aCtx, aBeamWidth);
    return DS_ERR_OK;
  });
}

int DS_GetModelSampleRate(const ModelState* aCtx) {
  ds::forget_report();
  return aCtx == nullptr ? 0 : aCtx->model->info().sample_rate_hz;
}

int DS_SetModelThreads(ModelState* aCtx, unsigned int aThreads) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_FAIL_INTERPRETER, [&]() -> int {
    const unsigned int processors = std::max(1u, std::thread::hardware_concurrency());
    const unsigned int threads = aThreads == 0 ? processors : std::min(aThreads, processors);
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (threads == aCtx->threads) return DS_ERR_OK;
    aCtx->model->set_threads(threads);
    aCtx->threads = threads;
    return DS_ERR_OK;
  });
}

unsigned int DS_GetModelThreads(const ModelState* aCtx) {
  ds::forget_report();
  if (aCtx == nullptr) return 0;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  return aCtx->threads;
}

int DS_SetModelKeepEmissions(ModelState* aCtx, int aKeep) {
  ds::forget_report();
  if (aCtx == nullptr) return ds::without_model();
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  aCtx->keeps_emissions = aKeep != 0;
  return DS_ERR_OK;
}

int DS_SetModelDecoderCompat(ModelState* aCtx, int aLike09) {
  ds::forget_report();
  if (aCtx == nullptr) return ds::without_model();
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  aCtx->is_like_0_9_3 = aLike09 != 0;
  return DS_ERR_OK;
}

void DS_FreeModel(ModelState* ctx) { delete ctx; }
