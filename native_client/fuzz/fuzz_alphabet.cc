// Alphabets from models (serialized) and from files.
#include "file_input.h"
#include "text/alphabet.h"
#include "text/utf8.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const bool from_file = data[0] % 2 == 1;
  const std::string content(reinterpret_cast<const char*>(data + 1), size - 1);
  std::optional<ds::Alphabet> alphabet;
  if (from_file) {
    const ds::fuzz::FileInput file(data + 1, size - 1);
    std::string error;
    alphabet = ds::Alphabet::read_file(file.path(), &error);
    ds::fuzz::expect(alphabet.has_value() == error.empty());
  } else {
    alphabet = ds::Alphabet::deserialize(content.data(), content.size());
  }
  if (!alphabet) return 0;
  const std::string serialized = alphabet->serialize();
  const auto copy = ds::Alphabet::deserialize(serialized.data(), serialized.size());
  ds::fuzz::expect(copy && copy->size() == alphabet->size() && copy->serialize() == serialized);
  ds::fuzz::expect(copy->space_label() == alphabet->space_label() && copy->is_bytes() == alphabet->is_bytes());
  for (uint32_t i = 0; i <= alphabet->size(); i++) {
    const std::optional<uint32_t> label = alphabet->encode_single(alphabet->label(i));
    ds::fuzz::expect(i == alphabet->size() || label == i);
  }
  std::vector<uint32_t> labels;
  const bool is_spelled = alphabet->encode(content, &labels);
  if (is_spelled) ds::fuzz::expect(alphabet->decode(labels) == content && !alphabet->unspellable(content));
  const std::optional<std::string> character = alphabet->unspellable(content);
  if (character) ds::fuzz::expect(!character->empty() && content.find(*character) != std::string::npos);
  const std::string repaired = ds::utf8_repair(content);
  ds::fuzz::expect(ds::utf8_repair(repaired) == repaired);
  return 0;
}
