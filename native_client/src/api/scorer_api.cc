// The external scorer of a model, and hot words.
#include <cmath>
#include <memory>
#include <string>

#include "api/report.h"
#include "api/results.h"
#include "api/state.h"
#include "deepspeech.h"
#include "model/memory_file.h"
#include "scorer/package.h"
#include "scorer/word_queries.h"
#include "text/utf8.h"

namespace {

// `name` is the name of the scorer in messages.
int enable_scorer(ModelState& model, const std::string& path, const std::string& name) {
  std::string reason;
  auto scorer = ds::Scorer::load(path, *model.alphabet, nullptr, ds::TableChecks::kAffordable, &reason);
  if (scorer == nullptr) {
    ds::report("Scorer " + name + ": " + reason);
    return DS_ERR_INVALID_SCORER;
  }
  const std::lock_guard<std::mutex> lock(model.mutex);
  model.scorer = std::move(scorer);
  model.scorer_name = name;
  return DS_ERR_OK;
}

// Reports a number that would break the order of the beam; `name` describes it.
int refuse_weight(const std::string& name, float value) {
  ds::report(name + " must be a number from -1e9 to 1e9. Received: " + std::to_string(value));
  return DS_ERR_INVALID_VALUE;
}

// Warnings about the current beam width, scorer and hot words, one per line.
std::string describe_warnings(const ModelState& model) {
  const std::lock_guard<std::mutex> lock(model.mutex);
  std::string lines;
  if (model.requested_beam_width > model.beam_width) {
    lines += "beam width " + std::to_string(model.requested_beam_width) +
             " is more than the decoder supports; it uses " + std::to_string(model.beam_width) + "\n";
  }
  if (model.scorer == nullptr) return lines;
  const std::string warning = model.scorer->warning();
  if (!warning.empty()) lines += "scorer " + model.scorer_name + ": " + warning + "\n";
  for (const auto& hot_word : model.hot_words) {
    const std::string reason = ds::judge_hot_word(*model.scorer, hot_word.first).reason;
    if (!reason.empty())
      lines += "hot word \"" + ds::utf8_shorten(hot_word.first) + "\" has no effect: " + reason + "\n";
  }
  return lines;
}

}  // namespace

int DS_EnableExternalScorer(ModelState* aCtx, const char* aScorerPath) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_INVALID_SCORER, [&]() -> int {
    const std::string path = aScorerPath == nullptr ? "" : aScorerPath;
    return enable_scorer(*aCtx, path, path);
  });
}

int DS_EnableExternalScorerFromBuffer(ModelState* aCtx, const char* aScorerBuffer, unsigned int aBufferSize) {
  if (aCtx == nullptr) return ds::without_model();
  if (aScorerBuffer == nullptr) aBufferSize = 0;
  return ds::guard_status(DS_ERR_INVALID_SCORER, [&]() -> int {
    const ds::MemoryFile file(aScorerBuffer, aBufferSize);
    return enable_scorer(*aCtx, file.path(), "in memory");
  });
}

int DS_DisableExternalScorer(ModelState* aCtx) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_SCORER_NOT_ENABLED, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    aCtx->scorer.reset();
    return DS_ERR_OK;
  });
}

int DS_SetScorerAlphaBeta(ModelState* aCtx, float aAlpha, float aBeta) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_INVALID_VALUE, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    if (!std::isnan(aAlpha) && !ds::is_weight(aAlpha)) return refuse_weight("alpha", aAlpha);
    if (!std::isnan(aBeta) && !ds::is_weight(aBeta)) return refuse_weight("beta", aBeta);
    if (!std::isnan(aAlpha)) aCtx->scorer->alpha = aAlpha;
    if (!std::isnan(aBeta)) aCtx->scorer->beta = aBeta;
    return DS_ERR_OK;
  });
}

int DS_AddHotWord(ModelState* aCtx, const char* word, float boost) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_FAIL_INSERT_HOTWORD, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    if (word == nullptr) return DS_ERR_FAIL_INSERT_HOTWORD;
    if (!ds::is_weight(boost)) return refuse_weight("The boost of a hot word", boost);
    const ds::HotWordVerdict verdict = ds::judge_hot_word(*aCtx->scorer, word);
    if (verdict.effect == ds::HotWordEffect::kNever) {
      ds::report("Hot word \"" + ds::utf8_shorten(word) + "\" can have no effect: " + verdict.reason);
      return DS_ERR_HOTWORD_WITHOUT_EFFECT;
    }
    if (aCtx->hot_words.emplace(ds::hot_word_form(*aCtx->scorer, word), boost).second) return DS_ERR_OK;
    ds::report("Hot word \"" + ds::utf8_shorten(word) + "\" has a boost already");
    return DS_ERR_FAIL_INSERT_HOTWORD;
  });
}

int DS_EraseHotWord(ModelState* aCtx, const char* word) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_FAIL_ERASE_HOTWORD, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    if (word == nullptr || aCtx->hot_words.erase(ds::hot_word_form(*aCtx->scorer, word)) == 0)
      return DS_ERR_FAIL_ERASE_HOTWORD;
    return DS_ERR_OK;
  });
}

int DS_ClearHotWords(ModelState* aCtx) {
  if (aCtx == nullptr) return ds::without_model();
  return ds::guard_status(DS_ERR_FAIL_CLEAR_HOTWORD, [&]() -> int {
    const std::lock_guard<std::mutex> lock(aCtx->mutex);
    if (aCtx->scorer == nullptr) return DS_ERR_SCORER_NOT_ENABLED;
    aCtx->hot_words.clear();
    return DS_ERR_OK;
  });
}

char* DS_GetModelWarnings(const ModelState* aCtx) {
  ds::forget_report();
  if (aCtx == nullptr) return nullptr;
  return ds::guard_pointer([&] { return ds::copy_string(describe_warnings(*aCtx)); });
}
