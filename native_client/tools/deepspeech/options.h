// Command-line options.
#ifndef DS_TOOLS_DEEPSPEECH_OPTIONS_H_
#define DS_TOOLS_DEEPSPEECH_OPTIONS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ds {

struct Options {
  std::optional<std::string> model;
  std::string scorer;
  std::string audio;  // file or directory
  int channel = 0;    // the first is 1; 0: average of all
  std::optional<unsigned int> beam_width;
  std::optional<float> lm_alpha;
  std::optional<float> lm_beta;
  bool as_stt = false;  // called by the name of Coqui's program: print versions as it does
  bool show_times = false;
  bool from_bytes = false;  // pass model and scorer as buffers
  bool extended = false;
  bool json = false;
  bool keep_emissions = false;             // with json: include the inputs of the decoder
  std::optional<unsigned int> candidates;  // with json: transcripts to print
  std::string commands;                    // file of a grammar; empty: none
  float max_distance = 0.25f;              // of a transcript from a command
  unsigned int stream_samples = 0;         // samples per chunk; 0: the whole file at once
  unsigned int extended_stream_samples = 0;
  std::vector<std::pair<std::string, float>> hot_words;
};

enum class Request { kTranscribe, kHelp, kVersion, kFail };

// Parses the command line. Prints the reason before it returns kFail.
Request parse_options(int argc, char** argv, Options* options);

void print_help(const char* program);

}  // namespace ds

#endif  // DS_TOOLS_DEEPSPEECH_OPTIONS_H_
