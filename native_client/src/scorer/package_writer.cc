#include "scorer/package_writer.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "scorer/automaton_builder.h"
#include "scorer/dictionary_writer.h"
#include "scorer/language_model.h"
#include "scorer/scorer_error.h"

namespace ds {
namespace {

bool is_marker(const std::string& word) { return word == "<s>" || word == "</s>" || word == "<unk>"; }

// Every word in dictionary labels (alphabet label + 1), followed by the space unless in bytes mode; sorted.
std::vector<std::vector<uint32_t>> spell(const PackageInput& input, const Alphabet& alphabet,
                                         PackageResult* result) {
  std::vector<std::vector<uint32_t>> spelled;
  std::vector<uint32_t> labels;
  for (const std::string& word : input.words) {
    if (word.empty() || is_marker(word)) continue;
    if (!alphabet.encode(word, &labels)) {
      if (result->left_out++ == 0) result->left_out_example = word;
      continue;
    }
    if (!input.header.is_bytes_mode) labels.push_back(alphabet.space_label());
    for (uint32_t& label : labels) ++label;
    spelled.push_back(labels);
  }
  std::sort(spelled.begin(), spelled.end());
  spelled.erase(std::unique(spelled.begin(), spelled.end()), spelled.end());
  return spelled;
}

// Copies the model file. False if anything fails.
bool copy_file(const std::string& path, std::ofstream* out, uint64_t* size) {
  std::ifstream in(path, std::ios::binary);
  if (!in || !(*out << in.rdbuf())) return false;
  *size = static_cast<uint64_t>(out->tellp());
  return true;
}

std::string describe(int error, const std::string& path) {
  if (error == kScorerUnreadable) return "language model " + path + " cannot be read";
  if (error == kScorerNoTrie) return "language model " + path + " is cut short";
  return "language model " + path + " is not a usable KenLM binary";
}

}  // namespace

PackageResult write_package(const PackageInput& input, const Alphabet& alphabet, const std::string& path) {
  PackageResult result;
  const auto model = LanguageModel::load(input.model_path, &result.error);
  if (!model) {
    result.message = describe(result.error, input.model_path);
    return result;
  }
  if (!input.header.is_bytes_mode && alphabet.space_label() == Alphabet::kNoSpace) {
    result.message = "the alphabet has no space, which ends the words of a word model";
    return result;
  }
  AutomatonBuilder builder;
  for (const auto& word : spell(input, alphabet, &result)) {
    builder.add(word);
    ++result.words;
  }
  if (result.words == 0) {
    result.message = "no word of the vocabulary can be spelled with the alphabet";
    return result;
  }
  const std::string scratch = path + ".tmp";
  std::ofstream out(scratch, std::ios::binary | std::ios::trunc);
  uint64_t size = 0;
  if (!out || !copy_file(input.model_path, &out, &size)) {
    result.message = scratch + " cannot be written: " + std::strerror(errno);
  } else if (size != model->end_offset()) {
    result.message = "language model " + input.model_path +
                     " has something after its tables (vocabulary strings? build_binary -v leaves them out). "
                     "Expected " + std::to_string(model->end_offset()) + " bytes. Received: " + std::to_string(size);
  } else {
    const std::string header = write_package_header(input.header);
    out << header << write_dictionary(builder.finish(), size + header.size());
    out.close();
    if (!out || std::rename(scratch.c_str(), path.c_str()) != 0) {
      result.message = path + " cannot be written: " + std::strerror(errno);
    }
  }
  if (!result.message.empty()) std::remove(scratch.c_str());
  return result;
}

}  // namespace ds
