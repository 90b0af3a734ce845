// Makes a .scorer package of a language model, its vocabulary and an alphabet.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <set>
#include <string>

#include "options.h"
#include "scorer/package_writer.h"
#include "text/utf8.h"

namespace {

int fail(const std::string& message) {
  std::fprintf(stderr, "E %s\n", message.c_str());
  return 1;
}

bool is_one_character(const std::string& word) { return ds::utf8_split(word).size() == 1; }

// Whether the units are characters: what was asked for, else what the vocabulary looks like.
bool choose_bytes_mode(const Options& options, const std::set<std::string>& words) {
  const bool looks_like = std::all_of(words.begin(), words.end(), is_one_character);
  std::fprintf(stderr, "%s like a character based (Bytes Are All You Need) model.\n",
               looks_like ? "Looks" : "Doesn't look");
  if (options.force_bytes_output_mode) return *options.force_bytes_output_mode;
  std::fprintf(stderr,
               "--force_bytes_output_mode was not specified, using value infered from vocabulary contents: %s\n",
               looks_like ? "true" : "false");
  return looks_like;
}

int run(const Options& options) {
  std::ifstream file(options.vocab);
  if (!file) return fail("vocabulary " + options.vocab + " cannot be read: " + std::strerror(errno));
  std::set<std::string> words;
  for (std::string word; file >> word;) words.insert(word);
  std::fprintf(stderr, "%zu unique words read from vocabulary file.\n", words.size());

  ds::PackageInput input;
  input.model_path = options.lm;
  input.header.is_bytes_mode = choose_bytes_mode(options, words);
  input.header.alpha = options.default_alpha;
  input.header.beta = options.default_beta;
  input.words.assign(words.begin(), words.end());

  ds::Alphabet alphabet = ds::Alphabet::bytes();
  if (!input.header.is_bytes_mode) {
    if (options.alphabet.empty()) return fail("--alphabet is required unless in bytes mode.");
    std::string error;
    auto read = ds::Alphabet::read_file(options.alphabet, &error);
    if (!read) return fail(error);
    alphabet = *read;
  }
  const ds::PackageResult result = ds::write_package(input, alphabet, options.package);
  if (result.left_out > 0) {
    std::fprintf(stderr, "%zu words left out, which the alphabet cannot spell (%s…).\n", result.left_out,
                 result.left_out_example.c_str());
  }
  if (!result.message.empty()) return fail(result.message);
  std::fprintf(stderr, "Package created in %s. It has %zu words.\n", options.package.c_str(), result.words);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = parse_options(argc, argv);
  if (!options) return 1;
  if (options->is_help) return 0;
  try {
    return run(*options);
  } catch (const std::exception& error) {
    return fail(error.what());
  }
}
