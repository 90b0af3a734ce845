#include "options.h"

#include <getopt.h>

#include <cstdio>

#include "text/rejected_option.h"
#include "text/utf8.h"

namespace ds {
namespace {

constexpr char kUsage[] =
    "Usage: deepspeech-convert [--weights float32|float16|int8] [--alphabet FILE] [--audio FILE] INPUT OUTPUT\n"
    "Converts a model of DeepSpeech: INPUT is a .pb, .pbmm or .tflite file, and the name of OUTPUT must end with\n"
    ".tflite or .pbmm. Metadata and alphabet are kept.\n\n"
    "  --weights TYPE   format in a .tflite file: float32 (default), float16 or int8\n"
    "  --alphabet FILE  alphabet for a file that has none (DeepSpeech 0.6)\n"
    "  --audio FILE     recording: also print the largest difference in probabilities\n"
    "  --version        print the version\n"
    "  --help           this text\n\n"
    "Exits with 0 if OUTPUT was written, 1 if a file cannot be used, 2 if the command line is invalid.\n";
constexpr int kUsageError = 2;

enum OptionCode { kHelp = 1, kVersion, kWeights, kAlphabet, kAudio };

const option kOptions[] = {
    {"help", no_argument, nullptr, kHelp},
    {"version", no_argument, nullptr, kVersion},
    {"weights", required_argument, nullptr, kWeights},
    {"alphabet", required_argument, nullptr, kAlphabet},
    {"audio", required_argument, nullptr, kAudio},
    {nullptr, 0, nullptr, 0},
};

constexpr WeightFormat kFormats[] = {WeightFormat::kFloat32, WeightFormat::kFloat16, WeightFormat::kInt8};

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() > end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool parse_weights(const std::string& text, WeightFormat* format) {
  for (const WeightFormat one : kFormats) {
    if (text != name_of(one)) continue;
    *format = one;
    return true;
  }
  std::fprintf(stderr, "E --weights must be float32, float16 or int8. Received: %s\n", utf8_shorten(text).c_str());
  return false;
}

bool check_output(const ConvertOptions& options) {
  if (!options.is_graph && !ends_with(options.output, ".tflite")) {
    std::fprintf(stderr, "E the name of the output must end with .tflite or .pbmm. Received: %s\n",
                 utf8_shorten(options.output).c_str());
    return false;
  }
  if (options.is_graph && options.weights != WeightFormat::kFloat32) {
    std::fprintf(stderr, "E a .pbmm file has float32 weights. Received: --weights %s\n", name_of(options.weights));
    return false;
  }
  return true;
}

}  // namespace

const char* name_of(WeightFormat format) {
  switch (format) {
    case WeightFormat::kFloat16: return "float16";
    case WeightFormat::kInt8: return "int8";
    default: return "float32";
  }
}

bool parse_options(int argc, char** argv, ConvertOptions* options, int* status) {
  *status = kUsageError;
  int code;
  opterr = 0;
  while ((code = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    switch (code) {
      case kHelp:
        std::fputs(kUsage, stdout);
        *status = 0;
        return false;
      case kVersion:
        std::puts("DeepSpeech " DS_VERSION_STRING);
        *status = 0;
        return false;
      case kWeights:
        if (!parse_weights(optarg, &options->weights)) return false;
        break;
      case kAlphabet: options->alphabet = optarg; break;
      case kAudio: options->audio = optarg; break;
      default:
        print_rejected_option(argv);
        std::fputs(kUsage, stderr);
        return false;
    }
  }
  if (argc - optind != 2) {
    std::fprintf(stderr, "E expected two files, input and output. Received: %d\n\n%s", argc - optind, kUsage);
    return false;
  }
  options->input = argv[optind];
  options->output = argv[optind + 1];
  options->is_graph = ends_with(options->output, ".pbmm");
  return check_output(*options);
}

}  // namespace ds
