"""A program that uses the whole Python interface passes mypy --strict: the package carries its types."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.native.client import CLIENT

PROGRAM = """
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

import deepspeech
from deepspeech import (
    AcousticModelEmissions,
    CandidateTranscript,
    DeepSpeechError,
    Metadata,
    MetadataWithEmissions,
    Model,
    Stream,
    TimedWord,
    TimedWords,
    TokenMetadata,
)


def read(path: Path) -> npt.NDArray[np.int16]:
    with wave.open(str(path), "rb") as audio:
        return np.frombuffer(audio.readframes(audio.getnframes()), np.int16)


def show(transcript: CandidateTranscript) -> str:
    tokens: list[TokenMetadata] = transcript.tokens
    return f"{transcript.confidence:.2f} " + "".join(token.text for token in tokens)


def stream_it(model: Model, audio: npt.NDArray[np.int16]) -> TimedWords:
    stream: Stream = model.createStream()
    with stream:
        stream.feedAudioContent(audio)
        partial: str = stream.intermediateDecode()
        flushed: Metadata = stream.intermediateDecodeWithMetadataFlushBuffers(num_results=2)
        emissions: AcousticModelEmissions | None = stream.emissions(first_timestep=0)
        silence: float = stream.trailingSilence()
        words: TimedWords = stream.finishStreamWithWords()
    print(partial, stream_it.__name__, len(flushed.transcripts), emissions is None, silence)
    return words


def main() -> int:
    try:
        with Model(model_path="model.tflite") as model:
            model.enableExternalScorer(scorer_path=Path("kenlm.scorer"))
            model.addHotWord(word="king", boost=2.0)
            status: int = model.setScorerAlphaBeta(alpha=0.9, beta=1.2)
            model.setThreads(threads=2)
            model.setKeepEmissions(keep=True)
            audio = read(Path("audio.wav"))
            text: str = model.stt(audio_buffer=audio)
            result: MetadataWithEmissions = model.sttWithEmissions(audio, num_results=3)
            if result.emissions is not None:
                probabilities: npt.NDArray[np.float64] = result.emissions.probabilities
                print(probabilities.shape, result.emissions.symbols)
            best: TimedWord = max(stream_it(model, audio).words, key=lambda word: word.confidence)
            print(status, text, [show(one) for one in result.transcripts], best.start_time, best.end_time)
        other = Model.fromBuffer(Path("model.tflite").read_bytes())
        other.enableExternalScorerFromBuffer(Path("kenlm.scorer").read_bytes())
    except DeepSpeechError as error:
        code: int = error.code
        message: str = error.message
        print(hex(code), message, error.function, deepspeech.version())
        return 1
    return 0
"""


OTHER_PROGRAM = """
import numpy as np
import numpy.typing as npt

import coqui_stt_ctcdecoder as coqui
import deepspeech
import ds_ctcdecoder
import stt
from coqui_stt_ctcdecoder import STT_ERR_OK
from ds_ctcdecoder import DS_ERR_OK, Alphabet, Scorer, ctc_beam_search_decoder_batch
from stt import Model, Stream, version


def decode(probs: npt.NDArray[np.float64], alphabet: Alphabet, scorer: Scorer) -> str:
    pairs: list[list[tuple[float, str]]] = ctc_beam_search_decoder_batch(probs, [len(probs)], alphabet, 10, 1)
    results: list[list[coqui.DecodeResult]] = coqui.ctc_beam_search_decoder_batch(
        probs, [len(probs)], alphabet, 10, 1, scorer=scorer
    )
    tokens: list[int] = results[0][0].tokens
    return pairs[0][0][1] + results[0][0].transcript + alphabet.Decode(tokens)


def main() -> None:
    labels = coqui.Alphabet()
    status: int = labels.InitFromLabels(["a", "b"])
    text: bytes = labels.SerializeText()
    versions: list[str] = [stt.__version__, deepspeech.__version__, ds_ctcdecoder.__version__, version()]
    stream: Stream = Model("model.tflite").createStream()
    print(status == STT_ERR_OK, DS_ERR_OK, text, versions, stream.intermediateDecodeFlushBuffers())
    print(coqui.Scorer().init_from_buffer(b"", labels), labels.GetLabels(), decode)
"""


def check(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    pytest.importorskip("mypy")
    program = folder / "program.py"
    program.write_text(source, encoding="utf-8")
    cache = CLIENT.parents[2] / ".mypy_cache" / "user"
    return subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(program)],
        cwd=folder,
        env={"MYPYPATH": str(CLIENT.parent), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_users_program_passes_mypy_strict(tmp_path: Path) -> None:
    assert (CLIENT / "py.typed").is_file()
    done = check(PROGRAM, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_other_packages_pass_mypy_strict(tmp_path: Path) -> None:
    for package in ("ds_ctcdecoder", "stt", "coqui_stt_ctcdecoder"):
        assert (CLIENT.parent / package / "py.typed").is_file()
    done = check(OTHER_PROGRAM, tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    wrong = OTHER_PROGRAM.replace("stt.__version__", "stt.version_number").replace("text: bytes", "text: str")
    done = check(wrong, tmp_path)
    assert done.returncode == 1 and done.stdout.count("error:") == 2, done.stdout + done.stderr


def test_names_that_are_not_there_are_found(tmp_path: Path) -> None:
    packages = ("deepspeech", "ds_ctcdecoder", "stt", "coqui_stt_ctcdecoder")
    source = "".join(f"import {name}\nprint({name}.nothing)\n" for name in packages)
    done = check(source, tmp_path)
    assert done.stdout.count("[attr-defined]") == len(packages), done.stdout + done.stderr


def test_mistakes_are_found(tmp_path: Path) -> None:
    wrong = PROGRAM.replace("silence: float = stream", "silence: str = stream").replace(
        "boost=2.0", "boost='2'"
    )
    done = check(wrong, tmp_path)
    assert done.returncode == 1 and done.stdout.count("error:") == 2, done.stdout + done.stderr
