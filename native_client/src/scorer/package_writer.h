// Makes a scorer package of a language model and a vocabulary.
#pragma once

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
  int error = 0;           // a ScorerError about the language model
  std::string message;     // what went wrong; empty: the package is written
  size_t words = 0;        // words in the dictionary
  size_t left_out = 0;     // words that the alphabet cannot spell
  std::string left_out_example;
};

// Writes `path` (through a temporary file beside it, so that it is there whole or not at all).
PackageResult write_package(const PackageInput& input, const Alphabet& alphabet, const std::string& path);

}  // namespace ds
