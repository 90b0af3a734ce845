"""libstt and coqui-stt.h: the functions of Coqui STT 1.4, their results on the golden model, their errors."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from deepspeech._declarations import ERRORS
from deepspeech._library import runtime_path
from tests.native.client import CLIENT, MODEL, ROOT, SCORER, load_model, need_client, recording

INCLUDE = ROOT / "native_client" / "include"
HEADER = (INCLUDE / "coqui-stt.h").read_text(encoding="utf-8")
LIBRARY = CLIENT / "lib" / "libstt.so"
TEXT = "her king buys your bright friend"
# Written down independently of the header.
FUNCTIONS = """
STT_CreateModel STT_CreateModelFromBuffer STT_GetModelBeamWidth STT_SetModelBeamWidth
STT_GetModelSampleRate STT_FreeModel STT_EnableExternalScorer STT_EnableExternalScorerFromBuffer
STT_AddHotWord STT_EraseHotWord STT_ClearHotWords STT_DisableExternalScorer STT_SetScorerAlphaBeta
STT_SpeechToText STT_SpeechToTextWithMetadata STT_SpeechToTextWithEmissions STT_CreateStream
STT_FeedAudioContent STT_IntermediateDecode STT_IntermediateDecodeWithMetadata
STT_IntermediateDecodeFlushBuffers STT_IntermediateDecodeWithMetadataFlushBuffers STT_FinishStream
STT_FinishStreamWithMetadata STT_FreeStream STT_FreeMetadata STT_FreeString STT_Version
STT_ErrorCodeToErrorMessage
""".split()

# Calls every function; each line of its output is checked.
PROGRAM = r"""
#include <stdio.h>
#include <stdlib.h>

#include "coqui-stt.h"

static void show(const char* name, char* text) {
  printf("%s=%s\n", name, text ? text : "NULL");
  STT_FreeString(text);
}

static void show_metadata(const char* name, Metadata* metadata) {
  if (metadata == NULL) {
    printf("%s=NULL\n", name);
    return;
  }
  const CandidateTranscript* best = &metadata->transcripts[0];
  const AcousticModelEmissions* outputs = metadata->emissions;
  printf("%s=", name);
  for (unsigned int i = 0; i < best->num_tokens; i++) printf("%s", best->tokens[i].text);
  printf("|%u|%.4f|%s\n", metadata->num_transcripts, best->confidence, outputs ? "emissions" : "none");
  if (outputs) {
    const int last = outputs->num_symbols * outputs->num_timesteps - 1;
    printf("emissions=%d,%d,%.4f\n", outputs->num_symbols, outputs->num_timesteps, outputs->emissions[last]);
  }
  STT_FreeMetadata(metadata);
}

static char* read_file(const char* path, unsigned int* size) {
  static char* buffer;
  FILE* file = fopen(path, "rb");
  if (file == NULL) exit(2);
  buffer = malloc(1 << 26);
  *size = (unsigned int)fread(buffer, 1, 1 << 26, file);
  fclose(file);
  return buffer;
}

int main(int argc, char** argv) {
  static short samples[1 << 20];
  const unsigned int count = (unsigned int)fread(samples, sizeof(short), 1 << 20, stdin);
  ModelState* model = NULL;
  unsigned int size = 0;
  if (argc != 3) return 2;
  show("version", STT_Version());
  printf("missing=%X,%d\n", STT_CreateModel("missing.tflite", &model), model == NULL);
  show("message", STT_ErrorCodeToErrorMessage(STT_ERR_SCORER_NOT_ENABLED));
  printf("create=%d\n", STT_CreateModel(argv[1], &model));
  printf("rate=%d beam=%u\n", STT_GetModelSampleRate(model), STT_GetModelBeamWidth(model));
  printf("set=%d", STT_SetModelBeamWidth(model, 400));
  printf(" beam=%u\n", STT_GetModelBeamWidth(model));
  STT_SetModelBeamWidth(model, 500);
  printf("no_scorer=%X,%X\n", STT_AddHotWord(model, "king", 1.0f), STT_DisableExternalScorer(model));
  printf("scorer=%d\n", STT_EnableExternalScorer(model, argv[2]));
  show("text", STT_SpeechToText(model, samples, count));
  show_metadata("metadata", STT_SpeechToTextWithMetadata(model, samples, count, 3));
  show_metadata("with_emissions", STT_SpeechToTextWithEmissions(model, samples, count, 1));
  printf("words=%d", STT_AddHotWord(model, "king", 5.0f));
  printf(",%X", STT_AddHotWord(model, "king", 5.0f));
  printf(",%d", STT_EraseHotWord(model, "king"));
  printf(",%d", STT_ClearHotWords(model));
  printf(",%d\n", STT_SetScorerAlphaBeta(model, 0.9f, 1.2f));
  printf("disable=%d", STT_DisableExternalScorer(model));
  const char* scorer = read_file(argv[2], &size);
  printf(",%d\n", STT_EnableExternalScorerFromBuffer(model, scorer, size));

  StreamingState* stream = NULL;
  printf("stream=%d\n", STT_CreateStream(model, &stream));
  for (unsigned int i = 0; i < count; i += 320) {
    STT_FeedAudioContent(stream, samples + i, count - i < 320 ? count - i : 320);
  }
  show("partial", STT_IntermediateDecode(stream));
  show_metadata("partial_metadata", STT_IntermediateDecodeWithMetadata(stream, 2));
  show("flushed", STT_IntermediateDecodeFlushBuffers(stream));
  show_metadata("flushed_metadata", STT_IntermediateDecodeWithMetadataFlushBuffers(stream, 2));
  show("finished", STT_FinishStream(stream));
  STT_CreateStream(model, &stream);
  STT_FeedAudioContent(stream, samples, count);
  show_metadata("finished_metadata", STT_FinishStreamWithMetadata(stream, 2));
  STT_CreateStream(model, &stream);
  STT_FreeStream(stream);
  STT_FreeModel(model);

  const char* buffer = read_file(argv[1], &size);
  printf("buffer=%d\n", STT_CreateModelFromBuffer(buffer, size, &model));
  show("from_buffer", STT_SpeechToText(model, samples, count));
  STT_FreeModel(model);
  STT_FreeModel(NULL);
  STT_FreeStream(NULL);
  STT_FreeMetadata(NULL);
  STT_FreeString(NULL);
  printf("null=%d\n", STT_SpeechToTextWithMetadata(NULL, samples, count, 1) == NULL);
  return 0;
}
"""


def need_library() -> None:
    need_client()
    if not LIBRARY.is_file():
        pytest.skip("libstt is not built (make native)")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The lines that the program prints, by name."""
    need_library()
    if shutil.which("cc") is None:
        pytest.skip("no C compiler on this machine")
    folder = tmp_path_factory.mktemp("program")
    (folder / "program.c").write_text(PROGRAM, encoding="utf-8")
    subprocess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-I", str(INCLUDE), str(folder / "program.c")]
        + ["-o", str(folder / "program"), f"-L{LIBRARY.parent}", "-lstt", f"-Wl,-rpath,{LIBRARY.parent}"],
        check=True,
    )
    done = subprocess.run(
        [str(folder / "program"), str(MODEL), str(SCORER)],
        input=recording("test0001.wav").tobytes(),
        stdout=subprocess.PIPE,
        env={**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""},
        check=True,
    )
    lines = (line.partition("=") for line in done.stdout.decode().splitlines())
    return {name: text for name, _, text in lines}


def test_functions_of_the_header_and_of_the_library() -> None:
    declared = re.findall(r"^STT_EXPORT [^(]*?(STT_\w+)\(", HEADER, re.MULTILINE)
    assert sorted(declared) == sorted(FUNCTIONS)
    need_library()
    if shutil.which("nm") is None:
        pytest.skip("no nm on this machine")
    listing = subprocess.run(
        ["nm", "-D", "--defined-only", str(LIBRARY)], capture_output=True, text=True, check=True
    ).stdout
    assert sorted(line.split()[-1] for line in listing.splitlines()) == sorted(FUNCTIONS)


def test_the_library_is_small() -> None:
    need_library()
    assert LIBRARY.stat().st_size < 50_000


def test_codes_and_messages() -> None:
    rows = re.findall(r"APPLY\(STT_(ERR_\w+), +(0x\w+), \"([^\n]*)\"\)", HEADER)
    assert {f"DS_{name}": (int(code, 16), text) for name, code, text in rows} == ERRORS
    need_library()
    library = ctypes.CDLL(str(LIBRARY))
    library.STT_ErrorCodeToErrorMessage.restype = ctypes.c_void_p
    library.STT_FreeString.argtypes = [ctypes.c_void_p]
    for code, message in ERRORS.values():
        address = library.STT_ErrorCodeToErrorMessage(code)
        assert ctypes.string_at(address).decode() == message
        library.STT_FreeString(address)


def test_version_settings_and_status_codes(printed: dict[str, str]) -> None:
    assert printed["version"] == (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert printed["missing"] == "3000,1"
    assert printed["message"] == "External scorer is not enabled."
    assert (printed["create"], printed["scorer"], printed["stream"], printed["buffer"]) == ("0",) * 4
    assert (printed["rate"], printed["set"]) == ("16000 beam=500", "0 beam=400")
    assert printed["no_scorer"] == "2004,2004"
    assert printed["words"] == "0,3008,0,0,0"
    assert printed["disable"] == "0,0"
    assert printed["null"] == "1"


def test_results(printed: dict[str, str]) -> None:
    assert printed["text"] == TEXT
    with load_model() as model:
        expected = model.sttWithMetadata(recording("test0001.wav"), 3)
        emissions = model.sttWithEmissions(recording("test0001.wav")).emissions.probabilities
    confidence = f"{expected.transcripts[0].confidence:.4f}"
    assert printed["metadata"] == f"{TEXT}|{len(expected.transcripts)}|{confidence}|none"
    assert printed["with_emissions"] == f"{TEXT}|1|{confidence}|emissions"
    rows, symbols = emissions.shape
    assert printed["emissions"] == f"{symbols},{rows},{emissions[-1, -1]:.4f}"
    assert printed["from_buffer"]


def test_streams(printed: dict[str, str]) -> None:
    assert TEXT.startswith(printed["partial"])
    assert printed["flushed"] == printed["finished"] == TEXT
    assert printed["partial_metadata"].split("|")[0].rstrip() in TEXT
    for name in ("flushed_metadata", "finished_metadata"):
        assert printed[name].split("|")[0] == TEXT and printed[name].endswith("|none")


def test_both_headers_exclude_each_other(tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("no C compiler on this machine")
    source = tmp_path / "both.c"
    source.write_text('#include "deepspeech.h"\n#include "coqui-stt.h"\n')
    done = subprocess.run(
        ["cc", "-fsyntax-only", "-I", str(INCLUDE), str(source)], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0 and "cannot be included in the same source file" in done.stderr
