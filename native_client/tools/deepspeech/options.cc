#include "options.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <getopt.h>

#include "text/rejected_option.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr unsigned int kStreamUnit = 160;
constexpr int kExtendedStream = 256, kCandidates = 257, kFromBytes = 258, kKeepEmissions = 259, kChannel = 260,
              kCommands = 261, kMaxDistance = 262;

const option kOptions[] = {
    {"model", required_argument, nullptr, 'm'},
    {"scorer", required_argument, nullptr, 'l'},
    {"audio", required_argument, nullptr, 'a'},
    {"channel", required_argument, nullptr, kChannel},
    {"beam_width", required_argument, nullptr, 'b'},
    {"lm_alpha", required_argument, nullptr, 'c'},
    {"lm_beta", required_argument, nullptr, 'd'},
    {"extended", no_argument, nullptr, 'e'},
    {"json", no_argument, nullptr, 'j'},
    {"candidate_transcripts", required_argument, nullptr, kCandidates},
    {"stream", required_argument, nullptr, 's'},
    {"extended_stream", required_argument, nullptr, kExtendedStream},
    {"hot_words", required_argument, nullptr, 'w'},
    {"commands", required_argument, nullptr, kCommands},
    {"commands_max_distance", required_argument, nullptr, kMaxDistance},
    {"keep_emissions", no_argument, nullptr, kKeepEmissions},
    {"init_from_bytes", no_argument, nullptr, kFromBytes},
    {"version", no_argument, nullptr, 'v'},
    {"help", no_argument, nullptr, 'h'},
    {nullptr, 0, nullptr, 0},
};

bool parse_number(const char* text, const char* option, float* value) {
  char* end = nullptr;
  *value = std::strtof(text, &end);
  const bool is_number = end != text && *end == '\0';
  if (is_number && std::isfinite(*value)) return true;
  std::fprintf(stderr, "%s must be a number%s. Received: %s\n", option, is_number ? " that is finite" : "",
               utf8_shorten(text).c_str());
  return false;
}

bool parse_count(const char* text, const char* option, unsigned int* value) {
  char* end = nullptr;
  const unsigned long number = std::strtoul(text, &end, 10);
  if (end != text && *end == '\0' && text[0] != '-' && number >= 1 && number <= 1u << 30) {
    *value = static_cast<unsigned int>(number);
    return true;
  }
  std::fprintf(stderr, "%s must be an integer of at least 1. Received: %s\n", option, ds::utf8_shorten(text).c_str());
  return false;
}

bool parse_channel(const char* text, int* value) {
  unsigned int number = 0;
  if (!parse_count(text, "--channel", &number)) return false;
  *value = static_cast<int>(number);
  return true;
}

bool parse_share(const char* text, const char* option, float* value) {
  if (!parse_number(text, option, value)) return false;
  if (*value >= 0 && *value <= 1) return true;
  std::fprintf(stderr, "%s must be from 0 to 1. Received: %s\n", option, utf8_shorten(text).c_str());
  return false;
}

bool parse_stream(const char* text, const char* option, unsigned int* value) {
  if (!parse_count(text, option, value)) return false;
  if (*value % kStreamUnit == 0) return true;
  std::printf("Stream buffer size must be multiples of %u\n", kStreamUnit);
  return false;
}

bool parse_hot_words(const std::string& text, std::vector<std::pair<std::string, float>>* hot_words) {
  size_t begin = 0;
  while (begin <= text.size()) {
    const size_t end = std::min(text.find(',', begin), text.size());
    const std::string item = text.substr(begin, end - begin);
    const size_t colon = item.rfind(':');
    const std::string boost = colon == std::string::npos ? "" : item.substr(colon + 1);
    char* rest = nullptr;
    const float value = std::strtof(boost.c_str(), &rest);
    if (boost.empty() || colon == 0 || boost.find_first_not_of("-.0123456789") != std::string::npos || *rest != '\0' ||
        !std::isfinite(value)) {
      std::fprintf(stderr, "Could not enable hot-word: expected word:boost, such as two:7.5. Received: %s\n",
                   ds::utf8_shorten(item).c_str());
      return false;
    }
    hot_words->emplace_back(item.substr(0, colon), value);
    begin = end + 1;
  }
  return true;
}

bool apply(int option, const char* value, Options* options) {
  switch (option) {
    case 'm': options->model = value; return true;
    case 'l': options->scorer = value; return true;
    case 'a': options->audio = value; return true;
    case kChannel: return parse_channel(value, &options->channel);
    case 't': options->show_times = true; return true;
    case 'e': options->extended = true; return true;
    case 'j': options->json = true; return true;
    case kKeepEmissions: options->keep_emissions = true; return true;
    case kFromBytes: options->from_bytes = true; return true;
    case 'w': return parse_hot_words(value, &options->hot_words);
    case 's': return parse_stream(value, "--stream", &options->stream_samples);
    case kExtendedStream: return parse_stream(value, "--extended_stream", &options->extended_stream_samples);
    case kCandidates: return parse_count(value, "--candidate_transcripts", &options->candidates.emplace());
    case kCommands: options->commands = value; return true;
    case kMaxDistance: return parse_share(value, "--commands_max_distance", &options->max_distance);
    case 'b': return parse_count(value, "--beam_width", &options->beam_width.emplace());
    case 'c': return parse_number(value, "--lm_alpha", &options->lm_alpha.emplace());
    case 'd': return parse_number(value, "--lm_beta", &options->lm_beta.emplace());
    default: return false;
  }
}

}  // namespace

Request parse_options(int argc, char** argv, Options* options) {
  int option;
  opterr = 0;
  while ((option = getopt_long(argc, argv, "m:l:a:b:c:d:tejs:w:vh", kOptions, nullptr)) != -1) {
    if (option == 'h') return Request::kHelp;
    if (option == 'v') return Request::kVersion;
    if (option == '?') {
      print_rejected_option(argv);
      print_help(argv[0]);
      return Request::kFail;
    }
    if (!apply(option, optarg, options)) return Request::kFail;
  }
  const char* missing = !options->model ? "--model" : options->audio.empty() ? "--audio" : nullptr;
  if (optind < argc) {
    std::fprintf(stderr, "Unexpected argument: %s\n", utf8_one_line(argv[optind]).c_str());
  } else if (missing != nullptr) {
    std::fprintf(stderr, "%s is missing.\n", missing);
  } else {
    return Request::kTranscribe;
  }
  print_help(argv[0]);
  return Request::kFail;
}

void print_help(const char* program) {
  std::printf(
      "Usage: %s --model MODEL [--scorer SCORER] --audio AUDIO [option ...]\n"
      "\n"
      "Transcribes speech on this machine.\n"
      "\n"
      "  -m, --model FILE              exported model (.tflite)\n"
      "  -l, --scorer FILE             external scorer package (.scorer)\n"
      "  -a, --audio PATH              audio file, or a directory of them\n"
      "      --channel N               take this channel alone, the first is 1 (default: their average)\n"
      "  -b, --beam_width N            hypotheses that the decoder keeps (default: the model's)\n"
      "  -c, --lm_alpha X              weight of the language model (default: the scorer's)\n"
      "  -d, --lm_beta X               weight per word (default: the scorer's)\n"
      "  -w, --hot_words W:BOOST,...   words to boost; a negative boost suppresses\n"
      "  -e, --extended                put the transcript together from its tokens\n"
      "  -j, --json                    words with times, as JSON\n"
      "      --candidate_transcripts N transcripts in the JSON output (default: 3)\n"
      "      --commands FILE           grammar of commands (data/lm/commands.py): print intent and slots, too\n"
      "      --commands_max_distance X words of a command that may differ, as a share (default: 0.25)\n"
      "      --keep_emissions          with --json: the probabilities of every symbol and timestep, too\n"
      "  -s, --stream SAMPLES          feed the audio in chunks and show intermediate transcripts\n"
      "      --extended_stream SAMPLES the same, from tokens\n"
      "      --init_from_bytes         hand model and scorer to the library as buffers, not as paths\n"
      "  -t                            print the processor time that inference took\n"
      "  -v, --version                 print the version\n"
      "  -h, --help                    print this text\n"
      "\n"
      "WAV files are read as they are; FLAC, MP3, Ogg (Vorbis, Opus), AIFF, AU, CAF, W64 and SPHERE need\n"
      "libsndfile. Any sample rate and number of channels is converted to what the model takes.\n",
      program);
}

}  // namespace ds
