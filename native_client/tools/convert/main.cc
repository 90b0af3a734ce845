// deepspeech-convert: writes a model of DeepSpeech as a .tflite file or as a memory-mapped graph (.pbmm).
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <exception>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

#include "audio/read_audio.h"
#include "compare.h"
#include "model/frozen_graph.h"
#include "model/frozen_network.h"
#include "model/graph_writer.h"
#include "model/network_tflite.h"
#include "model/tflite_network.h"
#include "options.h"
#include "platform/files.h"
#include "text/alphabet.h"
#include "text/standard_output.h"
#include "text/utf8.h"

namespace {

using ds::ConvertOptions;
using ds::ModelFormat;

// A failure that concerns another file than the input; its text names the file.
class OtherFileError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

const char* name_of(ModelFormat format) {
  switch (format) {
    case ModelFormat::kTflite: return ".tflite";
    case ModelFormat::kFrozenGraph: return "frozen graph";
    case ModelFormat::kMemoryMappedGraph: return "memory-mapped graph";
    default: return "unknown";
  }
}

ds::Network read_input(const ConvertOptions& options, ModelFormat format, const ds::MissingMetadata& missing) {
  const ds::MissingMetadata* allowed = missing.alphabet.empty() ? nullptr : &missing;
  switch (format) {
    case ModelFormat::kTflite: return ds::read_network(ds::TfliteFile(options.input), allowed);
    case ModelFormat::kUnknown: throw std::runtime_error(ds::kUnknownFormat);
    default: return ds::read_network(std::make_shared<const ds::FrozenGraph>(options.input), allowed);
  }
}

// The alphabet must fit the outputs. --alphabet must not contradict the file.
void check_alphabet(const ds::Network& network, const ds::MissingMetadata& missing) {
  const std::string& serialized = network.info.alphabet;
  const auto alphabet = ds::Alphabet::deserialize(serialized.data(), serialized.size());
  if (!alphabet) throw std::runtime_error("its alphabet is damaged");
  if (alphabet->size() + 1 != network.info.n_classes) {
    throw std::runtime_error(
        "the alphabet must have " + std::to_string(network.info.n_classes - 1) +
        " labels, one less than the model has outputs. Received: " + std::to_string(alphabet->size()));
  }
  if (!missing.alphabet.empty() && alphabet->serialize() != missing.alphabet) {
    throw std::runtime_error("it already has an alphabet, which differs from that of --alphabet");
  }
}

// Writes the complete file, or leaves an existing file unchanged.
void write_output(const ConvertOptions& options, const ds::Network& network) {
  const std::string scratch = options.output + "." + ds::platform::process_number() + ".part";
  std::FILE* file = ds::platform::open_file(scratch, "wb");
  int error = file == nullptr ? errno : 0;
  const auto sink = [&](const void* data, size_t size) {
    if (error == 0 && std::fwrite(data, 1, size, file) != size) error = errno;
  };
  const auto close = [&] {
    if (file != nullptr && std::fclose(file) != 0 && error == 0) error = errno;
  };
  try {
    if (options.is_graph) {
      ds::write_memory_mapped_graph(network, sink);
    } else {
      ds::network_graph(network, options.weights).write("deepspeech-convert " DS_VERSION_STRING, sink);
    }
  } catch (...) {
    close();
    ds::platform::remove_file(scratch);
    throw;
  }
  close();
  if (error == 0 && !ds::platform::replace_file(scratch, options.output)) error = errno;
  if (error == 0) return;
  ds::platform::remove_file(scratch);
  throw OtherFileError(options.output + " cannot be written: " + std::strerror(error));
}

// The recording of --audio, which must be readable before anything is written.
std::optional<ds::ModelAudio> read_recording(const ConvertOptions& options, const ds::Network& network) {
  if (options.audio.empty()) return std::nullopt;
  try {
    return ds::read_audio(options.audio, network.info.sample_rate_hz);
  } catch (const ds::AudioError& error) {
    throw OtherFileError(error.what());
  }
}

// Returns the recording for `compare`, if there is one.
std::optional<ds::ModelAudio> convert(const ConvertOptions& options) {
  std::error_code error;
  if (std::filesystem::equivalent(options.input, options.output, error)) {
    throw std::runtime_error("input and output are the same file");
  }
  ds::MissingMetadata missing;
  if (!options.alphabet.empty()) {
    std::string reason;
    const auto alphabet = ds::Alphabet::read_file(options.alphabet, &reason);
    if (!alphabet) throw OtherFileError(reason);
    missing.alphabet = alphabet->serialize();
  }
  const ModelFormat format = ds::format_of_file(options.input);
  const ds::Network network = read_input(options, format, missing);
  check_alphabet(network, missing);
  std::optional<ds::ModelAudio> recording = read_recording(options, network);
  write_output(options, network);
  const auto size = [](const std::string& path) {
    return static_cast<unsigned long long>(std::filesystem::file_size(path));
  };
  std::printf("input   %s  %s, %llu bytes\n", ds::utf8_one_line(options.input).c_str(), name_of(format),
              size(options.input));
  std::printf("output  %s  %s, %s weights, %llu bytes\n", ds::utf8_one_line(options.output).c_str(),
              name_of(options.is_graph ? ModelFormat::kMemoryMappedGraph : ModelFormat::kTflite),
              ds::name_of(options.weights), size(options.output));
  return recording;
}

void compare(const ConvertOptions& options, const ds::ModelAudio& recording) {
  const ds::Difference difference = ds::compare_models(options.input, options.output, recording.samples);
  std::printf("largest difference in probabilities: %.2g (%zu rows)\n", difference.largest, difference.rows);
}

}  // namespace

int main(int argc, char** argv) {
  ConvertOptions options;
  int status = 0;
  if (!ds::parse_options(argc, argv, &options, &status)) return ds::finish_output(status);
  ds::platform::survive_size_limits();  // a limit of the file size is an error of writing
  try {
    if (const auto recording = convert(options)) compare(options, *recording);
    return ds::finish_output(0);
  } catch (const OtherFileError& error) {
    std::fprintf(stderr, "E %s\n", ds::utf8_one_line(error.what()).c_str());
    return 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "E %s: %s\n", ds::utf8_one_line(options.input).c_str(),
                 ds::utf8_one_line(error.what()).c_str());
    return 1;
  }
}
