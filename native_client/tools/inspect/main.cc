// deepspeech-inspect: lists the contents of a model (.tflite, .pb, .pbmm) or a .scorer package, and checks it.
#include <getopt.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>

#include "model/frozen_graph.h"
#include "model/model_error.h"
#include "report.h"
#include "text/alphabet.h"
#include "text/rejected_option.h"
#include "text/standard_output.h"
#include "text/utf8.h"

namespace {

constexpr char kUsage[] =
    "Usage: deepspeech-inspect [--json] [--alphabet FILE] FILE\n"
    "Says what is in an exported model (.tflite, .pb, .pbmm), a scorer package (.scorer) or a KenLM binary, and checks "
    "it.\n\n"
    "  --json           as JSON\n"
    "  --alphabet FILE  alphabet of a scorer that is not in bytes mode: its words are looked at too\n"
    "  --version        print the version\n"
    "  --help           this text\n\n"
    "Exits with 0 if the file is valid, 1 if it is damaged or cannot be read, 2 if the command line is invalid.\n";
constexpr int kUsageError = 2;

enum OptionCode { kHelp = 1, kVersion, kJson, kAlphabet };

const option kOptions[] = {
    {"help", no_argument, nullptr, kHelp},
    {"version", no_argument, nullptr, kVersion},
    {"json", no_argument, nullptr, kJson},
    {"alphabet", required_argument, nullptr, kAlphabet},
    {nullptr, 0, nullptr, 0},
};

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

bool is_model_by_content(const std::string& path) {
  try {
    return ds::format_of_file(path) != ds::ModelFormat::kUnknown;
  } catch (const ds::ModelError&) {  // too short
    return false;
  }
}

// By its first bytes, or by its name if these are damaged.
bool is_model(const std::string& path) {
  std::error_code unused;
  const std::filesystem::file_type type = std::filesystem::status(path, unused).type();
  if (type == std::filesystem::file_type::fifo) throw ds::Verdict("the file cannot be read: it is not a regular file");
  std::ifstream file(path, std::ios::binary);
  char begin[8] = {};
  if (!file.read(begin, 1)) {
    const std::string reason = file.eof() ? "it is empty" : std::strerror(errno ? errno : EIO);
    throw ds::Verdict("the file cannot be read: " + reason);
  }
  file.read(begin + 1, sizeof(begin) - 1);
  if (std::memcmp(begin, "mmap lm ", 8) == 0) return false;
  if (ends_with(path, ".tflite") || ends_with(path, ".pb") || ends_with(path, ".pbmm")) return true;
  if (ends_with(path, ".scorer") || ends_with(path, ".binary")) return false;
  if (is_model_by_content(path)) return true;
  throw ds::Verdict("the file is neither a model (.tflite, .pb, .pbmm) nor a scorer package");
}

int inspect(const std::string& path, bool as_json, const ds::Alphabet* alphabet) {
  ds::Report report;
  std::string damage;
  report.add("file", path);
  try {
    const bool model = is_model(path);
    report.add("kind", model ? "model" : "scorer");
    model ? ds::report_model(path, &report) : ds::report_scorer(path, alphabet, &report);
  } catch (const std::exception& error) {
    damage = error.what();
  }
  report.finish(damage);
  std::fputs((as_json ? report.json() : report.text()).c_str(), stdout);
  if (damage.empty()) return 0;
  std::fprintf(stderr, "E %s: %s\n", ds::utf8_one_line(path).c_str(), ds::utf8_one_line(damage).c_str());
  return 1;
}

int run(int argc, char** argv) {
  bool as_json = false;
  std::optional<ds::Alphabet> alphabet;
  int code;
  opterr = 0;
  while ((code = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    std::string error;
    switch (code) {
      case kHelp: std::fputs(kUsage, stdout); return 0;
      case kVersion: std::puts("DeepSpeech " DS_VERSION_STRING); return 0;
      case kJson: as_json = true; break;
      case kAlphabet:
        alphabet = ds::Alphabet::read_file(optarg, &error);
        if (alphabet) break;
        std::fprintf(stderr, "E %s\n", ds::utf8_one_line(error).c_str());
        return kUsageError;
      default:
        ds::print_rejected_option(argv);
        std::fputs(kUsage, stderr);
        return kUsageError;
    }
  }
  if (argc - optind != 1) {
    std::fprintf(stderr, "E expected one file. Received: %d\n\n%s", argc - optind, kUsage);
    return kUsageError;
  }
  return inspect(argv[optind], as_json, alphabet ? &*alphabet : nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return ds::finish_output(run(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "E %s\n", error.what());
    return 1;
  }
}
