/* Transcribes a recording with the library of a release archive: at once, as a stream, and with model and scorer from
 * memory. Prints the transcript if all three are the same.
 *   check_client output_graph.tflite kenlm.scorer recording.wav    (16-bit samples after a header of 44 bytes)
 */
#include <deepspeech.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kHeader = 44, kChunk = 1000 };

struct Bytes {
  char* data;
  size_t size;
};

static void fail(const char* what, int status) {
  char* reason = DS_GetErrorDetails();
  fprintf(stderr, "E %s: error %x %s\n", what, (unsigned)status, reason == NULL ? "" : reason);
  exit(1);
}

static struct Bytes read_file(const char* path) {
  struct Bytes bytes = {NULL, 0};
  FILE* file = fopen(path, "rb");
  size_t received;
  if (file == NULL) fail(path, 0);
  do {
    bytes.data = realloc(bytes.data, bytes.size + 65536);
    received = fread(bytes.data + bytes.size, 1, 65536, file);
    bytes.size += received;
  } while (received > 0);
  fclose(file);
  return bytes;
}

static char* transcribe(ModelState* model, const short* samples, unsigned count) {
  char* text = DS_SpeechToText(model, samples, count);
  if (text == NULL) fail("DS_SpeechToText", 0);
  return text;
}

static char* transcribe_stream(ModelState* model, const short* samples, unsigned count) {
  StreamingState* stream = NULL;
  const int status = DS_CreateStream(model, &stream);
  if (status != DS_ERR_OK) fail("DS_CreateStream", status);
  for (unsigned begin = 0; begin < count; begin += kChunk) {
    DS_FeedAudioContent(stream, samples + begin, count - begin < kChunk ? count - begin : kChunk);
  }
  return DS_FinishStream(stream);
}

static void require_same(const char* what, const char* expected, const char* received) {
  if (strcmp(expected, received) == 0) return;
  fprintf(stderr, "E %s: expected: %s. Received: %s\n", what, expected, received);
  exit(1);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fprintf(stderr, "Usage: %s MODEL SCORER WAV\n", argv[0]);
    return 2;
  }
  const struct Bytes recording = read_file(argv[3]), graph = read_file(argv[1]), scorer = read_file(argv[2]);
  if (recording.size <= kHeader) fail("the recording is too short", 0);
  const short* samples = (const short*)(recording.data + kHeader);
  const unsigned count = (unsigned)((recording.size - kHeader) / sizeof(short));
  ModelState *model = NULL, *copy = NULL;
  int status = DS_CreateModel(argv[1], &model);
  if (status == DS_ERR_OK) status = DS_EnableExternalScorer(model, argv[2]);
  if (status != DS_ERR_OK) fail("model or scorer", status);
  char* text = transcribe(model, samples, count);
  char* streamed = transcribe_stream(model, samples, count);
  require_same("stream", text, streamed);
  status = DS_CreateModelFromBuffer(graph.data, (unsigned)graph.size, &copy);
  if (status == DS_ERR_OK) status = DS_EnableExternalScorerFromBuffer(copy, scorer.data, (unsigned)scorer.size);
  if (status != DS_ERR_OK) fail("model or scorer from memory", status);
  char* from_memory = transcribe(copy, samples, count);
  require_same("model from memory", text, from_memory);
  puts(text);
  DS_FreeString(from_memory);
  DS_FreeString(streamed);
  DS_FreeString(text);
  DS_FreeModel(copy);
  DS_FreeModel(model);
  return 0;
}
