// Everything that deepspeech.h says about an utterance, as one text that tests compare.
#ifndef DS_TESTS_UTTERANCE_H_
#define DS_TESTS_UTTERANCE_H_

#include <algorithm>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "deepspeech.h"

namespace ds::test {

// All bits of a number, also those that printing would round away.
template <typename T>
std::string bits(T number) {
  unsigned char bytes[sizeof(T)];
  std::memcpy(bytes, &number, sizeof(T));
  std::string text;
  for (const unsigned char byte : bytes) text += std::to_string(byte) + ".";
  return text;
}

template <typename Result>
void write_transcripts(const Result& result, std::ostream& out) {
  for (unsigned int i = 0; i < result.num_transcripts; i++) {
    const CandidateTranscript& transcript = result.transcripts[i];
    out << "transcript " << bits(transcript.confidence);
    for (unsigned int k = 0; k < transcript.num_tokens; k++) {
      const TokenMetadata& token = transcript.tokens[k];
      out << " " << token.text << "@" << token.timestep << "@" << bits(token.start_time);
    }
    out << "\n";
  }
}

inline std::string take(char* text) {
  std::string copy = text == nullptr ? "(none)" : text;
  DS_FreeString(text);
  return copy;
}

inline std::string take(Metadata* metadata) {
  if (metadata == nullptr) return "(none)";
  std::ostringstream out;
  write_transcripts(*metadata, out);
  DS_FreeMetadata(metadata);
  return out.str();
}

inline std::string take(TimedWords* words) {
  if (words == nullptr) return "(none)";
  std::ostringstream out;
  out << "words " << bits(words->confidence);
  for (unsigned int i = 0; i < words->num_words; i++) {
    const TimedWord& word = words->words[i];
    out << " " << word.text << "@" << bits(word.start_time) << "@" << bits(word.end_time) << "@"
        << bits(word.confidence);
  }
  DS_FreeTimedWords(words);
  return out.str();
}

inline void write_emissions(const AcousticModelEmissions& emissions, std::ostream& out) {
  for (int i = 0; i < emissions.num_symbols; i++) out << "'" << emissions.symbols[i] << "'";
  for (int i = 0; i < emissions.num_symbols * emissions.num_timesteps; i++) out << bits(emissions.emissions[i]);
}

inline std::string take(AcousticModelEmissions* emissions) {
  if (emissions == nullptr) return "(none)";
  std::ostringstream out;
  write_emissions(*emissions, out);
  DS_FreeEmissions(emissions);
  return out.str();
}

inline std::string take(MetadataWithEmissions* metadata) {
  if (metadata == nullptr) return "(none)";
  std::ostringstream out;
  write_transcripts(*metadata, out);
  if (metadata->emissions != nullptr) write_emissions(*metadata->emissions, out);
  DS_FreeMetadataWithEmissions(metadata);
  return out.str();
}

// Feeds the audio in portions of these sizes, again and again, and finishes. With `looks` every function that only
// looks at the stream is called between the portions.
inline std::string run_stream(ModelState* model, const std::vector<short>& audio, const std::vector<size_t>& sizes,
                              bool looks = false) {
  StreamingState* stream = nullptr;
  if (DS_CreateStream(model, &stream) != DS_ERR_OK) return "no stream";
  size_t portion = 0;
  for (size_t begin = 0; begin < audio.size();) {
    const size_t size = std::min(sizes[portion++ % sizes.size()], audio.size() - begin);
    DS_FeedAudioContent(stream, audio.data() + begin, static_cast<unsigned int>(size));
    begin += size;
    if (!looks) continue;
    take(DS_IntermediateDecode(stream));
    take(DS_IntermediateDecodeWithMetadata(stream, 2));
    take(DS_IntermediateDecodeFlushBuffers(stream));
    take(DS_IntermediateDecodeWithWords(stream));
    take(DS_GetStreamEmissions(stream, 3));
    DS_GetStreamTrailingSilence(stream);
  }
  std::string all = bits(DS_GetStreamTrailingSilence(stream)) + "\n";
  all += take(DS_IntermediateDecodeWithWords(stream)) + "\n";
  all += take(DS_IntermediateDecodeWithMetadata(stream, 3));
  all += take(DS_IntermediateDecodeFlushBuffers(stream)) + "\n";
  all += take(DS_GetStreamEmissions(stream, 0)) + "\n";
  return all + take(DS_FinishStreamWithEmissions(stream, 3));
}

}  // namespace ds::test

#endif  // DS_TESTS_UTTERANCE_H_
