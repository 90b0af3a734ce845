"""The program `deepspeech-convert`: what it writes from models of every format."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deepspeech._library import runtime_path
from tests.native.client import CLIENT, ROOT, answers, load_model, need_client, only_posix, recording
from tests.sets import GOLDEN

CONVERT = CLIENT / "bin" / "deepspeech-convert"
INSPECT = CLIENT / "bin" / "deepspeech-inspect"
SEEDS = ROOT / "native_client" / "fuzz" / "seeds" / "graph"
GRAPH = GOLDEN / "model" / "output_graph.pb"
TFLITE = GOLDEN / "model" / "output_graph.tflite"
WAV = GOLDEN / "wav" / "test0001.wav"


def convert(*arguments: object) -> subprocess.CompletedProcess[str]:
    need_client()
    return subprocess.run(
        [str(CONVERT), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        env={**os.environ, "DS_LITERT_LIBRARY": runtime_path() or ""},
    )


def converted(source: Path, target: Path, *options: object) -> float:
    """Writes `target`; gives the largest difference in probabilities that the program prints."""
    done = convert(*options, "--audio", WAV, source, target)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert f"{source.stat().st_size} bytes" in lines[0]
    assert f"{target.stat().st_size} bytes" in lines[1]
    found = re.fullmatch(r"largest difference in probabilities: (\S+) \(93 rows\)", lines[2])
    assert found, done.stdout
    return float(found[1])


def confidence(path: Path) -> Any:
    return load_model(path).sttWithMetadata(recording("test0001.wav")).transcripts[0].confidence


def expected_confidence(name: str) -> float:
    return next(one for one in answers(name)["files"] if one["wav"] == WAV.name)["meta"][0]["confidence"]


@pytest.mark.parametrize(
    ("weights", "difference", "share"), [("float32", 1e-4, 1.1), ("float16", 5e-3, 0.6), ("int8", 0.1, 0.6)]
)
def test_graph_to_tflite(tmp_path: Path, weights: str, difference: float, share: float) -> None:
    target = tmp_path / "out.tflite"
    received = converted(GRAPH, target, "--weights", weights)
    assert received <= difference
    assert target.stat().st_size < GRAPH.stat().st_size * share
    expected = expected_confidence("stream_pb.json")
    assert confidence(target) == pytest.approx(expected, abs=1e-2 if weights == "float32" else 0.5)


def test_every_way_keeps_the_weights(tmp_path: Path) -> None:
    """.pb, .pbmm, .tflite, .pbmm again: not a bit changes."""
    first, between, last = (tmp_path / name for name in ("first.pbmm", "between.tflite", "last.pbmm"))
    assert converted(GRAPH, first) == 0
    assert converted(first, between) < 1e-4
    assert converted(between, last) < 1e-4
    assert first.read_bytes() == last.read_bytes()


def test_tflite_of_0_9_3(tmp_path: Path) -> None:
    """int8 weights become the numbers that they stand for; only the rounding of activations is gone."""
    target = tmp_path / "out.pbmm"
    assert converted(TFLITE, target) < 0.15
    assert confidence(target) == pytest.approx(expected_confidence("stream_tfl.json"), abs=0.5)


def test_metadata_is_kept(tmp_path: Path) -> None:
    import json

    said = []
    targets = [GRAPH, tmp_path / "out.pbmm", tmp_path / "out.tflite"]
    for target in targets:
        if target != GRAPH:
            assert convert(GRAPH, target).returncode == 0
        done = subprocess.run(
            [str(INSPECT), "--json", str(target)], capture_output=True, text=True, check=True
        )
        found = json.loads(done.stdout)
        same = ("language", "sample_rate_hz", "window_ms", "step_ms", "final_window", "n_steps", "n_hidden")
        said.append({key: found[key] for key in (*same, "n_context", "beam_width", "alphabet", "states")})
    assert said[0] == said[1] == said[2]


def old_graph(tmp_path: Path) -> Path:
    """A graph as DeepSpeech 0.6 left it: an older version, without alphabet and beam width."""
    path = tmp_path / "old.pb"
    content = GRAPH.read_bytes()
    place = content.index(b"metadata_version")
    number = content.index(b"\x3a\x01\x06", place)  # the list with the number 6
    content = content[: number + 2] + b"\x04" + content[number + 3 :]
    for name in (b"metadata_alphabet", b"metadata_beam_width", b"metadata_language"):
        content = content.replace(name, name[:-1] + b"X")
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("ending", ["pbmm", "tflite"])
def test_alphabet_of_an_old_graph(tmp_path: Path, ending: str) -> None:
    source, target = old_graph(tmp_path), tmp_path / f"out.{ending}"
    with pytest.raises(RuntimeError, match="0x2003"):
        load_model(source)
    done = convert(source, target)
    assert (done.returncode, target.exists()) == (1, False)
    assert "--alphabet" in done.stderr
    done = convert("--alphabet", GOLDEN / "alphabet.txt", source, target)
    assert done.returncode == 0, done.stderr
    assert confidence(target) == pytest.approx(expected_confidence("stream_pb.json"), abs=1e-2)


def test_refusals(tmp_path: Path) -> None:
    target = tmp_path / "out.pbmm"
    short = tmp_path / "alphabet.txt"
    short.write_text("a\nb\n", encoding="utf-8")
    wrong = [
        (2, "must end with", (GRAPH, tmp_path / "out.pb")),
        (2, "--weights must be", ("--weights", "int4", GRAPH, tmp_path / "out.tflite")),
        (2, "float32 weights", ("--weights", "int8", GRAPH, target)),
        (2, "expected two files", (GRAPH,)),
        (1, "already", ("--alphabet", short, GRAPH, target)),
        (1, "neither", (WAV, target)),
        (1, "Cannot read", (tmp_path / "absent.pb", target)),
        (1, "out.pbmm cannot be written: No such file", (GRAPH, tmp_path / "absent" / "out.pbmm")),
        (1, "absent.wav", ("--audio", tmp_path / "absent.wav", GRAPH, target)),
        (1, "E alphabet file", ("--alphabet", tmp_path, GRAPH, target)),
        (1, "it is a folder", (tmp_path, target)),
    ]
    for status, words, arguments in wrong:
        done = convert(*arguments)
        assert (done.returncode, done.stdout) == (status, ""), arguments
        assert done.stderr.startswith("E ")
        assert words in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alphabet.txt"]
    same = tmp_path / "same.pbmm"
    assert convert(GRAPH, same).returncode == 0
    before = same.read_bytes()
    done = convert(same, same)
    assert done.returncode == 1
    assert "same file" in done.stderr
    assert same.read_bytes() == before


@only_posix
def test_inputs_that_are_no_files(tmp_path: Path) -> None:
    """A pipe without a writer is refused; nobody waits for it."""
    os.mkfifo(tmp_path / "pipe.pb")
    (tmp_path / "empty.pb").touch()
    (tmp_path / "zeros.pb").write_bytes(bytes(5000))
    for name, words in (
        ("pipe.pb", "no regular file"),
        ("empty.pb", "too short"),
        ("zeros.pb", "neither"),
    ):
        done = convert(tmp_path / name, tmp_path / "out.tflite")
        assert (done.returncode, done.stdout) == (1, ""), name
        assert words in done.stderr
    assert not (tmp_path / "out.tflite").exists()
    done = subprocess.run(
        [str(INSPECT), str(tmp_path / "pipe.pb")], capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 1
    assert "not a regular file" in done.stderr


@only_posix
@pytest.mark.parametrize("ending", ["pbmm", "tflite"])
def test_a_file_that_cannot_be_completed(tmp_path: Path, ending: str) -> None:
    """The largest size of a file is reached as a full disk would be; the file before stays as it was."""
    target = tmp_path / f"out.{ending}"
    target.write_bytes(b"before")
    folder = tmp_path / f"folder.{ending}"
    folder.mkdir()
    need_client()
    limited = subprocess.run(
        ["bash", "-c", 'ulimit -f 4; "$@"', "-", str(CONVERT), str(SEEDS / "float32.pb"), str(target)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert (limited.returncode, limited.stdout) == (1, "")
    assert limited.stderr == f"E {target} cannot be written: File too large\n"
    refused = convert(SEEDS / "float32.pb", folder)
    assert (refused.returncode, refused.stderr) == (1, f"E {folder} cannot be written: Is a directory\n")
    assert target.read_bytes() == b"before"
    assert sorted(tmp_path.iterdir()) == [folder, target]
