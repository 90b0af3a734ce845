"""Models that we export run in the clients of 0.9.3 and Coqui STT 1.4, with the texts of our own client."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from benchmarks.peers.environments import PeerMissing, peer_python
from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.text.alphabet import Alphabet
from tests.exporting.models import golden_weights
from tests.native.client import SCORER, load_model, need_client, recording
from tests.programs import need_python
from tests.sets import GOLDEN, utterances

need_python("3.9")

NAMES = utterances(GOLDEN)


@pytest.fixture(scope="module", params=["float32", "int8"])
def tflite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    need_client()
    model, weights = golden_weights()
    alphabet = Alphabet.from_file(GOLDEN / "alphabet.txt").serialize()
    config = ExportConfig(compat="0.9", quantize=request.param == "int8")
    return export_tflite(weights, model, FeatureConfig(), config, alphabet, tmp_path_factory.mktemp("old"))


def transcripts(peer: str, model: Path) -> list[str]:
    try:
        python = peer_python(peer)
    except PeerMissing as reason:
        pytest.skip(str(reason))
    script = Path(__file__).with_name("transcribe.py")
    wavs = [str(GOLDEN / "wav" / f"{name}.wav") for name in NAMES]
    done = subprocess.run(
        [str(python), str(script), str(model), str(SCORER), *wavs],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    received: list[str] = json.loads(done.stdout.splitlines()[-1])
    return received


@pytest.mark.parametrize("peer", ["deepspeech-tflite", "stt"])
def test_tflite(tflite: Path, peer: str) -> None:
    ours = load_model(tflite)
    assert transcripts(peer, tflite) == [ours.stt(recording(f"{name}.wav")) for name in NAMES]


def test_frozen_graph(tmp_path: Path) -> None:
    need_client()
    model, weights = golden_weights()
    alphabet = Alphabet.from_file(GOLDEN / "alphabet.txt").serialize()
    path = export_frozen_graph(weights, model, FeatureConfig(), ExportConfig(), alphabet, tmp_path)
    answers = json.loads((GOLDEN / "client" / "client_pb128_scorer.json").read_text(encoding="utf-8"))
    assert transcripts("deepspeech", path) == [answers["transcripts"][name] for name in NAMES]
