#include "options.h"

#include <getopt.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "text/rejected_option.h"
#include "text/utf8.h"

namespace {

constexpr char kUsage[] =
    "Usage: generate_scorer_package [options]\n"
    "Builds a .scorer package from a language model and its vocabulary.\n\n"
    "  --help                         this text\n"
    "  --alphabet FILE                alphabet of the acoustic model, one label per line; not needed in bytes mode\n"
    "  --checkpoint DIR               folder with alphabet.txt, instead of --alphabet, as in Coqui STT\n"
    "  --lm FILE                      KenLM binary without vocabulary strings (build_binary -v); required\n"
    "  --vocab FILE                   vocabulary, words separated by white space; required\n"
    "  --package FILE                 package to write; required\n"
    "  --default_alpha X              weight of the language model; required\n"
    "  --default_beta X               score of every word; required\n"
    "  --force_bytes_output_mode B    true or false; default: true if every word of the vocabulary is one character\n";

enum OptionCode { kHelp = 1, kAlphabet, kLm, kVocab, kPackage, kAlpha, kBeta, kBytes, kCheckpoint };

const option kOptions[] = {
    {"help", no_argument, nullptr, kHelp},
    {"alphabet", required_argument, nullptr, kAlphabet},
    {"lm", required_argument, nullptr, kLm},
    {"vocab", required_argument, nullptr, kVocab},
    {"package", required_argument, nullptr, kPackage},
    {"default_alpha", required_argument, nullptr, kAlpha},
    {"default_beta", required_argument, nullptr, kBeta},
    {"force_bytes_output_mode", required_argument, nullptr, kBytes},
    {"checkpoint", required_argument, nullptr, kCheckpoint},
    {nullptr, 0, nullptr, 0},
};

bool parse_number(const char* name, const char* text, float* number) {
  char* end = nullptr;
  *number = std::strtof(text, &end);
  const bool is_number = end != text && *end == '\0';
  if (is_number && std::isfinite(*number)) return true;
  std::fprintf(stderr, "E --%s must be a number%s. Received: %s\n", name, is_number ? " that is finite" : "",
               ds::utf8_shorten(text).c_str());
  return false;
}

bool parse_bool(const std::string& text, std::optional<bool>* value) {
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (text == yes) *value = true;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (text == no) *value = false;
  }
  if (value->has_value()) return true;
  std::fprintf(stderr, "E --force_bytes_output_mode must be true or false. Received: %s\n",
               ds::utf8_shorten(text).c_str());
  return false;
}

bool take(int code, const char* value, Options* options) {
  switch (code) {
    case kAlphabet: options->alphabet = value; return true;
    case kCheckpoint: options->alphabet = std::string(value) + "/alphabet.txt"; return true;
    case kLm: options->lm = value; return true;
    case kVocab: options->vocab = value; return true;
    case kPackage: options->package = value; return true;
    case kAlpha: return parse_number("default_alpha", value, &options->default_alpha);
    case kBeta: return parse_number("default_beta", value, &options->default_beta);
    case kBytes: return parse_bool(value, &options->force_bytes_output_mode);
    default: return false;
  }
}

}  // namespace

std::optional<Options> parse_options(int argc, char** argv) {
  Options options;
  bool was_given[kCheckpoint + 1] = {};
  int code;
  opterr = 0;
  while ((code = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    if (code == kHelp) {
      std::fputs(kUsage, stdout);
      options.is_help = true;
      return options;
    }
    if (code == '?') {
      ds::print_rejected_option(argv);
      std::fputs(kUsage, stderr);
      return std::nullopt;
    }
    if (!take(code, optarg, &options)) return std::nullopt;
    was_given[code] = true;
  }
  if (optind < argc) {
    std::fprintf(stderr, "E expected options only. Received: %s\n", ds::utf8_one_line(argv[optind]).c_str());
    return std::nullopt;
  }
  if (was_given[kAlphabet] && was_given[kCheckpoint]) {
    std::fputs("E --alphabet and --checkpoint exclude each other.\n", stderr);
    return std::nullopt;
  }
  for (const OptionCode required : {kLm, kVocab, kPackage, kAlpha, kBeta}) {
    if (was_given[required]) continue;
    std::fprintf(stderr, "E --%s is required.\n\n%s", kOptions[required - 1].name, kUsage);
    return std::nullopt;
  }
  return options;
}
