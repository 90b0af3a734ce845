#include "output.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "text/json.h"
#include "text/utf8.h"

namespace ds {
namespace {

struct Word {
  std::string text;
  float start = 0;     // seconds
  float duration = 0;  // seconds
};

// A word lasts from its first token to the following space, or to the last token.
std::vector<Word> split_words(const CandidateTranscript& transcript) {
  std::vector<Word> words;
  Word word;
  bool begun = false;
  for (unsigned int i = 0; i < transcript.num_tokens; i++) {
    const TokenMetadata& token = transcript.tokens[i];
    const bool space = std::string(token.text) == " ";
    if (!begun) word.start = token.start_time;
    begun = true;
    if (!space) word.text += token.text;
    if (space || i + 1 == transcript.num_tokens) {
      word.duration = std::max(0.0f, token.start_time - word.start);
      words.push_back(word);
      word = Word();
      begun = false;
    }
  }
  return words;
}

std::string number(double value) { return json_number(value, 6); }

JsonFields fields_of(const CandidateTranscript& transcript) {
  const std::vector<Word> split = split_words(transcript);
  std::vector<std::string> words;
  words.reserve(split.size());
  for (const Word& word : split) {
    words.push_back(json_object(
        {{"word", json_string(word.text)}, {"time", number(word.start)}, {"duration", number(word.duration)}}));
  }
  return {{"metadata", json_object({{"confidence", number(transcript.confidence)}})}, {"words", json_array(words)}};
}

// The columns' symbols, and the rows.
JsonFields fields_of(const AcousticModelEmissions& emissions) {
  const auto count = static_cast<size_t>(emissions.num_symbols);
  std::vector<std::string> symbols;
  symbols.reserve(count);
  for (int i = 0; i < emissions.num_symbols; i++) symbols.push_back(json_string(emissions.symbols[i]));
  std::vector<std::string> rows;
  rows.reserve(static_cast<size_t>(emissions.num_timesteps));
  const double* value = emissions.emissions;
  for (int timestep = 0; timestep < emissions.num_timesteps; timestep++) {
    std::vector<std::string> row;
    row.reserve(count);
    for (int i = 0; i < emissions.num_symbols; i++) row.push_back(number(*value++));
    rows.push_back(json_array(row));
  }
  return {{"alphabet", json_array(symbols)}, {"emissions", json_array(rows, kJsonLines)}};
}

}  // namespace

std::string join_tokens(const CandidateTranscript& transcript) {
  std::string text;
  for (unsigned int i = 0; i < transcript.num_tokens; i++) text += transcript.tokens[i].text;
  return utf8_repair(text);
}

std::string to_json(const CandidateTranscript* transcripts, unsigned int count, const AcousticModelEmissions* emissions,
                    const std::string& command) {
  JsonFields rest;
  if (!command.empty()) rest.emplace_back("command", command);
  if (count > 1) {
    std::vector<std::string> alternatives;
    alternatives.reserve(count - 1);
    for (unsigned int i = 1; i < count; i++) alternatives.push_back(json_object(fields_of(transcripts[i])));
    rest.emplace_back("alternatives", json_array(alternatives, kJsonLines));
  }
  if (emissions != nullptr) {
    for (auto& field : fields_of(*emissions)) rest.push_back(std::move(field));
  }
  // The best transcript is one line, as in 0.9.3.
  std::string text = count > 0 ? json_fields(fields_of(transcripts[0])) : "";
  if (!text.empty() && !rest.empty()) text += ",\n";
  return "{\n" + text + json_fields(rest, kJsonLines) + "\n}\n";
}

}  // namespace ds
