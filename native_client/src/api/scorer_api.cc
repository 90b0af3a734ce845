// The external scorer of a model, and hot words.
#include <cmath>
#include <memory>
#include <string>

#include "api/memory_file.h"
#include "api/report.h"
#include "api/state.h"
#include "deepspeech.h"

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

// `name` is what messages call the scorer.
int enable_scorer(ModelState& model, const std::string& path, const std::string& name) {
  int error = DS_ERR_OK;
  auto scorer = ds::Scorer::load(path, *model.alphabet, &error);
  if (scorer == nullptr) {
    ds::report("Scorer " + name + ": " + message_of(error));
    return DS_ERR_INVALID_SCORER;
  }
  if (scorer->is_bytes_mode() != model.alphabet->is_bytes()) {  // 0.9.3 accepts it without a word
    ds::report("Warning: scorer " + name + " and the model differ in output mode (bytes or characters): " +
               "do not expect text.");
  }
  const std::lock_guard<std::mutex> lock(model.mutex);
  model.scorer = std::move(scorer);
  return DS_ERR_OK;
}

}  // namespace

int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  return ds::guard_status(DS_ERR_INVALID_SCORER, [&]() -> int {
    const std::string path = aScorerPath == nullptr ? "" : aScorerPath;
    return enable_scorer(*aCtx, path, path);
  });
}

int DS_EnableExternalScorerFromBuffer(ModelState* aCtx, const char* aScorerBuffer, unsigned int aBufferSize) {
  if (aCtx == nullptr) return DS_ERR_NO_MODEL;
  if (aScorerBuffer == nullptr) aBufferSize = 0;
  return ds::guard_status(DS_ERR_INVALID_SCORER, [&]() -> int {
    const ds::MemoryFile file(aScorerBuffer, aBufferSize);
    return enable_scorer(*aCtx, file.path(), "in memory");
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
