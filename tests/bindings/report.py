"""What the Python binding returns for recordings, in the lines that the `report` programs print."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.native.client import CLIENT, MODEL, PROGRAM, SCORER, load_model, recording
from tests.sets import GOLDEN, ROOT

COMMANDS = """
language: en
intents:
  Switch:
    data:
      - sentences: ["turn {state} the light"]
  Read:
    data:
      - sentences: ["two nine six {digit}"]
lists:
  state: {values: ["on", "off"]}
  digit: {range: {from: 0, to: 9}}
"""
WAVS = ("test0000.wav", "test0001.wav")
LIBRARY = CLIENT / "lib"


def environment(**more: str) -> dict[str, str]:
    """Variables with which a program finds our library and LiteRT."""
    from deepspeech._library import runtime_path

    return {**os.environ, "DS_LITERT_LIBRARY": runtime_path() or "", "LD_LIBRARY_PATH": str(LIBRARY), **more}


def run(*command: str | Path, cwd: Path | None = None, **more: str) -> str:
    """Standard output of a command that must succeed."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def single(value: float) -> str:
    """The bits of a 32-bit number."""
    return struct.pack(">f", value).hex()


def double(value: float) -> str:
    return struct.pack(">d", value).hex()


def _metadata(name: str, metadata: Any) -> list[str]:
    lines = []
    for transcript in metadata.transcripts:
        lines.append(f"{name}\ttranscript\t{double(transcript.confidence)}")
        for token in transcript.tokens:
            lines.append(f"{name}\ttoken\t{token.text}\t{token.timestep}\t{single(token.start_time)}")
    return lines + _emissions(name, getattr(metadata, "emissions", None))


def _words(name: str, words: Any) -> list[str]:
    lines = [f"{name}\twords\t{double(words.confidence)}"]
    for word in words.words:
        times = f"{single(word.start_time)}\t{single(word.end_time)}"
        lines.append(f"{name}\tword\t{word.text}\t{times}\t{double(word.confidence)}")
    return lines


def _emissions(name: str, emissions: Any) -> list[str]:
    if emissions is None:
        return []
    rows = ["\t".join([name, "row", *map(double, row)]) for row in emissions.probabilities.tolist()]
    return [f"{name}\tsymbol\t{symbol}" for symbol in emissions.symbols] + rows


def _whole(model: Any, samples: Any) -> list[str]:
    return [
        f"text\t{model.stt(samples)}",
        *_metadata("metadata", model.sttWithMetadata(samples, 3)),
        *_words("words", model.sttWithWords(samples)),
        *_metadata("emissions", model.sttWithEmissions(samples, 1)),
    ]


def _stream(model: Any, samples: Any) -> Any:
    stream = model.createStream()
    for begin in range(0, len(samples), 320):
        stream.feedAudioContent(samples[begin : begin + 320])
    return stream


def _streamed(model: Any, samples: Any) -> list[str]:
    stream = _stream(model, samples)
    return [
        f"so far\t{stream.intermediateDecode()}",
        *_metadata("so far", stream.intermediateDecodeWithMetadata(2)),
        *_words("so far", stream.intermediateDecodeWithWords()),
        f"flushed\t{stream.intermediateDecodeFlushBuffers()}",
        *_metadata("flushed", stream.intermediateDecodeWithMetadataFlushBuffers(2)),
        *_emissions("so far", stream.emissions(5)),
        f"silence\t{single(stream.trailingSilence())}",
        *_metadata("finished", stream.finishStreamWithEmissions(2)),
        f"finished\t{_stream(model, samples).finishStream()}",
        *_metadata("finished", _stream(model, samples).finishStreamWithMetadata(2)),
        *_words("finished", _stream(model, samples).finishStreamWithWords()),
    ]


def report() -> list[str]:
    """The lines that `report MODEL SCORER WAV...` prints."""
    import deepspeech

    model = load_model(scorer=False)
    recordings = [recording(name) for name in WAVS]
    lines = [f"version\t{deepspeech.version()}", f"model\t{model.sampleRate()}\t{model.beamWidth()}"]
    model.setKeepEmissions(True)
    lines += _whole(model, recordings[0])
    model.enableExternalScorer(SCORER)
    for samples in recordings:
        lines += _whole(model, samples) + _streamed(model, samples)
    lines += [f"at once\t{_stream(model, samples).finishStream()}" for samples in recordings]
    model.addHotWord("nine", -40)
    lines += _metadata("hot-word", model.sttWithMetadata(recordings[0], 2))
    model.clearHotWords()
    model.setScorerAlphaBeta(0.2, 3)
    return lines + _metadata("weights", model.sttWithMetadata(recordings[0], 2))


def report_of(program: Path) -> list[str]:
    """The lines of another binding's program."""
    arguments = [MODEL, SCORER, *(GOLDEN / "wav" / name for name in WAVS)]
    return run(program, *arguments).splitlines()


def make_commands(folder: Path) -> Path:
    """A small grammar of commands."""
    pytest.importorskip("hassil")
    templates = folder / "small.yaml"
    templates.write_text(COMMANDS, encoding="utf-8")
    script = ROOT / "data" / "lm" / "commands.py"
    run(sys.executable, script, "--templates", templates, "--output_dir", folder, "--no_scorer")
    return folder / "small.commands"


def check_client(program: Path, tmp_path: Path) -> None:
    """An example client prints what the native client prints, and refuses what that refuses."""
    wav = GOLDEN / "wav" / "test0001.wav"
    base = ["--model", MODEL, "--scorer", SCORER]
    commands = ["--commands", make_commands(tmp_path)]
    for options in (
        ["--audio", wav],
        ["--audio", GOLDEN / "wav", "--extended"],
        ["--audio", wav, "--json", "--keep_emissions", "--candidate_transcripts", "2"],
        ["--audio", wav, "--stream", "4000", "--beam_width", "50"],
        ["--audio", wav, "--extended_stream", "4000", "--init_from_bytes"],
        ["--audio", wav, "--hot_words", "king:-40,bright:3.5", "--lm_alpha", "0.5", "--json"],
        ["--audio", GOLDEN / "wav" / "test0000.wav", *commands],
        ["--audio", GOLDEN / "wav" / "test0000.wav", *commands, "--json"],
    ):
        assert run(program, *base, *options) == run(PROGRAM, *base, *options), options
    for wrong, reason in (
        (["--model", tmp_path / "missing.tflite", "--audio", wav], "missing.tflite"),
        (["--model", MODEL, "--scorer", MODEL, "--audio", wav], "0x2002"),
        (["--model", MODEL, "--audio", tmp_path / "missing.wav"], "missing.wav"),
        (["--model", MODEL, "--audio", MODEL], "expected a WAV file"),
        (["--model", MODEL, "--audio", wav, "--stream", "100"], "multiple of 160"),
        (["--model", MODEL, "--audio", wav, "--hot_words", "two"], "word:boost"),
        (["--audio", wav], "--model is missing"),
    ):
        done = subprocess.run(
            [str(program), *map(str, wrong)],
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1 and reason in done.stderr + done.stdout, (wrong, done)
