#include "text/utf8.h"

namespace ds {

std::vector<std::string> utf8_split(const std::string& text) {
  std::vector<std::string> characters;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t wanted = utf8_size(static_cast<unsigned char>(text[begin]));
    size_t size = 1;
    while (size < wanted && begin + size < text.size() &&
           utf8_is_continuation(static_cast<unsigned char>(text[begin + size]))) {
      ++size;
    }
    if (size < wanted) size = 1;
    characters.push_back(text.substr(begin, size));
    begin += size;
  }
  return characters;
}

}  // namespace ds
