// The only file that includes KenLM.
#ifndef NDEBUG
#define NDEBUG  // KenLM's assertions are about the contents of files
#endif
#include "lm/binary_format.hh"
#include "lm/config.hh"
#include "lm/lm_exception.hh"
#include "lm/model.hh"
#include "lm/state.hh"
#include "lm/vocab.hh"
#include "util/file.hh"

#include <exception>
#include <utility>

#include "scorer/kenlm_check.h"
#include "scorer/language_model.h"
#include "scorer/mapped_file.h"
#include "scorer/package.h"

namespace ds {
namespace {

using lm::ngram::State;
static_assert(sizeof(State) <= sizeof(LanguageModelState), "LanguageModelState holds any state");

State* as_state(LanguageModelState* state) { return reinterpret_cast<State*>(state->bytes); }
const State* as_state(const LanguageModelState& state) { return reinterpret_cast<const State*>(state.bytes); }

class KenlmModel final : public LanguageModel {
 public:
  KenlmModel(std::unique_ptr<lm::base::Model> model, MappedFile file, const KenlmTables& tables, uint64_t words,
             uint64_t end_offset)
      : model_(std::move(model)), file_(std::move(file)), tables_(tables), words_(words), end_offset_(end_offset) {}

  unsigned order() const override { return model_->Order(); }
  uint64_t end_offset() const override { return end_offset_; }

  LanguageModelState begin_sentence() const override {
    LanguageModelState state{};
    *as_state(&state) = *static_cast<const State*>(model_->BeginSentenceMemory());
    return state;
  }

  LanguageModelState no_context() const override {
    LanguageModelState state{};
    *as_state(&state) = *static_cast<const State*>(model_->NullContextMemory());
    return state;
  }

  uint32_t index(const char* word, size_t size) const override {
    const lm::WordIndex index = model_->BaseVocabulary().Index(StringPiece(word, size));
    return index < words_ ? index : kUnknownWord;
  }

  float score(const LanguageModelState& in, uint32_t word, LanguageModelState* out) const override {
    return model_->BaseScore(as_state(in), can_look_up(word) ? word : kUnknownWord, as_state(out));
  }

 private:
  bool can_look_up(uint32_t word) const { return word < words_ && tables_.is_in_range(word); }

  std::unique_ptr<lm::base::Model> model_;
  MappedFile file_;  // contains the tables
  KenlmTables tables_;
  uint64_t words_;
  uint64_t end_offset_;
};

// End of the tables of a model of this type: the size of its header and tables according to KenLM.
template <class Search, class Vocabulary>
uint64_t end_of_tables(const std::string& path, lm::ngram::Config config) {
  using Model = lm::ngram::detail::GenericModel<Search, Vocabulary>;
  lm::ngram::BinaryFormat format(config);
  lm::ngram::Parameters parameters;
  format.InitializeBinary(util::OpenReadOrThrow(path.c_str()), Search::kModelType, Search::kVersion, parameters);
  config.probing_multiplier = parameters.fixed.probing_multiplier;
  Search::UpdateConfigFromBinary(format, parameters.counts, Vocabulary::Size(parameters.counts[0], config), config);
  return Model::Size(parameters.counts, config);
}

uint64_t end_of_tables(const std::string& path, const lm::ngram::Config& config, KenlmType type) {
  using namespace lm::ngram;
  switch (type) {
    case KenlmType::kProbing: return end_of_tables<detail::HashedSearch<BackoffValue>, ProbingVocabulary>(path, config);
    case KenlmType::kRestProbing:
      return end_of_tables<detail::HashedSearch<RestValue>, ProbingVocabulary>(path, config);
    case KenlmType::kTrie:
      return end_of_tables<trie::TrieSearch<DontQuantize, trie::DontBhiksha>, SortedVocabulary>(path, config);
    case KenlmType::kQuantTrie:
      return end_of_tables<trie::TrieSearch<SeparatelyQuantize, trie::DontBhiksha>, SortedVocabulary>(path, config);
    case KenlmType::kArrayTrie:
      return end_of_tables<trie::TrieSearch<DontQuantize, trie::ArrayBhiksha>, SortedVocabulary>(path, config);
    case KenlmType::kQuantArrayTrie:
      return end_of_tables<trie::TrieSearch<SeparatelyQuantize, trie::ArrayBhiksha>, SortedVocabulary>(path, config);
  }
  return 0;
}

std::unique_ptr<LanguageModel> load_checked(const std::string& path, int* error, TableChecks checks) {
  MappedFile file;
  if (!file.open(path)) {
    *error = kScorerUnreadable;
    return nullptr;
  }
  *error = kScorerInvalidLm;
  lm::ngram::Config config;
  config.load_method = util::LAZY;
  config.messages = nullptr;
  KenlmHeader header;
  // The first reads of KenLM follow the header, so that comes first; RecognizeBinary also checks the test values.
  lm::ngram::ModelType recognized;
  if (!read_kenlm_header(file.data(), file.size(), &header)) return nullptr;
  if (!lm::ngram::RecognizeBinary(path.c_str(), recognized)) return nullptr;
  const uint64_t end = header.size + end_of_tables(path, config, header.type);
  if (end > file.size()) {
    *error = kScorerNoTrie;
    return nullptr;
  }
  KenlmTables tables;
  const uint64_t sentence_start = lm::ngram::detail::HashForVocab("<s>", 3);
  if (!tables.read(file.data(), end, header, checks, sentence_start)) return nullptr;
  if (!tables.is_in_range(LanguageModel::kUnknownWord)) return nullptr;  // replaces unknown words
  std::unique_ptr<lm::base::Model> model(lm::ngram::LoadVirtual(path.c_str(), config));
  if (!model) return nullptr;
  *error = kScorerOk;
  return std::make_unique<KenlmModel>(std::move(model), std::move(file), tables, header.counts[0], end);
}

}  // namespace

std::unique_ptr<LanguageModel> LanguageModel::load(const std::string& path, int* error, TableChecks checks) {
  int code = kScorerOk;
  std::unique_ptr<LanguageModel> model;
  try {
    model = load_checked(path, &code, checks);
  } catch (const std::exception&) {  // errors of KenLM, or out of memory
    code = kScorerInvalidLm;
  }
  if (error) *error = code;
  return model;
}

}  // namespace ds
