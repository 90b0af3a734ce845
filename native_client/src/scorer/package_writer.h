// Makes a scorer package of a language model and a vocabulary.
#ifndef DS_SCORER_PACKAGE_WRITER_H_
#define DS_SCORER_PACKAGE_WRITER_H_

#include <cstddef>
#include <string>
#include <vector>

#include "scorer/package.h"
#include "text/alphabet.h"

namespace ds {

struct PackageInput {
  std::string model_path;          // KenLM binary without vocabulary strings
  std::vector<std::string> words;  // vocabulary; <s>, </s> and <unk> are left out
  PackageHeader header;
};

struct PackageResult {
  int error = 0;         // a ScorerError about the language model
  std::string message;   // what went wrong; empty: the package is written
  size_t words = 0;      // words in the dictionary
  size_t respelled = 0;  // words that were brought to the alphabet's form of Unicode
  std::string respelled_example;
  size_t unknown = 0;  // words in the dictionary that the language model does not know
  std::string unknown_example;
  size_t other_form = 0;              // of the unknown words: those that it knows in another form of Unicode
  std::string other_form_example;     // which forms, with the first of them
  std::vector<std::string> left_out;  // words that the alphabet cannot spell
};

// Writes a package with the words in the alphabet's form of Unicode to `path` (through a
// temporary file beside it, so that it is there whole or not at all).
PackageResult write_package(const PackageInput& input, const Alphabet& alphabet, const std::string& path);

// What a person should know of the words that are not in the package as they came, a sentence each without full stop:
// left out, with what the alphabet lacks; respelled; unknown to the language model.
std::vector<std::string> describe_losses(const PackageInput& input, const Alphabet& alphabet,
                                         const PackageResult& result);

}  // namespace ds

#endif  // DS_SCORER_PACKAGE_WRITER_H_
