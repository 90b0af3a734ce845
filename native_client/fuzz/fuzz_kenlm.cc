// Language models in KenLM's binary format: what is let in must answer every question.
#include <iterator>

#include "file_input.h"
#include "scorer/word_queries.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const ds::fuzz::FileInput file(data, size);
  int error = -1;
  const auto model = ds::LanguageModel::load(file.path(), &error, ds::TableChecks::kOnUse);
  ds::fuzz::expect((model != nullptr) == (error == ds::kScorerOk));
  if (!model) return 0;
  ds::fuzz::expect(model->order() >= 2 && model->end_offset() <= size);
  const std::string words[] = {"a", "bad", "cab", "", "bed", "nothing", "b", "d", "</s>", "dad", "add"};
  ds::log_prob_of_last(*model, std::vector<std::string>(std::begin(words), std::end(words)), true, true);
  // Every pair and triple, with unknown words and indices that the model does not have.
  const uint32_t indices[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 20, UINT32_MAX};
  for (const uint32_t first : indices) {
    ds::LanguageModelState one, two, three;
    model->score(first % 2 == 0 ? model->begin_sentence() : model->no_context(), first, &one);
    for (const uint32_t second : indices) {
      model->score(one, second, &two);
      for (const uint32_t third : indices) model->score(two, third, &three);
    }
  }
  return 0;
}
