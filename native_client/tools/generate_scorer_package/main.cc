// Builds a .scorer package from a language model, its vocabulary and an alphabet.
#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <system_error>

#include "options.h"
#include "platform/files.h"
#include "scorer/package_writer.h"
#include "text/text_file.h"
#include "text/utf8.h"

namespace {

int fail(const std::string& message) {
  std::fprintf(stderr, "E %s\n", ds::utf8_one_line(message).c_str());
  return 1;
}

bool is_one_character(const std::string& word) { return ds::utf8_split(word).size() == 1; }

// Distinct words of a vocabulary. Nothing, with the reason in `error`, if there are none.
std::optional<std::set<std::string>> read_words(const std::string& path, std::string* error) {
  const std::optional<std::string> text = ds::read_text_file(path, "vocabulary", error);
  if (!text) return std::nullopt;
  std::istringstream stream(*text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) words.insert(word);
  if (!words.empty()) return words;
  *error = "vocabulary " + path +
           ": must have words with white space between them. Received: " + (text->empty() ? "an empty file" : "none");
  return std::nullopt;
}

// Whether the units are characters: as requested, or as detected from the vocabulary.
bool choose_bytes_mode(const Options& options, const std::set<std::string>& words) {
  const bool looks_like = std::all_of(words.begin(), words.end(), is_one_character);
  std::fprintf(stderr, "%s like a character based (Bytes Are All You Need) model.\n",
               looks_like ? "Looks" : "Doesn't look");
  const bool is_bytes_mode = options.force_bytes_output_mode.value_or(looks_like);
  if (is_bytes_mode && !options.alphabet.empty()) {
    const char* reason = options.force_bytes_output_mode
                             ? "--force_bytes_output_mode true makes a package for bytes mode"
                             : "every word of the vocabulary is one character, which makes a package for bytes mode "
                               "(--force_bytes_output_mode false makes one for the alphabet)";
    std::fprintf(stderr, "W --alphabet %s is ignored: %s\n", ds::utf8_one_line(options.alphabet).c_str(), reason);
  } else if (!options.force_bytes_output_mode) {
    std::fprintf(stderr,
                 "--force_bytes_output_mode was not specified, using value inferred from vocabulary contents: %s\n",
                 looks_like ? "true" : "false");
  }
  return is_bytes_mode;
}

// Whether the package would overwrite one of its inputs.
bool is_same_file(const std::string& path, const std::string& package) {
  std::error_code ignored;
  return !path.empty() && std::filesystem::equivalent(path, package, ignored);
}

int run(const Options& options) {
  for (const std::string& path : {options.lm, options.vocab, options.alphabet}) {
    if (is_same_file(path, options.package)) return fail("--package must be another file than " + path);
  }
  std::string error;
  const auto words = read_words(options.vocab, &error);
  if (!words) return fail(error);
  std::fprintf(stderr, "%zu unique words read from vocabulary file.\n", words->size());

  ds::PackageInput input;
  input.model_path = options.lm;
  input.header.is_bytes_mode = choose_bytes_mode(options, *words);
  input.header.alpha = options.default_alpha;
  input.header.beta = options.default_beta;
  input.words.assign(words->begin(), words->end());

  ds::Alphabet alphabet = ds::Alphabet::bytes();
  if (!input.header.is_bytes_mode) {
    if (options.alphabet.empty()) return fail("--alphabet is required unless in bytes mode.");
    auto read = ds::Alphabet::read_file(options.alphabet, &error);
    if (!read) return fail(error);
    alphabet = *read;
  }
  const ds::PackageResult result = ds::write_package(input, alphabet, options.package);
  if (!result.message.empty()) return fail(result.message);
  for (const std::string& line : ds::describe_losses(input, alphabet, result)) {
    std::fprintf(stderr, "W %s\n", ds::utf8_one_line(line).c_str());
  }
  std::fprintf(stderr, "Package created in %s. It has %zu words.\n", ds::utf8_one_line(options.package).c_str(),
               result.words);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = parse_options(argc, argv);
  if (!options) return 1;
  if (options->is_help) return 0;
  ds::platform::survive_size_limits();  // a limit of the file size is an error of writing
  try {
    return run(*options);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
