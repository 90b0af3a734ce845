#include "output.h"

#include <algorithm>
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

std::string candidate(const CandidateTranscript& transcript) {
  std::string text = "\"metadata\":{\"confidence\":" + number(transcript.confidence) + "},\"words\":[";
  bool first = true;
  for (const Word& word : split_words(transcript)) {
    if (!first) text += ",";
    first = false;
    text += "{\"word\":" + json_string(word.text) + ",\"time\":" + number(word.start) +
            ",\"duration\":" + number(word.duration) + "}";
  }
  return text + "]";
}

// The results of `item` for 0, 1, … `count` - 1.
template <class Item>
std::string join(size_t count, const char* separator, Item item) {
  std::string text;
  for (size_t i = 0; i < count; i++) {
    if (i > 0) text += separator;
    text += item(i);
  }
  return text;
}

}  // namespace

std::string join_tokens(const CandidateTranscript& transcript) {
  std::string text;
  for (unsigned int i = 0; i < transcript.num_tokens; i++) text += transcript.tokens[i].text;
  return utf8_repair(text);
}

std::string to_json(const CandidateTranscript* transcripts, unsigned int count,
                    const AcousticModelEmissions* emissions) {
  std::string text = "{\n";
  if (count > 0) text += candidate(transcripts[0]);
  if (count > 1) {
    text += ",\n\"alternatives\":[\n";
    for (unsigned int i = 1; i < count; i++) {
      if (i > 1) text += ",\n";
      text += "{" + candidate(transcripts[i]) + "}";
    }
    text += "\n]";
  }
  if (emissions != nullptr) {
    const auto symbols = static_cast<size_t>(emissions->num_symbols);
    const auto timesteps = static_cast<size_t>(emissions->num_timesteps);
    text += ",\n\"alphabet\":[" +
            join(symbols, ",", [&](size_t symbol) { return json_string(emissions->symbols[symbol]); });
    text += "],\n\"emissions\":[\n" + join(timesteps, ",\n", [&](size_t timestep) {
              const double* row = emissions->emissions + timestep * symbols;
              return "[" + join(symbols, ",", [&](size_t symbol) { return number(row[symbol]); }) + "]";
            }) + "\n]";
  }
  return text + "\n}\n";
}

}  // namespace ds
