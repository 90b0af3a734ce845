"""The client runs frozen graphs (.pb, .pbmm), and answers what the TensorFlow client of 0.9.3 answered."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.native.client import CLIENT, answers, load_model, need_client, recording, streamed
from tests.sets import GOLDEN, utterances

GRAPH = GOLDEN / "model" / "output_graph.pb"
CONVERT = CLIENT / "bin" / "deepspeech-convert"
CHUNK = 3200


@pytest.fixture(scope="session")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden graph, memory-mapped by deepspeech-convert."""
    need_client()
    path = tmp_path_factory.mktemp("graphs") / "output_graph.pbmm"
    subprocess.run([str(CONVERT), str(GRAPH), str(path)], check=True, capture_output=True, timeout=60)
    return path


@pytest.fixture(scope="session", params=["pb", "pbmm"])
def graph(request: pytest.FixtureRequest, mapped: Path) -> Path:
    return GRAPH if request.param == "pb" else mapped


@pytest.fixture(scope="session")
def model(graph: Path) -> Any:
    return load_model(graph)


@pytest.fixture(scope="module", params=streamed("stream_pb.json"))
def stream_of_0_9_3(request: pytest.FixtureRequest) -> tuple[Path, Any]:
    return request.param


@pytest.mark.parametrize("name", ["scorer", "noscorer", "beam1"])
def test_transcripts(golden: Path, graph: Path, name: str) -> None:
    wanted = answers(f"client_pb128_{name}.json", golden)
    model = load_model(graph, scorer=name == "scorer")
    model.setBeamWidth(wanted["beam"])
    received = {key: model.stt(recording(f"{key}.wav", golden)) for key in wanted["transcripts"]}
    assert set(received) >= set(utterances(golden))
    assert received == wanted["transcripts"]


def test_confidences_and_streaming(model: Any, stream_of_0_9_3: tuple[Path, Any]) -> None:
    golden, expected = stream_of_0_9_3
    samples = recording(expected["wav"], golden)
    metadata = model.sttWithMetadata(samples, 3)
    assert [one.confidence for one in metadata.transcripts] == pytest.approx(
        [wanted["confidence"] for wanted in expected["meta"]], abs=1e-2
    )
    best, wanted = metadata.transcripts[0], expected["meta"][0]
    assert [(token.text, token.timestep) for token in best.tokens] == [
        (text, timestep) for text, timestep, _ in wanted["tokens"]
    ]
    stream = model.createStream()
    intermediate = []
    for begin in range(0, len(samples), CHUNK):
        stream.feedAudioContent(samples[begin : begin + CHUNK])
        intermediate.append(stream.intermediateDecode())
    assert intermediate == expected["intermediate"]
    assert stream.finishStream() == expected["finish"]


def test_probabilities_of_all_threads_are_the_same(graph: Path) -> None:
    samples = recording("test0001.wav")
    emissions = []
    for threads in (1, 2):
        model = load_model(graph, scorer=False)
        model.setThreads(threads)
        emissions.append(model.sttWithEmissions(samples).emissions.probabilities)
    assert emissions[0].shape == (93, 29)
    assert (emissions[0] == emissions[1]).all()


def test_int8_weights(monkeypatch: pytest.MonkeyPatch, graph: Path) -> None:
    """Quantised at load: other numbers than float32, but near them, and the same transcript."""
    samples = recording("test0001.wav")
    exact = load_model(graph).sttWithMetadata(samples).transcripts[0]
    monkeypatch.setenv("DS_WEIGHTS", "int8")
    rounded = load_model(graph).sttWithMetadata(samples).transcripts[0]
    assert rounded.confidence != exact.confidence
    assert rounded.confidence == pytest.approx(exact.confidence, abs=1)
    assert [token.text for token in rounded.tokens] == [token.text for token in exact.tokens]
    monkeypatch.setenv("DS_WEIGHTS", "int4")
    with pytest.raises(RuntimeError, match="0x3002"):
        load_model(graph)


def test_from_buffer_and_any_name(graph: Path, tmp_path: Path) -> None:
    """The contents decide, not the name."""
    from deepspeech import Model

    copy = tmp_path / "model.tflite"
    copy.write_bytes(graph.read_bytes())
    samples = recording("test0001.wav")
    wanted = Model(graph).stt(samples)
    assert wanted
    assert Model(copy).stt(samples) == wanted
    done = subprocess.run(
        [sys.executable, "-c", "from deepspeech.programs import deepspeech; deepspeech()",
         "--model", str(copy), "--audio", str(GOLDEN / "wav" / "test0001.wav"), "--init_from_bytes"],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(CLIENT.parent)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == wanted


def test_file_stays_unchanged(graph: Path) -> None:
    before = graph.read_bytes()
    load_model(graph).stt(recording("test0001.wav"))
    assert graph.read_bytes() == before


def refusal(path: Path) -> str:
    """The error of a file that cannot be loaded; ends with the code, such as "(0x3005)"."""
    from deepspeech import Model

    with pytest.raises(RuntimeError) as error:
        Model(path)
    return str(error.value)


DAMAGE = {
    "cut": (lambda graph: graph[: len(graph) // 2], "0x3005"),
    "cut-at-the-end": (lambda graph: graph[:-3], "0x3005"),
    "without-version": (lambda graph: graph.replace(b"metadata_version", b"metadata_versios"), "0x2003"),
    "without-alphabet": (lambda graph: graph.replace(b"metadata_alphabet", b"metadata_alphabee"), "0x2003"),
    "other-network": (lambda graph: graph.replace(b"BlockLSTM", b"OtherLSTM"), "0x2003"),
    "without-outputs": (lambda graph: graph.replace(b"logits", b"logitz"), "0x2001"),
    "zeros": (lambda graph: b"\0" * 4096, "0x3000"),
    "directory-elsewhere": (lambda graph: b"\0" * 64 + struct.pack("<Q", 1 << 63), "0x3000"),
}


@pytest.mark.parametrize(("change", "code"), list(DAMAGE.values()), ids=list(DAMAGE))
def test_damaged_graphs(tmp_path: Path, change: Any, code: str) -> None:
    need_client()
    path = tmp_path / "damaged.pb"
    path.write_bytes(change(GRAPH.read_bytes()))
    assert refusal(path).endswith(f"({code})")
    done = subprocess.run(
        [str(CLIENT / "bin" / "deepspeech-inspect"), str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert len(done.stderr.split(": ", 1)[1]) > 20


def test_damaged_mapped_graphs(tmp_path: Path, mapped: Path) -> None:
    whole = mapped.read_bytes()
    path = tmp_path / "damaged.pbmm"
    for size in (100, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        assert refusal(path).endswith("(0x3000)")
    # A region that claims to lie elsewhere.
    (offset,) = struct.unpack("<Q", whole[-8:])
    path.write_bytes(whole[:offset] + whole[offset:].replace(b"weights_3", b"weights_2"))
    assert refusal(path).endswith("(0x3000)")


def test_original_client_loads_the_mapped_graph(mapped: Path, stream_of_0_9_3: tuple[Path, Any]) -> None:
    """The TensorFlow client of 0.9.3 itself, with the .pbmm that we wrote."""
    from tests.native.python39 import make_environment

    golden, expected = stream_of_0_9_3
    python = make_environment() / "bin" / "python"
    program = """
import json, sys, wave
import numpy as np
from deepspeech import Model
model = Model(sys.argv[1])
model.enableExternalScorer(sys.argv[2])
with wave.open(sys.argv[3]) as file:
    samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
metadata = model.sttWithMetadata(samples, 3)
print(json.dumps([model.stt(samples), [one.confidence for one in metadata.transcripts]]))
"""
    files = (mapped, golden / "kenlm.scorer", golden / "wav" / expected["wav"])
    command = [str(python), "-c", program, *map(str, files)]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    assert "reading entire model file into memory" not in done.stderr
    text, confidences = json.loads(done.stdout.splitlines()[-1])
    assert text == expected["stt"]
    assert confidences == pytest.approx([wanted["confidence"] for wanted in expected["meta"]], abs=1e-2)
