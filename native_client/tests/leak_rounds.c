/* Creates, uses and frees everything of deepspeech.h again and again, for valgrind (bin/check_native.sh).
 *
 *   leak_rounds MODEL SCORER ROUNDS
 *
 * Prints the resident memory after the first tenth of the rounds and at the end, in KiB. */
#include <stdio.h>
#include <stdlib.h>

#include "deepspeech.h"

static short audio[800];

static long resident_kib(void) {
  long pages = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (file == NULL || fscanf(file, "%*d %ld", &pages) != 1) pages = 0;
  if (file != NULL) fclose(file);
  return pages * 4;
}

static void use_streams(ModelState* model) {
  StreamingState *first = NULL, *second = NULL;
  if (DS_CreateStream(model, &first) != DS_ERR_OK || DS_CreateStream(model, &second) != DS_ERR_OK) exit(1);
  for (int i = 0; i < 800; i += 160) {
    DS_FeedAudioContent(first, audio + i, 160);
    DS_FeedAudioContent(second, audio + i, 80);
  }
  DS_FreeString(DS_IntermediateDecode(first));
  DS_FreeMetadata(DS_IntermediateDecodeWithMetadata(first, 3));
  DS_FreeString(DS_IntermediateDecodeFlushBuffers(second));
  DS_FreeTimedWords(DS_IntermediateDecodeWithWords(second));
  DS_FreeEmissions(DS_GetStreamEmissions(first, 0));
  DS_FreeMetadataWithEmissions(DS_FinishStreamWithEmissions(first, 2));
  DS_FreeStream(second);
}

static void one_round(const char* model_path, const char* scorer_path) {
  ModelState* model = NULL;
  if (DS_CreateModel(model_path, &model) != DS_ERR_OK) exit(1);
  if (DS_EnableExternalScorer(model, scorer_path) != DS_ERR_OK) exit(1);
  DS_AddHotWord(model, "bad", 2.0f);
  DS_SetModelKeepEmissions(model, 1);
  use_streams(model);
  DS_FreeString(DS_SpeechToText(model, audio, 800));
  DS_FreeMetadata(DS_SpeechToTextWithMetadata(model, audio, 800, 2));
  DS_FreeTimedWords(DS_SpeechToTextWithWords(model, audio, 800));
  DS_DisableExternalScorer(model);
  /* Failures must not leak either. */
  ModelState* none = NULL;
  if (DS_CreateModel(scorer_path, &none) == DS_ERR_OK || none != NULL) exit(1);
  if (DS_EnableExternalScorer(model, model_path) == DS_ERR_OK) exit(1);
  DS_FreeString(DS_Version());
  DS_FreeModel(model);
}

int main(int argc, char** argv) {
  if (argc != 4) {
    fprintf(stderr, "E Usage: leak_rounds MODEL SCORER ROUNDS\n");
    return 1;
  }
  const int rounds = atoi(argv[3]);
  unsigned state = 1;
  for (int i = 0; i < 800; i++) audio[i] = (short)((state = state * 1664525u + 1013904223u) >> 18);
  long early = 0;
  for (int round = 0; round < rounds; round++) {
    one_round(argv[1], argv[2]);
    if (round == rounds / 10) early = resident_kib();
  }
  printf("rounds %d, resident after a tenth %ld KiB, at the end %ld KiB\n", rounds, early, resident_kib());
  return 0;
}
