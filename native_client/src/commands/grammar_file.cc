// Files of grammars: lines of UTF-8, in sections that state their numbers of lines. doc/commands.md describes them.
#include <algorithm>
#include <cmath>
#include <locale>
#include <sstream>

#include "commands/grammar.h"
#include "text/text_file.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr char kHead[] = "deepspeech-commands 1";
constexpr size_t kMaxBytes = size_t{256} << 20;
constexpr uint32_t kMaxCount = 1u << 24;  // of anything that a file has

// Reads line after line, and knows where it is.
class Reader {
 public:
  Reader(const std::string& text, std::string name) : text_(text), name_(std::move(name)) {}

  [[noreturn]] void fail(const std::string& expected, const std::string& received) const {
    throw CommandsError("line " + std::to_string(line_) + " of " + name_ + ": expected " + expected +
                        ". Received: " + received);
  }

  const std::string& next(const char* expected) {
    line_++;
    if (position_ >= text_.size()) fail(expected, "the end of the file");
    const size_t end = text_.find('\n', position_);
    if (end == std::string::npos) fail("a line that is complete", quoted(text_.substr(position_)));
    current_.assign(text_, position_, end - position_);
    position_ = end + 1;
    if (current_.find('\0') != std::string::npos) fail("text without null characters", quoted(current_));
    return current_;
  }

  // A line of numbers with single spaces in between, each less than its limit.
  std::vector<uint32_t> numbers(const char* expected) {
    const std::string& line = next(expected);
    std::vector<uint32_t> result;
    for (size_t begin = 0; begin < line.size();) {
      const size_t end = std::min(line.find(' ', begin), line.size());
      result.push_back(number(line, begin, end, expected));
      begin = end + 1;
      if (begin == line.size()) fail(expected, quoted(line));  // a space at its end
    }
    return result;
  }

  // The number of lines of a section, from its headline `name count`.
  uint32_t section(const std::string& name) {
    const std::string expected = "\"" + name + "\" and a number";
    const std::string& line = next(expected.c_str());
    if (line.compare(0, name.size() + 1, name + " ") != 0) fail(expected, quoted(line));
    const uint32_t count = number(line, name.size() + 1, line.size(), expected.c_str());
    if (count > text_.size() - position_) fail("as many lines as it says", quoted(line));  // each takes a byte
    return count;
  }

  void end() {
    if (position_ < text_.size()) {
      next("");
      fail("the end of the file", quoted(current_));
    }
  }

  std::string quoted(const std::string& line) const { return "\"" + utf8_one_line(utf8_shorten(line)) + "\""; }

 private:
  uint32_t number(const std::string& line, size_t begin, size_t end, const char* expected) const {
    uint32_t value = 0;
    if (begin >= end) fail(expected, quoted(line));
    for (size_t i = begin; i < end; i++) {
      if (line[i] < '0' || line[i] > '9') fail(expected, quoted(line));
      value = 10 * value + static_cast<uint32_t>(line[i] - '0');
      if (value > kMaxCount) fail("numbers up to " + std::to_string(kMaxCount), quoted(line));
    }
    return value;
  }

  const std::string& text_;
  std::string name_;
  std::string current_;
  size_t position_ = 0;
  size_t line_ = 0;
};

void read_names(Reader* reader, const char* section, std::vector<std::string>* names) {
  const uint32_t count = reader->section(section);
  for (uint32_t i = 0; i < count; i++) {
    const std::string& name = reader->next("a name");
    if (name.empty()) reader->fail("a name", "an empty line");
    names->push_back(name);
  }
}

// Words as transcripts have them, each once.
void read_words(Reader* reader, Grammar* grammar) {
  const uint32_t count = reader->section("words");
  for (uint32_t i = 0; i < count; i++) {
    const std::string& word = reader->next("a word");
    if (word.empty()) reader->fail("a word", "an empty line");
    if (word.find_first_of(" \t\v\f\r") != std::string::npos) {
      reader->fail("a word without white space", reader->quoted(word));
    }
    if (!grammar->word_ids.emplace(word, i).second) reader->fail("different words", reader->quoted(word) + " again");
    grammar->words.push_back(word);
  }
}

// The digits at a position, which moves behind them. Their number.
size_t skip_digits(const std::string& text, size_t* position) {
  const size_t begin = *position;
  while (*position < text.size() && text[*position] >= '0' && text[*position] <= '9') ++*position;
  return *position - begin;
}

// A number as in JSON that is finite, whatever the locale is.
bool is_number(const std::string& text) {
  size_t i = 0;
  const auto skip = [&](const char* one_of) {
    if (i == text.size() || std::string(one_of).find(text[i]) == std::string::npos) return false;
    i++;
    return true;
  };
  skip("-");
  const bool is_zero = i < text.size() && text[i] == '0';
  const size_t whole = skip_digits(text, &i);
  if (whole == 0 || (is_zero && whole > 1)) return false;
  if (skip(".") && skip_digits(text, &i) == 0) return false;
  if (skip("eE")) {
    skip("+-");
    if (skip_digits(text, &i) == 0) return false;
  }
  if (i != text.size()) return false;
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  double value = 0;
  return stream >> value && std::isfinite(value);
}

// "s slot<tab>value", with n (number) or b (true or false) instead of s (text).
SlotValue parse_value(const Reader& reader, const std::string& line) {
  constexpr char kExpected[] = "s, n or b, a space, a slot's name, a tab and its value";
  const size_t tab = line.find('\t');
  if (line.size() < 4 || line[1] != ' ' || tab == std::string::npos || tab < 3) {
    reader.fail(kExpected, reader.quoted(line));
  }
  SlotValue value{line.substr(2, tab - 2), ValueKind::kText, line.substr(tab + 1)};
  switch (line[0]) {
    case 's': return value;
    case 'n': value.kind = ValueKind::kNumber; break;
    case 'b': value.kind = ValueKind::kBoolean; break;
    default: reader.fail(kExpected, reader.quoted(line));
  }
  const bool is_boolean = value.value == "true" || value.value == "false";
  if (value.kind == ValueKind::kNumber ? !is_number(value.value) : !is_boolean) {
    reader.fail(value.kind == ValueKind::kNumber ? "a number" : "true or false", reader.quoted(value.value));
  }
  return value;
}

// Lists of numbers, each below `limit`.
void read_lists(Reader* reader, const char* section, size_t limit, std::vector<std::vector<uint32_t>>* lists) {
  const uint32_t count = reader->section(section);
  for (uint32_t i = 0; i < count; i++) {
    lists->push_back(reader->numbers("numbers with single spaces between them"));
    for (const uint32_t number : lists->back()) {
      if (number >= limit) reader->fail("numbers below " + std::to_string(limit), std::to_string(number));
    }
    if (lists->back().size() > kMaxWordsPerSentence) reader->fail("fewer numbers in a line", "too many");
  }
}

void check_below(const Reader& reader, const char* what, uint32_t number, size_t limit) {
  if (number >= limit) {
    reader.fail(std::string(what) + " below " + std::to_string(limit), std::to_string(number));
  }
}

// A line with the numbers of accepts and arcs, then a line for each.
void read_state(Reader* reader, Grammar* grammar) {
  const auto fields = [reader](const char* expected, size_t count) {
    std::vector<uint32_t> numbers = reader->numbers(expected);
    if (numbers.size() != count) reader->fail(expected, std::to_string(numbers.size()) + " numbers");
    return numbers;
  };
  const std::vector<uint32_t> counts = fields("the numbers of a state's ends and arcs", 2);
  State state{};
  state.first_accept = static_cast<uint32_t>(grammar->accepts.size());
  state.first_arc = static_cast<uint32_t>(grammar->arcs.size());
  state.num_accepts = counts[0];
  state.num_arcs = counts[1];
  for (uint32_t i = 0; i < state.num_accepts; i++) {
    const std::vector<uint32_t> line = fields("an end: intent, marks", 2);
    check_below(*reader, "an intent", line[0], grammar->intents.size());
    check_below(*reader, "marks", line[1], grammar->marks.size());
    grammar->accepts.push_back({line[0], line[1]});
  }
  for (uint32_t i = 0; i < state.num_arcs; i++) {
    const std::vector<uint32_t> line = fields("an arc: word, target, marks before, marks after", 4);
    check_below(*reader, "a word", line[0], grammar->words.size());
    check_below(*reader, "a target", line[1], grammar->states.size());
    check_below(*reader, "marks", line[2], grammar->marks.size());
    check_below(*reader, "marks", line[3], grammar->marks.size());
    grammar->arcs.push_back({line[0], line[1], line[2], line[3]});
  }
  grammar->states.push_back(state);
}

}  // namespace

Grammar parse_grammar(const std::string& text, const std::string& name) {
  Reader reader(text, name);
  Grammar grammar;
  if (const std::string& line = reader.next(kHead); line != kHead) {
    reader.fail(std::string("\"") + kHead + "\", as the program data/lm/commands.py writes it", reader.quoted(line));
  }
  read_words(&reader, &grammar);
  read_names(&reader, "intents", &grammar.intents);
  const uint32_t values = reader.section("values");
  for (uint32_t i = 0; i < values; i++) grammar.values.push_back(parse_value(reader, reader.next("a value")));
  read_lists(&reader, "marks", 2 * grammar.values.size(), &grammar.marks);
  read_lists(&reader, "skip", grammar.words.size(), &grammar.skipped);
  const uint32_t states = reader.section("states");
  if (states == 0) reader.fail("at least one state", "0");
  for (uint32_t i = 0; i < states; i++) read_state(&reader, &grammar);
  reader.end();
  complete_grammar(&grammar, name);
  return grammar;
}

Grammar read_grammar(const std::string& path) {
  const std::string name = "commands file " + utf8_one_line(path);
  std::string text;
  std::string error;
  if (!read_file(path, kMaxBytes, &text, &error)) throw CommandsError(name + " cannot be read: " + error);
  if (find_stray_byte(text)) throw CommandsError(name + ": must be UTF-8. Received: other bytes");
  return parse_grammar(text, name);
}

}  // namespace ds
