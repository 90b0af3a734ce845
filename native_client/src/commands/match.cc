#include "commands/match.h"

#include <algorithm>
#include <utility>

#include "commands/word_distance.h"

namespace ds {
namespace {

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Splits at white space, up to one word more than can be compared.
Transcript split(const Grammar& grammar, const std::string& text) {
  Transcript transcript;
  for (size_t i = 0; i < text.size() && transcript.words.size() <= kMaxWordsPerSentence;) {
    size_t end = i;
    while (end < text.size() && !is_space(text[end])) end++;
    if (end > i) {
      transcript.words.push_back(text.substr(i, end - i));
      const auto known = grammar.word_ids.find(transcript.words.back());
      transcript.ids.push_back(known == grammar.word_ids.end() ? kUnknownWord : known->second);
    }
    i = end + 1;
  }
  return transcript;
}

// The transcript without the skipped phrases; at each position the longest.
Transcript without_skipped(const Grammar& grammar, const Transcript& transcript) {
  Transcript rest;
  for (size_t i = 0; i < transcript.ids.size();) {
    size_t longest = 0;
    for (const std::vector<uint32_t>& phrase : grammar.skipped) {
      const bool fits = phrase.size() > longest && phrase.size() <= transcript.ids.size() - i;
      if (fits && std::equal(phrase.begin(), phrase.end(), transcript.ids.begin() + static_cast<std::ptrdiff_t>(i))) {
        longest = phrase.size();
      }
    }
    if (longest == 0) {
      rest.words.push_back(transcript.words[i]);
      rest.ids.push_back(transcript.ids[i]);
    }
    i += std::max(longest, size_t{1});
  }
  return rest;
}

// Follows the marks of a path: which slots have which words.
class Assembly {
 public:
  explicit Assembly(const Grammar& grammar) : grammar_(grammar) {}

  Command assemble(const Path& path) {
    for (const MatchedWord& word : path.words) {
      apply(word.before);
      words_.push_back(word.word);
      apply(word.after);
    }
    apply(path.accept.marks);
    command_.intent = grammar_.intents[path.accept.intent];
    command_.sentence = text(0);
    return std::move(command_);
  }

 private:
  void apply(uint32_t marks) {
    for (const uint32_t mark : grammar_.marks[marks]) {
      const uint32_t value = mark / 2;
      if (mark % 2 == 0) {
        open_.emplace_back(value, words_.size());
        continue;
      }
      const auto begin = std::find_if(open_.begin(), open_.end(), [value](const auto& o) { return o.first == value; });
      if (begin == open_.end()) continue;  // only in a damaged file
      command_.slots.push_back({&grammar_.values[value], text(begin->second)});
      open_.erase(begin);
    }
  }

  std::string text(size_t from) const {
    std::string joined;
    for (size_t i = from; i < words_.size(); i++) {
      if (i > from) joined += ' ';
      joined += grammar_.words[words_[i]];
    }
    return joined;
  }

  const Grammar& grammar_;
  Command command_;
  std::vector<uint32_t> words_;
  std::vector<std::pair<uint32_t, size_t>> open_;  // values, and the positions of their first words
};

Command command_of(const Grammar& grammar, const Path& path, size_t transcript, size_t words) {
  Command command = Assembly(grammar).assemble(path);
  command.transcript = transcript;
  command.distance = path.cost / static_cast<double>(kWordCost) / static_cast<double>(std::max(words, size_t{1}));
  return command;
}

}  // namespace

std::optional<Command> match_command(const Grammar& grammar, const std::vector<std::string>& transcripts,
                                     double max_distance) {
  std::vector<Transcript> without;
  for (size_t i = 0; i < transcripts.size(); i++) {
    const Transcript complete = split(grammar, transcripts[i]);
    if (complete.ids.size() > kMaxWordsPerSentence) {  // not even without its skipped phrases: its end is missing
      without.emplace_back();
      continue;
    }
    if (const auto path = match_exactly(grammar, complete.ids)) return command_of(grammar, *path, i, 1);
    without.push_back(without_skipped(grammar, complete));
    if (without.back().ids.size() == complete.ids.size()) continue;
    if (const auto path = match_exactly(grammar, without.back().ids)) return command_of(grammar, *path, i, 1);
  }
  std::optional<Command> nearest;
  for (size_t i = 0; i < without.size(); i++) {
    const size_t words = without[i].ids.size();
    const double limit = nearest ? nearest->distance : max_distance;
    const auto max_cost = static_cast<uint32_t>(limit * kWordCost * static_cast<double>(words) + 1e-6);
    const auto path = match_nearly(grammar, without[i], max_cost);
    if (!path) continue;
    Command command = command_of(grammar, *path, i, words);
    if (!nearest || command.distance < nearest->distance) nearest = std::move(command);
  }
  return nearest;
}

}  // namespace ds
