// Position of the samples in a WAV file.
#ifndef DS_AUDIO_WAV_LAYOUT_H_
#define DS_AUDIO_WAV_LAYOUT_H_

#include "audio/audio.h"
#include "audio/bytes.h"

namespace ds {

struct WavLayout {
  size_t format = 0;  // contents of the "fmt " chunk
  size_t format_size = 0;
  size_t start = 0;  // offset of the samples
  size_t length = 0;
  bool is_plain = true;  // the header states these values, and there are no other chunks
  bool big_endian = false;
};

// By the same rules as training (deepspeech_tf/audio/riff.py), for RIFF, RIFX, RF64, BW64 and W64:
//   - a length that the file has is the length;
//   - one of 0, or one that only programs writing to a pipe use, means "to the end of the file", with a warning if this
//     is a guess (stated_length.h);
//   - one that is larger than what is there, by a tenth at most, means the same, with a warning;
//   - with less than that, the file is cut short, and this throws AudioError.
WavLayout find_wav_samples(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_WAV_LAYOUT_H_
