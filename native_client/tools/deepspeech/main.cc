// deepspeech: transcribes audio files with an exported model and an optional scorer.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "audio/read_audio.h"
#include "deepspeech.h"
#include "handles.h"
#include "options.h"
#include "text/standard_output.h"
#include "text/text_file.h"
#include "text/utf8.h"
#include "transcribe.h"

namespace {

using ds::Options;

using ds::Commands;
using ds::Model;
using ds::Text;

void print_failure(const char* action, int status) {
  const Text message(DS_ErrorCodeToErrorMessage(status));
  std::fprintf(stderr, "%s: %s\n", action, message ? message.get() : "");
}

// Reads a model or a scorer for the functions that take buffers. Nothing, with a message, if that fails.
std::optional<std::string> read_bytes(const char* kind, const std::string& path) {
  std::string bytes;
  std::string error;
  if (ds::read_file(path, std::numeric_limits<unsigned int>::max(), &bytes, &error)) return bytes;
  std::fprintf(stderr, "%s %s cannot be read: %s\n", kind, ds::utf8_one_line(path).c_str(),
               ds::utf8_one_line(error).c_str());
  return std::nullopt;
}

int enable_scorer(ModelState* model, const Options& options) {
  if (!options.from_bytes) return DS_EnableExternalScorer(model, options.scorer.c_str());
  const std::optional<std::string> bytes = read_bytes("Scorer", options.scorer);
  if (!bytes) return DS_ERR_INVALID_SCORER;
  return DS_EnableExternalScorerFromBuffer(model, bytes->data(), static_cast<unsigned int>(bytes->size()));
}

int create_model(const Options& options, ModelState** model) {
  if (!options.from_bytes) return DS_CreateModel(options.model->c_str(), model);
  const std::optional<std::string> bytes = read_bytes("Model", *options.model);
  if (!bytes) return DS_ERR_FAIL_INIT_MMAP;
  return DS_CreateModelFromBuffer(bytes->data(), static_cast<unsigned int>(bytes->size()), model);
}

bool configure_scorer(ModelState* model, const Options& options) {
  if (options.scorer.empty()) return true;
  const int status = enable_scorer(model, options);
  if (status != DS_ERR_OK) {
    print_failure("Could not enable external scorer", status);
    return false;
  }
  return true;
}

// A weight that is not given keeps the value of the package.
bool configure_weights(ModelState* model, const Options& options) {
  if (options.scorer.empty() || (!options.lm_alpha && !options.lm_beta)) return true;
  const float keep = std::numeric_limits<float>::quiet_NaN();
  const int status = DS_SetScorerAlphaBeta(model, options.lm_alpha.value_or(keep), options.lm_beta.value_or(keep));
  if (status != DS_ERR_OK) std::fprintf(stderr, "Error setting scorer alpha and beta.\n");
  return status == DS_ERR_OK;
}

bool configure_hot_words(ModelState* model, const Options& options) {
  for (const auto& [word, boost] : options.hot_words) {
    const int status = DS_AddHotWord(model, word.c_str(), boost);
    if (status != DS_ERR_OK) {
      print_failure("Could not enable hot-word", status);
      return false;
    }
  }
  return true;
}

void print_warnings(const ModelState* model, const Options& options) {
  if (options.scorer.empty() && (options.lm_alpha || options.lm_beta)) {
    std::fprintf(stderr, "Warning: --lm_alpha and --lm_beta have no effect without --scorer.\n");
  }
  const Text warnings(DS_GetModelWarnings(model));
  std::istringstream lines(warnings ? warnings.get() : "");
  for (std::string line; std::getline(lines, line);) std::fprintf(stderr, "Warning: %s\n", line.c_str());
}

// Prints these two lines, because users of 0.9.3 expect them.
void print_versions(const Options& options) {
  const Text version(DS_Version());
  std::fprintf(stderr, "TensorFlow: LiteRT\n%s: %s\n", options.as_stt ? " Coqui STT" : "DeepSpeech",
               version ? version.get() : "");
}

Model load_model(const Options& options) {
  print_versions(options);
  ModelState* state = nullptr;
  const int status = create_model(options, &state);
  Model model(state);
  if (status != DS_ERR_OK) {
    print_failure("Could not create model", status);
    return nullptr;
  }
  if (options.beam_width && DS_SetModelBeamWidth(state, *options.beam_width) != DS_ERR_OK) {
    std::fprintf(stderr, "Could not set model beam width.\n");
    return nullptr;
  }
  const bool configured =
      configure_scorer(state, options) && configure_weights(state, options) && configure_hot_words(state, options);
  if (!configured) return nullptr;
  print_warnings(state, options);
  return model;
}

// Nothing, with a message, if the file cannot be used.
bool load_commands(const Options& options, Commands* commands) {
  if (options.commands.empty()) return true;
  CommandGrammar* grammar = nullptr;
  const int status = DS_CreateCommands(options.commands.c_str(), &grammar);
  if (status != DS_ERR_OK) print_failure("Could not load commands", status);
  commands->reset(grammar);
  return status == DS_ERR_OK;
}

// The model and the grammar of commands, null without one, for all recordings.
struct Recognizer {
  Model model;
  Commands commands;
};

bool process_file(const Recognizer& recognizer, const std::string& path, const Options& options) {
  const int rate_hz = DS_GetModelSampleRate(recognizer.model.get());
  ds::ModelAudio audio;
  try {
    audio = ds::read_audio(path, rate_hz, options.channel);
  } catch (const ds::AudioError& error) {
    std::fprintf(stderr, "%s\n", ds::utf8_one_line(error.what()).c_str());
    return false;
  }
  for (const std::string& warning : audio.warnings) {
    std::fprintf(stderr, "Warning: %s: %s.\n", ds::utf8_one_line(path).c_str(), warning.c_str());
  }
  if (audio.original_rate_hz < rate_hz) {
    std::fprintf(stderr,
                 "Warning: original sample rate (%d) is lower than %d Hz. Up-sampling might produce erratic "
                 "speech recognition.\n",
                 audio.original_rate_hz, rate_hz);
  }
  const std::clock_t begin = std::clock();
  std::string output;
  if (!ds::transcribe(recognizer.model.get(), recognizer.commands.get(), audio.samples, options, &output)) {
    std::fprintf(stderr, "Could not transcribe %s\n", ds::utf8_one_line(path).c_str());
    return false;
  }
  const double seconds = static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  std::printf("%s\n", output.c_str());
  if (options.show_times) std::printf("cpu_time_overall=%.05f\n", seconds);
  return true;
}

// The contents of a directory: audio files by name, and everything else except folders.
struct Listing {
  std::vector<std::string> recordings;
  std::vector<std::string> others;
};

Listing list(const std::string& directory) {
  Listing listing;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    std::error_code unknown;  // of a dangling link; reading it reports the reason
    if (entry.is_directory(unknown)) continue;
    const bool is_file = !entry.is_other(unknown);  // reading a pipe without a writer would never end
    const std::string name = entry.path().filename().string();
    (is_file && ds::has_audio_name(name) ? listing.recordings : listing.others).push_back(name);
  }
  std::sort(listing.recordings.begin(), listing.recordings.end());
  std::sort(listing.others.begin(), listing.others.end());
  return listing;
}

void print_listing(const std::string& directory, const Listing& listing) {
  constexpr size_t kMaxNamed = 5;
  const size_t others = listing.others.size();
  std::fprintf(stderr, "%zu of %zu files in %s are recordings by their names.", listing.recordings.size(),
               listing.recordings.size() + others, ds::utf8_one_line(directory).c_str());
  for (size_t i = 0; i < std::min(others, kMaxNamed); i++) {
    std::fprintf(stderr, "%s %s", i == 0 ? " Not taken:" : ",", ds::utf8_one_line(listing.others[i]).c_str());
  }
  std::fprintf(stderr, others > kMaxNamed ? ", and %zu more\n" : "\n", others - std::min(others, kMaxNamed));
}

bool process_directory(const Recognizer& recognizer, const Options& options) {
  std::printf("Running on directory %s\n", ds::utf8_one_line(options.audio).c_str());
  std::fflush(stdout);
  const Listing listing = list(options.audio);
  print_listing(options.audio, listing);
  if (listing.recordings.empty()) return false;
  bool complete = true;
  for (const std::string& name : listing.recordings) {
    const std::string path = options.audio + "/" + name;
    std::printf("> %s\n", ds::utf8_one_line(path).c_str());
    complete = process_file(recognizer, path, options) && complete;
    std::fflush(stdout);
  }
  return complete;
}

void print_version(FILE* target, const char* product) {
  const Text version(DS_Version());
  std::fprintf(target, "%s %s\n", product, version ? version.get() : "");
}

int run(int argc, char** argv) {
  Options options;
  options.as_stt = std::filesystem::path(argv[0]).stem() == "stt";
  switch (ds::parse_options(argc, argv, &options)) {
    case ds::Request::kHelp:
      ds::print_help(argv[0]);
      print_version(stderr, options.as_stt ? "Coqui STT" : "DeepSpeech");
      return 0;
    case ds::Request::kVersion: print_version(stdout, options.as_stt ? "Coqui" : "DeepSpeech"); return 0;
    case ds::Request::kFail: return 1;
    case ds::Request::kTranscribe: break;
  }
  Recognizer recognizer;
  if (!load_commands(options, &recognizer.commands)) return 1;
  recognizer.model = load_model(options);
  if (!recognizer.model) return 1;
  const bool complete = std::filesystem::is_directory(options.audio) ? process_directory(recognizer, options)
                                                                     : process_file(recognizer, options.audio, options);
  return complete ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return ds::finish_output(run(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "Unexpected error: %s\n", error.what());
    return 1;
  }
}
