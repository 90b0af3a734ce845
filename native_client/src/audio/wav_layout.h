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

// Uses the rules of training (deepspeech_tf/audio/riff.py) for RIFF, RIFX, RF64 and W64:
//   - a length within the file is correct;
//   - 0, and values that only programs writing to a pipe use, mean "to the end of the file";
//   - a length that exceeds the file by at most a tenth means the same;
//   - otherwise the file is cut short, and the function throws AudioError.
WavLayout find_wav_samples(View file, Warnings* warnings);

}  // namespace ds

#endif  // DS_AUDIO_WAV_LAYOUT_H_
