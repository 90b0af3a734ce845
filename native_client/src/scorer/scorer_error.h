// Why a scorer package could not be loaded: the numbers are those of deepspeech.h and ds_ctcdecoder.h.
#pragma once

namespace ds {

enum ScorerError : int {
  kScorerOk = 0x0000,
  kScorerUnreadable = 0x2005,       // the file cannot be opened
  kScorerInvalidLm = 0x2006,        // it does not begin with a usable KenLM binary
  kScorerNoTrie = 0x2007,           // it ends where the vocabulary should begin
  kScorerInvalidTrie = 0x2008,      // the vocabulary is cut short or damaged
  kScorerVersionMismatch = 0x2009,  // the vocabulary has another version
};

// What the code says, for messages.
const char* describe_scorer_error(int error);

}  // namespace ds
