"""Sample databases by the original's code, as Coqui STT 1.4 still has it, and ours: the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from benchmarks.peers.environments import PeerMissing, peer_python
from deepspeech_tf.audio.read import read_channels
from deepspeech_tf.audio.sample_database import open_database
from tests.commandline.test_train_command import ENVIRONMENT, ROOT
from tests.programs import need_python

need_python("3.9")

SECONDS = {"a": 2.1, "b": 0.5, "c": 1.0}


def peer(*arguments: str | Path) -> str:
    """What the original prints."""
    try:
        python = peer_python("coqui-stt-training")
    except PeerMissing as reason:
        pytest.skip(str(reason))
    libraries = sorted(Path(av.__file__).parents[1].glob("av.libs/libopus-*"))
    if not libraries:
        pytest.skip("this PyAV has no libopus of its own")
    done = subprocess.run(
        [str(python), str(Path(__file__).with_name("sample_database.py")), str(libraries[0])]
        + [str(argument) for argument in arguments],
        capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def tool(*arguments: str | Path) -> None:
    command = [sys.executable, ROOT / "bin" / "data_set_tool.py", *arguments]
    subprocess.run([str(part) for part in command], check=True, env=ENVIRONMENT, capture_output=True)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file with three recordings of noise that hums, the first not the shortest."""
    folder = tmp_path_factory.mktemp("corpus")
    random = np.random.default_rng(3)
    rows = ["wav_filename,wav_filesize,transcript"]
    for name, seconds in SECONDS.items():
        time = np.arange(int(seconds * 16000) + 7) / 16000
        sound = 0.3 * np.sin(600 * time * (1 + time)) + random.normal(0, 0.02, len(time))
        soundfile.write(folder / f"{name}.wav", sound, 16000)
        rows.append(f"{name}.wav,{(folder / f'{name}.wav').stat().st_size},what {name} says: é")
    (folder / "set.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder / "set.csv"


@pytest.mark.parametrize(("kind", "label"), [("wav", "labeled"), ("opus", "labeled"), ("wav", "unlabeled")])
def test_the_same_bytes(corpus: Path, tmp_path: Path, kind: str, label: str) -> None:
    peer("write", corpus, tmp_path / "theirs.sdb", kind, label)
    without = ["--unlabeled"] if label == "unlabeled" else []
    tool(corpus, tmp_path / "ours.sdb", "--audio-type", kind, *without)
    assert (tmp_path / "ours.sdb").read_bytes() == (tmp_path / "theirs.sdb").read_bytes()


@pytest.mark.parametrize("kind", ["wav", "opus"])
def test_the_original_reads_ours(corpus: Path, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "ours.sdb"
    tool(corpus, path, "--audio-type", kind)
    samples = json.loads(peer("read", path))
    assert [sample[0] for sample in samples] == list(open_database(str(path)).transcripts())
    for place, (_, description, pcm) in enumerate(samples):
        heard = np.frombuffer(bytes.fromhex(pcm), "<i2") / 32768
        mine, rate_hz = read_channels(f"{path}:{place}")
        assert description == [rate_hz, 1, 2] and len(heard) == len(mine)
        error = np.sqrt(np.mean((heard - mine[:, 0]) ** 2) / np.mean(heard**2))
        # Opus is decoded at 48 kHz here and at 16 kHz there, which is 0.6 samples earlier.
        assert error == 0 if kind == "wav" else error < 0.2
