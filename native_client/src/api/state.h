// The types behind the handles of the C interface.
#ifndef DS_API_STATE_H_
#define DS_API_STATE_H_

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "decoder/decoder.h"
#include "deepspeech.h"
#include "model/acoustic_model.h"
#include "scorer/scorer.h"
#include "stream/stream.h"
#include "stream/timed_words.h"
#include "text/alphabet.h"

struct ModelState {
  std::shared_ptr<ds::AcousticModel> model;
  std::shared_ptr<const ds::Alphabet> alphabet;

  mutable std::mutex mutex;  // guards the members below
  unsigned int beam_width = 0;
  unsigned int requested_beam_width = 0;  // more than `beam_width` if it was limited
  unsigned int threads = 1;
  bool keeps_emissions = false;
  bool is_like_0_9_3 = true;  // how the last word is scored
  std::shared_ptr<ds::Scorer> scorer;
  std::string scorer_name;  // its name in messages
  ds::HotWords hot_words;
};

// The words of an utterance after a number of rows, so that they are not computed again before there are more.
struct IntermediateWords {
  bool is_set = false;
  uint64_t rows = 0;
  ds::WordSequence words;
};

struct StreamingState {
  std::shared_ptr<ds::AcousticModel> model;
  std::shared_ptr<const ds::Alphabet> alphabet;
  ds::Stream stream;
  bool is_like_0_9_3 = true;
  int status = DS_ERR_OK;  // any other value: a part of the audio could not be computed, so there is no result
  mutable IntermediateWords intermediate = {};  // a stream is used in one thread at a time
};

#endif  // DS_API_STATE_H_
