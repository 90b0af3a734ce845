#include "api/extended_results.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "api/results.h"

namespace ds {
namespace {

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* value) const {
    release(value);
  }
};

}  // namespace

TimedWords* make_timed_words(const WordSequence& sequence) {
  std::unique_ptr<TimedWords, Release<free_timed_words>> result(allocate<TimedWords>(1));
  TimedWord* words = allocate<TimedWord>(sequence.words.size());
  new (result.get())
      TimedWords{words, static_cast<unsigned int>(sequence.words.size()), sequence.confidence};
  for (size_t i = 0; i < sequence.words.size(); i++) {
    const Word& word = sequence.words[i];
    new (&words[i]) TimedWord{copy_string(word.text), static_cast<float>(word.start_s),
                              static_cast<float>(word.end_s), word.confidence};
  }
  return result.release();
}

void free_timed_words(TimedWords* words) noexcept {
  if (words == nullptr) return;
  for (unsigned int i = 0; words->words != nullptr && i < words->num_words; i++) {
    std::free(const_cast<char*>(words->words[i].text));
  }
  std::free(const_cast<TimedWord*>(words->words));
  std::free(words);
}

AcousticModelEmissions* make_emissions(const std::vector<float>& rows, size_t first, const Alphabet& alphabet,
                                       const ModelInfo& info) {
  const size_t begin = std::min(rows.size() / info.n_classes, first) * info.n_classes;
  const size_t count = rows.size() - begin;
  std::unique_ptr<double, Release<std::free>> values(allocate<double>(count));
  std::copy(rows.begin() + static_cast<std::ptrdiff_t>(begin), rows.end(), values.get());
  std::unique_ptr<AcousticModelEmissions, Release<free_emissions>> result(allocate<AcousticModelEmissions>(1));
  char** symbols = allocate<char*>(info.n_classes);
  new (result.get()) AcousticModelEmissions{static_cast<int>(info.n_classes), symbols,
                                            static_cast<int>(count / info.n_classes), values.release()};
  for (size_t i = 0; i < info.n_classes; i++) {
    symbols[i] = copy_string(alphabet.label(static_cast<uint32_t>(i)));  // that of the blank is empty
  }
  return result.release();
}

void free_emissions(AcousticModelEmissions* emissions) noexcept {
  if (emissions == nullptr) return;
  for (int i = 0; emissions->symbols != nullptr && i < emissions->num_symbols; i++) {
    std::free(const_cast<char*>(emissions->symbols[i]));
  }
  std::free(const_cast<char**>(emissions->symbols));
  std::free(const_cast<double*>(emissions->emissions));
  std::free(emissions);
}

MetadataWithEmissions* make_metadata_with_emissions(const std::vector<Hypothesis>& hypotheses,
                                                    const std::vector<float>* rows, const Alphabet& alphabet,
                                                    const ModelInfo& info) {
  std::unique_ptr<AcousticModelEmissions, Release<free_emissions>> emissions(
      rows == nullptr ? nullptr : make_emissions(*rows, 0, alphabet, info));
  std::unique_ptr<Metadata, Release<free_metadata>> metadata(make_metadata(hypotheses, alphabet, info));
  auto* result = allocate<MetadataWithEmissions>(1);
  new (result) MetadataWithEmissions{metadata->transcripts, metadata->num_transcripts, emissions.release()};
  std::free(metadata.release());  // its transcripts have moved
  return result;
}

void free_metadata_with_emissions(MetadataWithEmissions* metadata) noexcept {
  if (metadata == nullptr) return;
  free_emissions(const_cast<AcousticModelEmissions*>(metadata->emissions));
  free_transcripts(metadata->transcripts, metadata->num_transcripts);
  std::free(metadata);
}

}  // namespace ds
