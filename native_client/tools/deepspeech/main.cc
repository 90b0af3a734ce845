// deepspeech: transcribes audio files with an exported model and an optional scorer.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <exception>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "audio/read_audio.h"
#include "deepspeech.h"
#include "options.h"
#include "output.h"
#include "text/standard_output.h"
#include "text/text_file.h"
#include "text/utf8.h"

namespace {

using ds::Options;

struct FreeModel {
  void operator()(ModelState* model) const { DS_FreeModel(model); }
};
struct FreeString {
  void operator()(char* text) const { DS_FreeString(text); }
};
struct FreeMetadata {
  void operator()(Metadata* metadata) const { DS_FreeMetadata(metadata); }
};
struct FreeEmissions {
  void operator()(MetadataWithEmissions* metadata) const { DS_FreeMetadataWithEmissions(metadata); }
};
using Model = std::unique_ptr<ModelState, FreeModel>;
using Text = std::unique_ptr<char, FreeString>;
using Results = std::unique_ptr<Metadata, FreeMetadata>;
using ResultsWithEmissions = std::unique_ptr<MetadataWithEmissions, FreeEmissions>;
using Samples = std::vector<int16_t>;

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
void print_versions() {
  const Text version(DS_Version());
  std::fprintf(stderr, "TensorFlow: LiteRT\nDeepSpeech: %s\n", version ? version.get() : "");
}

Model load_model(const Options& options) {
  print_versions();
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

// The intermediate transcript: as text, or assembled from tokens.
std::string current_text(const StreamingState* stream, bool from_tokens) {
  if (from_tokens) {
    const Results results(DS_IntermediateDecodeWithMetadata(stream, 1));
    return results && results->num_transcripts > 0 ? ds::join_tokens(results->transcripts[0]) : "";
  }
  const Text text(DS_IntermediateDecode(stream));
  return text ? ds::utf8_repair(text.get()) : "";
}

bool stream_text(ModelState* model, const Samples& samples, size_t chunk, bool from_tokens, std::string* text) {
  StreamingState* stream = nullptr;
  if (DS_CreateStream(model, &stream) != DS_ERR_OK) return false;
  std::string last;
  for (size_t position = 0; position < samples.size(); position += chunk) {
    const size_t count = std::min(chunk, samples.size() - position);
    DS_FeedAudioContent(stream, samples.data() + position, static_cast<unsigned int>(count));
    const std::string partial = current_text(stream, from_tokens);
    if (partial == last) continue;
    std::printf("%s\n", partial.c_str());
    std::fflush(stdout);
    last = partial;
  }
  if (from_tokens) {
    const Results results(DS_FinishStreamWithMetadata(stream, 1));
    if (!results) return false;
    *text = results->num_transcripts > 0 ? ds::join_tokens(results->transcripts[0]) : "";
    return true;
  }
  const Text final_text(DS_FinishStream(stream));
  if (!final_text) return false;
  *text = ds::utf8_repair(final_text.get());
  return true;
}

bool transcribe_to_json(ModelState* model, const Samples& samples, const Options& options, std::string* output) {
  const auto size = static_cast<unsigned int>(samples.size());
  if (options.keep_emissions) {
    const ResultsWithEmissions results(DS_SpeechToTextWithEmissions(model, samples.data(), size, options.candidates));
    if (results) *output = ds::to_json(results->transcripts, results->num_transcripts, results->emissions);
    return results != nullptr;
  }
  const Results results(DS_SpeechToTextWithMetadata(model, samples.data(), size, options.candidates));
  if (results) *output = ds::to_json(results->transcripts, results->num_transcripts, nullptr);
  return results != nullptr;
}

// The output for one recording. If several kinds of output are requested, the first in the order of 0.9.3 is used.
bool transcribe(ModelState* model, const Samples& samples, const Options& options, std::string* output) {
  const unsigned int size = static_cast<unsigned int>(samples.size());
  if (options.extended) {
    const Results results(DS_SpeechToTextWithMetadata(model, samples.data(), size, 1));
    if (!results) return false;
    if (results->num_transcripts > 0) *output = ds::join_tokens(results->transcripts[0]);
    return true;
  }
  if (options.json) return transcribe_to_json(model, samples, options, output);
  if (options.stream_samples > 0) return stream_text(model, samples, options.stream_samples, false, output);
  if (options.extended_stream_samples > 0) {
    return stream_text(model, samples, options.extended_stream_samples, true, output);
  }
  const Text text(DS_SpeechToText(model, samples.data(), size));
  if (!text) return false;
  *output = ds::utf8_repair(text.get());
  return true;
}

bool process_file(ModelState* model, const std::string& path, const Options& options) {
  const int rate_hz = DS_GetModelSampleRate(model);
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
  if (!transcribe(model, audio.samples, options, &output)) {
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

bool process_directory(ModelState* model, const Options& options) {
  std::printf("Running on directory %s\n", ds::utf8_one_line(options.audio).c_str());
  std::fflush(stdout);
  const Listing listing = list(options.audio);
  print_listing(options.audio, listing);
  if (listing.recordings.empty()) return false;
  bool complete = true;
  for (const std::string& name : listing.recordings) {
    const std::string path = options.audio + "/" + name;
    std::printf("> %s\n", ds::utf8_one_line(path).c_str());
    complete = process_file(model, path, options) && complete;
    std::fflush(stdout);
  }
  return complete;
}

void print_version(FILE* target) {
  const Text version(DS_Version());
  std::fprintf(target, "DeepSpeech %s\n", version ? version.get() : "");
}

int run(int argc, char** argv) {
  Options options;
  switch (ds::parse_options(argc, argv, &options)) {
    case ds::Request::kHelp:
      ds::print_help(argv[0]);
      print_version(stderr);
      return 0;
    case ds::Request::kVersion: print_version(stdout); return 0;
    case ds::Request::kFail: return 1;
    case ds::Request::kTranscribe: break;
  }
  const Model model = load_model(options);
  if (!model) return 1;
  const bool complete = std::filesystem::is_directory(options.audio)
                            ? process_directory(model.get(), options)
                            : process_file(model.get(), options.audio, options);
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
