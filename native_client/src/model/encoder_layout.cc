#include "model/encoder_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <locale>
#include <map>
#include <set>
#include <sstream>

#include "deepspeech.h"
#include "model/model_error.h"

namespace ds {
namespace {

// Far above the values of exported models. A look-ahead costs computation at the end of every stream.
constexpr size_t kMaxTextBytes = 1 << 16;
constexpr size_t kMaxStates = 256;
constexpr size_t kMaxChunk = 1 << 20;
constexpr size_t kMaxLookAhead = 4096;
constexpr size_t kMaxQuoted = 80;

const char* const kKeys = "encoder, chunk, subsampling, look_ahead or state";

[[noreturn]] void fail(const std::string& reason) {
  throw ModelError(DS_ERR_MODEL_INCOMPATIBLE, "The model file does not fit this client: metadata_encoder: " + reason);
}

// A text from the file, safe to print in a message.
std::string quote(std::string text) {
  if (text.size() > kMaxQuoted) text = text.substr(0, kMaxQuoted) + "...";
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter < 0x20 || letter > 0x7e; }, '?');
  return "'" + text + "'";
}

std::string range_text(size_t minimum, size_t maximum) {
  return "an integer from " + std::to_string(minimum) + " to " + std::to_string(maximum);
}

size_t read_count(const std::string& key, const std::string& text, size_t minimum, size_t maximum) {
  const bool is_number = !text.empty() && text.size() <= 9 && std::all_of(text.begin(), text.end(), [](char letter) {
    return letter >= '0' && letter <= '9';
  });
  const size_t value = is_number ? std::stoul(text) : 0;
  if (!is_number || value < minimum || value > maximum) {
    fail(key + " must be " + range_text(minimum, maximum) + ". Received: " + quote(text));
  }
  return value;
}

double read_initial(const std::string& name, const std::string& text) {
  std::istringstream stream(text);
  stream.imbue(std::locale::classic());
  double value = 0;
  const bool is_number = static_cast<bool>(stream >> value) && stream.peek() == std::istringstream::traits_type::eof();
  if (!is_number || !(std::abs(value) <= std::numeric_limits<float>::max())) {
    fail("the initial value of " + quote(name) + " must be a finite number. Received: " + quote(text));
  }
  return value;
}

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream stream(line);
  stream.imbue(std::locale::classic());
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// The lines of the text, sorted by their keys.
class Lines {
 public:
  explicit Lines(const std::string& text) {
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
      std::vector<std::string> words = words_of(line);
      if (!words.empty()) add(line, std::move(words));
    }
  }

  const std::string& value(const std::string& key) const {
    const auto found = values_.find(key);
    if (found == values_.end()) fail("there must be a line '" + key + "'. Received: none");
    return found->second;
  }
  const std::vector<StateNames>& states() const { return states_; }

 private:
  void add(const std::string& line, std::vector<std::string> words) {
    const std::string& key = words[0];
    if (key == "state") {
      if (words.size() != 4)
        fail("a state must have an input, an output and an initial value. Received: " + quote(line));
      if (states_.size() == kMaxStates)
        fail("there must be " + std::to_string(kMaxStates) + " states at most. Received: more");
      for (const std::string& name : {words[1], words[2]}) add_name(name);
      states_.push_back({words[1], words[2], read_initial(words[1], words[3])});
      return;
    }
    if (key != "encoder" && key != "chunk" && key != "subsampling" && key != "look_ahead") {
      fail(std::string("each line must begin with ") + kKeys + ". Received: " + quote(line));
    }
    if (words.size() != 2) fail(key + " must have one value. Received: " + quote(line));
    if (!values_.emplace(key, words[1]).second) fail("expected one line '" + key + "'. Received: two");
  }

  void add_name(const std::string& name) {
    if (name == "input_node" || name == "logits" || name == "input_samples" || name == "mfccs") {
      fail("a state must have tensors of its own. Received: " + quote(name));
    }
    if (!names_.insert(name).second) fail("every tensor must be named once. Received: " + quote(name) + " twice");
  }

  std::map<std::string, std::string> values_;
  std::vector<StateNames> states_;
  std::set<std::string> names_;
};

}  // namespace

EncoderLayout layout_of_0_9_3() {
  EncoderLayout layout;
  layout.states = {{"previous_state_c", "new_state_c", 0}, {"previous_state_h", "new_state_h", 0}};
  return layout;
}

EncoderLayout parse_encoder_layout(const std::string& text) {
  if (text.size() > kMaxTextBytes) {
    fail("it must have " + std::to_string(kMaxTextBytes) + " bytes at most. Received: " + std::to_string(text.size()));
  }
  const Lines lines(text);
  EncoderLayout layout;
  layout.encoder = lines.value("encoder");
  layout.chunk = read_count("chunk", lines.value("chunk"), 1, kMaxChunk);
  layout.subsampling = read_count("subsampling", lines.value("subsampling"), 1, kMaxChunk);
  layout.look_ahead = read_count("look_ahead", lines.value("look_ahead"), 0, kMaxLookAhead);
  layout.states = lines.states();
  if (layout.chunk % layout.subsampling != 0) {
    fail("chunk must be a multiple of the subsampling, " + std::to_string(layout.subsampling) +
         ". Received: " + std::to_string(layout.chunk));
  }
  if (layout.look_ahead % layout.subsampling != 0) {
    fail("look_ahead must be a multiple of the subsampling, " + std::to_string(layout.subsampling) +
         ". Received: " + std::to_string(layout.look_ahead));
  }
  return layout;
}

}  // namespace ds
