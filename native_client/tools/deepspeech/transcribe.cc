#include "transcribe.h"

#include <algorithm>
#include <cstdio>

#include "commands.h"
#include "handles.h"
#include "output.h"
#include "text/utf8.h"

namespace ds {
namespace {

using Samples = std::vector<int16_t>;

constexpr unsigned int kPrinted = 3;       // transcripts in JSON, unless options say otherwise
constexpr unsigned int kForCommands = 10;  // transcripts that are compared with commands, likewise

// What one call transcribes, and how.
struct Task {
  ModelState* model;
  const CommandGrammar* commands;  // may be null
  const Samples& samples;
  const Options& options;

  unsigned int size() const { return static_cast<unsigned int>(samples.size()); }
};

// The best of several transcripts as text, and the command of all of them in the next line.
std::string best_with_command(const Task& task, const Metadata& results) {
  const std::string text = results.num_transcripts > 0 ? join_tokens(results.transcripts[0]) : "";
  const Match match =
      find_command(task.commands, results.transcripts, results.num_transcripts, task.options.max_distance);
  return text + "\n" + command_text(match.get());
}

unsigned int candidates_for_commands(const Task& task) { return task.options.candidates.value_or(kForCommands); }

// The intermediate transcript: as text, or assembled from tokens.
std::string current_text(const StreamingState* stream, bool from_tokens) {
  if (from_tokens) {
    const Results results(DS_IntermediateDecodeWithMetadata(stream, 1));
    return results && results->num_transcripts > 0 ? join_tokens(results->transcripts[0]) : "";
  }
  const Text text(DS_IntermediateDecode(stream));
  return text ? utf8_repair(text.get()) : "";
}

bool finish_stream(const Task& task, StreamingState* stream, bool from_tokens, std::string* text) {
  if (task.commands != nullptr) {
    const Results results(DS_FinishStreamWithMetadata(stream, candidates_for_commands(task)));
    if (results) *text = best_with_command(task, *results);
    return results != nullptr;
  }
  if (from_tokens) {
    const Results results(DS_FinishStreamWithMetadata(stream, 1));
    if (!results) return false;
    *text = results->num_transcripts > 0 ? join_tokens(results->transcripts[0]) : "";
    return true;
  }
  const Text final_text(DS_FinishStream(stream));
  if (!final_text) return false;
  *text = utf8_repair(final_text.get());
  return true;
}

bool stream_text(const Task& task, size_t chunk, bool from_tokens, std::string* text) {
  StreamingState* stream = nullptr;
  if (DS_CreateStream(task.model, &stream) != DS_ERR_OK) return false;
  std::string last;
  for (size_t position = 0; position < task.samples.size(); position += chunk) {
    const size_t count = std::min(chunk, task.samples.size() - position);
    DS_FeedAudioContent(stream, task.samples.data() + position, static_cast<unsigned int>(count));
    const std::string partial = current_text(stream, from_tokens);
    if (partial == last) continue;
    std::printf("%s\n", partial.c_str());
    std::fflush(stdout);
    last = partial;
  }
  return finish_stream(task, stream, from_tokens, text);
}

// The JSON of the first transcripts, with the command of all of them.
std::string json_of(const Task& task, const CandidateTranscript* transcripts, unsigned int count,
                    const AcousticModelEmissions* emissions) {
  std::string command;
  if (task.commands != nullptr) {
    command = command_json(find_command(task.commands, transcripts, count, task.options.max_distance).get());
  }
  return to_json(transcripts, std::min(count, task.options.candidates.value_or(kPrinted)), emissions, command);
}

bool transcribe_to_json(const Task& task, std::string* output) {
  const unsigned int printed = task.options.candidates.value_or(kPrinted);
  const unsigned int wanted = task.commands != nullptr ? candidates_for_commands(task) : printed;
  if (task.options.keep_emissions) {
    const ResultsWithEmissions results(
        DS_SpeechToTextWithEmissions(task.model, task.samples.data(), task.size(), wanted));
    if (results) *output = json_of(task, results->transcripts, results->num_transcripts, results->emissions);
    return results != nullptr;
  }
  const Results results(DS_SpeechToTextWithMetadata(task.model, task.samples.data(), task.size(), wanted));
  if (results) *output = json_of(task, results->transcripts, results->num_transcripts, nullptr);
  return results != nullptr;
}

bool transcribe_to_tokens(const Task& task, std::string* output) {
  const unsigned int wanted = task.commands != nullptr ? candidates_for_commands(task) : 1;
  const Results results(DS_SpeechToTextWithMetadata(task.model, task.samples.data(), task.size(), wanted));
  if (!results) return false;
  if (task.commands != nullptr) {
    *output = best_with_command(task, *results);
  } else if (results->num_transcripts > 0) {
    *output = join_tokens(results->transcripts[0]);
  }
  return true;
}

}  // namespace

bool transcribe(ModelState* model, const CommandGrammar* commands, const Samples& samples, const Options& options,
                std::string* output) {
  const Task task{model, commands, samples, options};
  if (options.extended) return transcribe_to_tokens(task, output);
  if (options.json) return transcribe_to_json(task, output);
  if (options.stream_samples > 0) return stream_text(task, options.stream_samples, false, output);
  if (options.extended_stream_samples > 0) return stream_text(task, options.extended_stream_samples, true, output);
  if (commands != nullptr) return transcribe_to_tokens(task, output);
  const Text text(DS_SpeechToText(model, samples.data(), task.size()));
  if (!text) return false;
  *output = utf8_repair(text.get());
  return true;
}

}  // namespace ds
