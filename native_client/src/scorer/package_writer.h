// Creates a scorer package from a language model and a vocabulary.
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
  std::string message;   // the failure; empty if the package was written
  size_t words = 0;      // words in the dictionary
  size_t respelled = 0;  // words that were converted to the Unicode normal form of the alphabet
  std::string respelled_example;
  size_t unknown = 0;  // words in the dictionary that the language model does not know
  std::string unknown_example;
  size_t other_form = 0;              // unknown words that it knows in another Unicode normal form
  std::string other_form_example;     // the forms, with the first of these words
  std::vector<std::string> left_out;  // words that the alphabet cannot spell
};

// Writes a package with the words in the Unicode normal form of the alphabet to `path`, through a temporary file in the
// same folder, so that an incomplete package never exists.
PackageResult write_package(const PackageInput& input, const Alphabet& alphabet, const std::string& path);

// Warnings about words that are not in the package as given, each a sentence without full stop: omitted, with the
// characters outside the alphabet; respelled; unknown to the language model.
std::vector<std::string> describe_losses(const PackageInput& input, const Alphabet& alphabet,
                                         const PackageResult& result);

}  // namespace ds

#endif  // DS_SCORER_PACKAGE_WRITER_H_
