#include "scorer/package_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <set>

#include "platform/files.h"
#include "scorer/automaton_builder.h"
#include "scorer/dictionary.h"
#include "scorer/language_model.h"
#include "scorer/mapped_file.h"
#include "scorer/package.h"
#include "text/spelling.h"
#include "text/unicode.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr size_t kMaxExamples = 5;  // words that are named in a message

bool is_marker(const std::string& word) { return word == "<s>" || word == "</s>" || word == "<unk>"; }

// Whether the language model knows this word.
bool knows(const LanguageModel& model, const std::string& word) {
  return model.index(word.data(), word.size()) != LanguageModel::kUnknownWord;
}

// A message if the language model knows a word only in another Unicode normal form; otherwise empty.
std::string other_form(const LanguageModel& model, const std::string& word, const std::string& spelled) {
  if (is_ascii(word) || knows(model, spelled)) return {};
  for (const std::string& form : {word, compose(word), decompose(word)}) {
    if (form == spelled || !knows(model, form)) continue;
    const bool is_longer = form.size() > spelled.size();
    return "the language model has the words " + std::string(is_longer ? "decomposed (NFD)" : "composed (NFC)") +
           " and the alphabet " + (is_longer ? "composed (NFC)" : "decomposed (NFD)") + ", such as \"" +
           utf8_shorten(word) + "\": " + describe_code_points(form) + " in the language model, " +
           describe_code_points(spelled) +
           " in the alphabet's form. Make the language model of text in that form: generate_lm.py --alphabet does";
  }
  return {};
}

// All words in dictionary labels (alphabet label + 1), followed by the space unless in bytes mode; sorted.
std::vector<std::vector<uint32_t>> spell_words(const PackageInput& input, const Alphabet& alphabet,
                                               const LanguageModel& model, PackageResult* result) {
  std::vector<std::vector<uint32_t>> words;
  std::vector<uint32_t> labels;
  std::set<std::string> seen;
  for (const std::string& word : input.words) {
    if (word.empty() || is_marker(word)) continue;
    const std::optional<std::string> spelled = spell(word, alphabet);
    if (!spelled) {
      result->left_out.push_back(word);
      continue;
    }
    if (!seen.insert(*spelled).second) continue;
    if (*spelled != word && result->respelled++ == 0) result->respelled_example = word;
    if (!knows(model, *spelled)) {
      const std::string other = other_form(model, word, *spelled);
      if (!other.empty() && result->other_form++ == 0) result->other_form_example = other;
      if (result->unknown++ == 0) result->unknown_example = *spelled;
    }
    alphabet.encode(*spelled, &labels);
    if (!input.header.is_bytes_mode) labels.push_back(alphabet.space_label());
    for (uint32_t& label : labels) ++label;
    words.push_back(labels);
  }
  result->words = words.size();
  std::sort(words.begin(), words.end());
  return words;
}

// Number of these words that the alphabet could spell in another case.
template <class Change>
size_t count_spellable(const std::vector<std::string>& words, const Alphabet& alphabet, Change change) {
  return static_cast<size_t>(std::count_if(
      words.begin(), words.end(), [&](const std::string& word) { return spell(change(word), alphabet).has_value(); }));
}

std::string describe_left_out(const std::vector<std::string>& words, const Alphabet& alphabet) {
  std::string text;
  for (size_t i = 0; i < words.size() && i < kMaxExamples; ++i) {
    text += (i == 0 ? "\"" : ", \"") + utf8_shorten(words[i]) + "\" lacks " + describe_lacking(words[i], alphabet);
  }
  if (words.size() > kMaxExamples) text += " and " + std::to_string(words.size() - kMaxExamples) + " more";
  if (const size_t upper = count_spellable(words, alphabet, to_upper)) {
    text += ". In upper case it could spell " + std::to_string(upper) +
            " of them (generate_lm.py makes text lower case; --keep_case leaves it)";
  } else if (const size_t lower = count_spellable(words, alphabet, to_lower)) {
    text += ". In lower case it could spell " + std::to_string(lower) + " of them";
  }
  return text;
}

// Why a package cannot be created from the spelled words; empty if it can.
std::string refuse(const PackageInput& input, const Alphabet& alphabet, const PackageResult& result) {
  if (result.words == 0 && result.left_out.empty()) return "the vocabulary has no words";
  if (result.words == 0) {
    return "no word of the vocabulary can be spelled with the alphabet: " +
           describe_left_out(result.left_out, alphabet);
  }
  if (2 * result.other_form > result.words) return result.other_form_example;
  if (result.unknown == result.words) {
    return "the language model " + input.model_path + " knows no word of the vocabulary, such as \"" +
           utf8_shorten(result.unknown_example) + "\". Was it made of another text?";
  }
  return {};
}

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File open_file(const std::string& path, const char* mode) { return {platform::open_file(path, mode), std::fclose}; }

bool write(const std::string& bytes, std::FILE* out) {
  return std::fwrite(bytes.data(), 1, bytes.size(), out) == bytes.size();
}

// Copies the model file. False if anything fails.
bool copy_file(const std::string& path, std::FILE* out, uint64_t* size) {
  const File in = open_file(path, "rb");
  if (!in) return false;
  char block[65536];
  while (const size_t count = std::fread(block, 1, sizeof(block), in.get())) {
    if (std::fwrite(block, 1, count, out) != count) return false;
    *size += count;
  }
  return !std::ferror(in.get());
}

std::string describe(int error, const std::string& path) {
  if (error == kScorerUnreadable) return "language model " + path + " cannot be read: " + why_unreadable(path);
  if (error == kScorerNoTrie) return "language model " + path + " is cut short";
  char begin[7] = {};
  const File file = open_file(path, "rb");
  const bool is_arpa =
      file && std::fread(begin, 1, sizeof(begin) - 1, file.get()) > 0 && std::strcmp(begin, "\\data\\") == 0;
  return "language model " + path + " is not a usable KenLM binary" +
         (is_arpa ? ". It is an ARPA file: build_binary -v makes a binary of it" : "");
}

}  // namespace

PackageResult write_package(const PackageInput& input, const Alphabet& alphabet, const std::string& path) {
  PackageResult result;
  const auto model = LanguageModel::load(input.model_path, &result.error);
  if (!model) {
    result.message = describe(result.error, input.model_path);
    return result;
  }
  if (!is_weight(input.header.alpha) || !is_weight(input.header.beta)) {
    result.message = "default alpha and beta must be numbers from -1e9 to 1e9";
    return result;
  }
  if (!input.header.is_bytes_mode && alphabet.space_label() == Alphabet::kNoSpace) {
    result.message = "the alphabet has no space, which ends the words of a word model";
    return result;
  }
  const auto words = spell_words(input, alphabet, *model, &result);
  result.message = refuse(input, alphabet, result);
  if (!result.message.empty()) return result;
  AutomatonBuilder builder;
  for (const auto& word : words) builder.add(word);
  const std::string scratch = path + ".tmp";
  File out = open_file(scratch, "wb");
  uint64_t size = 0;
  if (!out || !copy_file(input.model_path, out.get(), &size)) {
    result.message = scratch + " cannot be written: " + std::strerror(errno);
  } else if (size != model->end_offset()) {
    result.message =
        "language model " + input.model_path +
        " has something after its tables (vocabulary strings? build_binary -v leaves them out; or is it a package "
        "already?). "
        "Expected " +
        std::to_string(model->end_offset()) + " bytes. Received: " + std::to_string(size);
  } else {
    const std::string header = write_package_header(input.header);
    const bool is_written =
        write(header, out.get()) && write(write_dictionary(builder.finish(), size + header.size()), out.get());
    const bool is_closed = std::fclose(out.release()) == 0;
    if (!is_written || !is_closed || !platform::replace_file(scratch, path)) {
      result.message = path + " cannot be written: " + std::strerror(errno);
    }
  }
  out.reset();  // Windows does not remove open files
  if (!result.message.empty()) platform::remove_file(scratch);
  return result;
}

std::vector<std::string> describe_losses(const PackageInput& input, const Alphabet& alphabet,
                                         const PackageResult& result) {
  std::vector<std::string> lines;
  if (!result.left_out.empty()) {
    lines.push_back(std::to_string(result.left_out.size()) + " words left out, which the alphabet cannot spell: " +
                    describe_left_out(result.left_out, alphabet));
  }
  if (result.respelled > 0) {
    lines.push_back(std::to_string(result.respelled) + " words brought to the alphabet's form of Unicode, such as \"" +
                    utf8_shorten(result.respelled_example) + "\" (" + describe_code_points(result.respelled_example) +
                    ")");
  }
  if (result.unknown > 0 && result.unknown < result.words) {
    lines.push_back(std::to_string(result.unknown) + " of " + std::to_string(result.words) +
                    " words are not known to the language model " + input.model_path + ", such as \"" +
                    utf8_shorten(result.unknown_example) + "\"");
  }
  if (result.other_form > 0) {
    lines.push_back(
        std::to_string(result.other_form) + " of " + std::to_string(result.words) +
        " words are known to the language model in another form of Unicode only: " + result.other_form_example);
  }
  return lines;
}

}  // namespace ds
