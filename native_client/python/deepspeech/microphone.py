"""`python -m deepspeech.microphone`: transcribes microphone input sentence by sentence.

A pause ends a sentence. On a terminal the sentence so far is shown while it is spoken.
"""

from __future__ import annotations

import argparse
import io
import math
import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import numpy as np

from deepspeech.errors import DeepSpeechError
from deepspeech.model import Model
from deepspeech.stored import StoreError, named_model

CHUNK_SECONDS = 0.1
# Streams without speech are restarted after this time, so that they do not grow.
LONGEST_SILENCE_SECONDS = 20.0
NO_MICROPHONE = (
    "the microphone cannot be opened ({reason}). It takes the package sounddevice (pip install sounddevice) "
    "and the library PortAudio (Debian: apt install libportaudio2). Without them: "
    "arecord -q -t raw -f S16_LE -c 1 -r {rate} | python -m deepspeech.microphone --stdin --model …"
)


class MicrophoneError(Exception):
    """There is no audio input."""


def from_file(file: BinaryIO, chunk_samples: int) -> Iterator[bytes]:
    """16-bit samples, little-endian, mono, until the end of the file."""
    while chunk := file.read(2 * chunk_samples):
        yield chunk[: len(chunk) // 2 * 2]


def from_microphone(rate_hz: int, chunk_samples: int, device: str | None) -> Iterator[bytes]:
    """16-bit samples of a microphone, endlessly.

    Raises:
        MicrophoneError: if there is none, or a required package is not installed.
    """
    try:
        import sounddevice

        number = int(device) if device is not None and device.isdigit() else device
        stream = sounddevice.RawInputStream(
            samplerate=rate_hz, blocksize=chunk_samples, channels=1, dtype="int16", device=number
        )
    except (
        Exception
    ) as error:  # sounddevice's own errors, OSError without PortAudio, ImportError without itself
        raise MicrophoneError(NO_MICROPHONE.format(reason=error, rate=rate_hz)) from error
    with stream:
        while True:
            yield bytes(stream.read(chunk_samples)[0])


def sentences(model: Model, chunks: Iterator[bytes], pause_seconds: float) -> Iterator[tuple[bool, str]]:
    """Yields `(False, sentence so far)` after every chunk and `(True, sentence)` after a pause."""
    stream, seconds, text = model.createStream(), 0.0, ""
    for chunk in chunks:
        samples = np.frombuffer(chunk, "<i2")
        stream.feedAudioContent(samples)
        seconds += len(samples) / model.sampleRate()
        text = stream.intermediateDecode().strip()
        yield False, text
        silence = stream.trailingSilence()
        if (text and silence >= pause_seconds) or (not text and seconds > LONGEST_SILENCE_SECONDS):
            yield True, stream.finishStream().strip()
            stream, seconds = model.createStream(), 0.0
    yield True, stream.finishStream().strip()


def show(heard: Iterator[tuple[bool, str]], is_terminal: bool) -> None:
    """Print each sentence on its own line; on a terminal, also intermediate results."""
    shown = ""
    for is_final, text in heard:
        if is_terminal and text != shown:
            print(f"\r\x1b[K{text}", end="", flush=True)
            shown = text
        if is_final and text:
            print("" if is_terminal else text, flush=True)
        if is_final:
            shown = ""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m deepspeech.microphone", description=__doc__)
    parser.add_argument("--model", required=True, help="exported model (.tflite), or the name of a model")
    parser.add_argument(
        "--scorer", help="external scorer package (.scorer); default: that of the named model; '' for none"
    )
    parser.add_argument(
        "--pause", type=float, default=0.8, help="seconds of silence that end a sentence (0.8)"
    )
    parser.add_argument("--device", help="microphone, by number or part of its name (the system's default)")
    parser.add_argument(
        "--stdin", action="store_true", help="raw 16-bit mono samples from standard input instead"
    )
    options = parser.parse_args()
    if not 0 < options.pause < math.inf:
        parser.error(f"--pause must be a number of seconds above 0. Received: {options.pause}")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(
                errors="backslashreplace"
            )  # characters that the terminal cannot encode are not an error
    try:
        path, scorer = named_model(options.model)
        scorer = scorer if options.scorer is None else options.scorer
        model = Model(path)
        if scorer:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # printed below
                model.enableExternalScorer(scorer)
        for line in model.warnings():
            print(f"Warning: {line}", file=sys.stderr)
        rate_hz = model.sampleRate()
        chunk_samples = int(CHUNK_SECONDS * rate_hz)
        if options.stdin:
            chunks = from_file(sys.stdin.buffer, chunk_samples)
        else:
            chunks = from_microphone(rate_hz, chunk_samples, options.device)
        with suppress(KeyboardInterrupt):
            print("Listening; Ctrl-C ends.", file=sys.stderr)
            show(sentences(model, chunks, options.pause), sys.stdout.isatty())
    except (DeepSpeechError, MicrophoneError, StoreError) as error:
        print(f"E {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of the output has exited
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return 0


if __name__ == "__main__":
    sys.exit(main())
