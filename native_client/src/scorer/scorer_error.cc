#include "scorer/scorer_error.h"

namespace ds {

const char* describe_scorer_error(int error) {
  switch (error) {
    case kScorerOk: return "";
    case kScorerUnreadable: return "the file cannot be read";
    case kScorerInvalidLm: return "the file does not begin with a usable KenLM binary";
    case kScorerNoTrie: return "the file ends within its language model or right behind it";
    case kScorerInvalidTrie: return "the dictionary behind the language model is cut short or damaged";
    case kScorerVersionMismatch: return "the package is of another version";
    default: return "the package cannot be used";
  }
}

}  // namespace ds
