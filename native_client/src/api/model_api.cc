// Models and their decoder settings.
#include <cmath>
#include <memory>
#include <string>

#include "api/report.h"
#include "api/state.h"
#include "deepspeech.h"
#include "model/model_error.h"

namespace {

// The message of a status code, without the detour of a copy.
const char* message_of(int code) {
  switch (code) {
#define DS_MESSAGE(NAME, VALUE, MESSAGE) \
  case VALUE:                            \
    return MESSAGE;
    DS_FOR_EACH_ERROR(DS_MESSAGE)
#undef DS_MESSAGE
    default:
      return "";
  }
}

std::shared_ptr<const ds::Alphabet> read_alphabet(const ds::ModelInfo& info) {
  auto alphabet = ds::Alphabet::deserialize(info.alphabet.data(), info.alphabet.size());
  if (!alphabet) {
    throw ds::ModelError(DS_ERR_INVALID_ALPHABET, "The alphabet in the model file is damaged.");
  }
  if (alphabet->size() + 1 != info.n_classes) {
    throw ds::ModelError(DS_ERR_INVALID_ALPHABET,
                         "The alphabet in the model file has " + std::to_string(alphabet->size()) +
                             " labels, but the model has " + std::to_string(info.n_classes) +
                             " outputs; one more than labels is wanted.");
  }
  return std::make_shared<const ds::Alphabet>(std::move(*alphabet));
}

}  // namespace

int DS_CreateModel(const char* aModelPath, ModelState** retval) {
  if (retval == nullptr) return DS_ERR_FAIL_CREATE_MODEL;
  *retval = nullptr;
  return ds::guard_status(DS_ERR_FAIL_CREATE_MODEL, [&]() -> int {
    // Two lines with these words, as the command-line programs of 0.9.3 are expected to print.
    ds::report("TensorFlow: LiteRT");
    ds::report("DeepSpeech: " DS_VERSION_STRING);
    if (aModelPath == nullptr || *aModelPath == '\0') {
      ds::report("No model specified, cannot continue.");
      return DS_ERR_NO_MODEL;
    }
    auto state = std::make_unique<ModelState>();
    state->model = ds::load_acoustic_model(aModelPath);
    state->alphabet = read_alphabet(state->model->info());
    state->beam_width = state->model->info().beam_width;
    *retval = state.release();
    return DS_ERR_OK;
  });
}

unsigned int DS_GetModelBeamWidth(const ModelState* aCtx) {
  if (aCtx == nullptr) return 0;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  return aCtx->beam_width;
}

int DS_SetModelBeamWidth(ModelState* aCtx, unsigned int aBeamWidth) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  aCtx->beam_width = aBeamWidth;
  return DS_ERR_OK;
}

int DS_GetModelSampleRate(const ModelState* aCtx) {
  return aCtx == nullptr ? 0 : aCtx->model->info().sample_rate_hz;
}

void DS_FreeModel(ModelState* ctx) { delete ctx; }

int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  return ds::guard_status(DS_ERR_INVALID_SCORER, [&]() -> int {
    const std::string path = aScorerPath == nullptr ? "" : aScorerPath;
    int error = DS_ERR_OK;
    auto scorer = ds::Scorer::load(path, *aCtx->alphabet, &error);
    if (scorer == nullptr) {
      ds::report("Scorer " + path + ": " + message_of(error));
      return DS_ERR_INVALID_SCORER;
    }
    if (scorer->is_bytes_mode() != aCtx->alphabet->is_bytes()) {  // 0.9.3 accepts it without a word
      ds::report("Warning: scorer " + path + " and the model differ in output mode (bytes or characters): " +
                 "do not expect text.");
    }
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    aCtx->scorer = std::move(scorer);
    return DS_ERR_OK;
  });
}

int DS_DisableExternalScorer(ModelState* aCtx) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
  aCtx->scorer.reset();
  return DS_ERR_OK;
}

int DS_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
  if (!std::isnan(aAlpha)) aCtx->scorer->alpha = aAlpha;
  if (!std::isnan(aBeta)) aCtx->scorer->beta = aBeta;
  return DS_ERR_OK;
}

int DS_AddHotWord(ModelState* aCtx, const char* word, float boost) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  return ds::guard_status(DS_ERR_FAIL_INSERT_HOTWORD, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    if (word == nullptr || std::isnan(boost)) return DS_ERR_FAIL_INSERT_HOTWORD;
    const bool inserted = aCtx->hot_words.emplace(word, boost).second;
    return inserted ? DS_ERR_OK : DS_ERR_FAIL_INSERT_HOTWORD;
  });
}

int DS_EraseHotWord(ModelState* aCtx, const char* word) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  return ds::guard_status(DS_ERR_FAIL_ERASE_HOTWORD, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    if (word == nullptr || aCtx->hot_words.erase(word) == 0) return DS_ERR_FAIL_ERASE_HOTWORD;
    return DS_ERR_OK;
  });
}

int DS_ClearHotWords(ModelState* aCtx) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  const std::lock_guard<std::mutex> lock(aCtx->mutex);
  if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
  aCtx->hot_words.clear();
  return DS_ERR_OK;
}
