"""Manifests of NeMo and Lhotse: segments, channels, paths, counts, damaged rows and files."""

from __future__ import annotations

import numpy as np
import pytest
import soundfile

from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import manifests
from tests.importers.layouts.sound import text, tone

COLUMNS = "wav_filename,wav_filesize,transcript"


def test_nemo(tmp_path) -> None:
    manifests.nemo(tmp_path)
    out = tmp_path / "out"
    output = run(
        "nemo", tmp_path / "train_manifest.json", tmp_path / "test_manifest.json", "--target_dir", out
    )
    assert header(out / "train_manifest.csv") == COLUMNS
    assert transcripts(out / "train_manifest.csv") == ["one two", "first", "second", "from a file"]
    sizes = [int(row["wav_filesize"]) for row in rows(out / "train_manifest.csv")]
    assert sizes[1:3] == [44 + 2 * 32000, 44 + 2 * 40000]
    assert rows(out / "test_manifest.csv")[0]["wav_filename"] == "../audio/a.wav"  # good as it is
    for line in (
        "W left out: row 5 of train_manifest.json: audio/cut.flac: audio file",
        "W left out: row 6 of train_manifest.json: audio/missing.wav: audio file",
        "W left out: row 7 of train_manifest.json: must have 'text' or 'text_filepath'",
        "W left out: row 8 of train_manifest.json: must have 'audio_filepath', one file",
        "W left out: row 9 of train_manifest.json: must have 'duration', a number of seconds. Received: none",
        "W left out: row 10 of train_manifest.json: must be JSON: ",
        "W left out: row 11 of train_manifest.json: /: audio file",
        "W left out: row 12 of train_manifest.json: ",
        "Skipped 8 samples that failed upon conversion.\nSkipped 1 samples that failed on transcript",
    ):
        assert line in output


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            {"audio_filepath": "a.wav", "offset": 1, "text": "x"},
            "must have 'duration', a number of seconds. Rec",
        ),
        (
            {"audio_filepath": "a.wav", "offset": 1, "duration": None, "text": "x"},
            "'duration', a number of seconds. Received: null",
        ),
        ({"audio_filepath": "a.wav", "offset": 1, "duration": [2], "text": "x"}, "Received: [2]"),
        ({"audio_filepath": "a.wav", "offset": 1, "duration": "long", "text": "x"}, "Received: 'long'"),
        ({"audio_filepath": "a.wav", "offset": 1, "duration": True, "text": "x"}, "Received: True"),
        ({"audio_filepath": "a.wav", "offset": 1, "duration": 10**400, "text": "x"}, "'duration', a number"),
        (
            {"audio_filepath": "a.wav", "offset": {}, "duration": 1, "text": "x"},
            "must have 'offset', a number",
        ),
        ({"audio_filepath": None, "text": "x"}, "must have 'audio_filepath', one file. Received: null"),
        ({"text": "x"}, "must have 'audio_filepath', one file. Received: none"),
        ({"audio_filepath": "a.wav", "text": None}, "must have 'text', a text. Received: null"),
        ({"audio_filepath": "a.wav", "text": 5}, "must have 'text', a text. Received: 5"),
        (
            {"audio_filepath": "a.wav", "text_filepath": ["a"]},
            "must have 'text_filepath', a text. Received: ['a']",
        ),
        ({"audio_filepath": "a.wav", "text_filepath": "a\0.txt"}, "cannot be read: not a valid file name"),
        ({"audio_filepath": "a.wav"}, "must have 'text' or 'text_filepath'. Received: audio_filepath"),
        ([1, 2], "must be a JSON object. Received: '[1, 2]'"),
        (None, "must be a JSON object. Received: 'null'"),
    ],
)
def test_nemo_values(tmp_path, row, reason) -> None:
    tone(tmp_path / "a.wav", 3)
    good = {"audio_filepath": "a.wav", "text": "good", "duration": 3}
    manifest = manifests.lines_of(tmp_path / "m.json", [good, row])
    output = run("nemo", manifest, "--target_dir", tmp_path / "out")
    line = next(line for line in output.split("\n") if line.startswith("W left out: row 2 of m.json: "))
    assert reason in line and len(line) < 300
    assert transcripts(tmp_path / "out" / "m.csv") == ["good"]


def test_json_that_is_none(tmp_path) -> None:
    """For any content of a line, the message says what is expected, and quotes part of it."""
    tone(tmp_path / "a.wav", 3)
    lines = [
        '{"audio_filepath": "a.wav", "text": "good"}',
        "[" * 100_000,
        '{"duration": ' + "9" * 5000 + "}",
        '{"text": ' + "x" * 100_000,
        '{"text": "cut',
        "{'text': 'quotes of Python'}",
        '{"audio_filepath": "' + "a" * 100_000 + '.wav", "text": "x"}',
        '{"audio_filepath": "\\ud800.wav", "text": "x"}',
    ]
    text(tmp_path / "m.json", "\n".join(lines) + "\n")
    output = run("nemo", tmp_path / "m.json", "--target_dir", tmp_path / "out")
    reasons = [line for line in output.split("\n") if line.startswith("W left out: ")]
    assert [line.split(": ")[1] for line in reasons] == [f"row {row} of m.json" for row in range(2, 9)]
    for line, reason in zip(
        reasons,
        [
            "fewer nested levels",
            "shorter numbers",
            "at character 10. Received: 'xxx",
            "Unterminated string",
            "double quotes",
            "",
            "",
        ],
        strict=True,
    ):
        assert reason in line and "sys.set_int" not in line and len(line) < 1000, line


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"start": None}, "must have 'start', a number of seconds. Received: null"),
        ({"duration": "x"}, "must have 'duration', a number of seconds. Received: 'x'"),
        ({"text": 5}, "must have 'text', a text. Received: 5"),
    ],
)
def test_lhotse_values(tmp_path, change, reason) -> None:
    recording = manifests.recording(tmp_path, "r", 3)
    tone(tmp_path / "audio" / "r.wav", 3)
    good = {"id": "s", "start": 0, "duration": 2, "text": "good", "channel": 0}
    cuts = [
        {"id": n, "start": 0, "duration": 3, "recording": recording, "supervisions": [good | more]}
        for n, more in enumerate(({}, change))
    ]
    cuts.append({"id": 2, "start": [], "recording": recording, "supervisions": [good]})
    cuts.append({"id": 3, "recording": recording, "supervisions": [1]})
    cuts.append({"id": 4, "recording": {"sources": None}, "supervisions": [good]})
    cuts.append(
        {"id": 5, "recording": {"sources": [{"type": "file", "channels": 0}]}, "supervisions": [good]}
    )
    cuts.append({"id": 6, "recording": {"sources": [{"type": "file"}]}, "supervisions": [good]})
    manifest = manifests.lines_of(tmp_path / "cuts.jsonl", cuts)
    output = run("lhotse", manifest, "--target_dir", tmp_path, "--audio_root", tmp_path)
    assert transcripts(tmp_path / "cuts.csv") == ["good"]
    for wanted in (
        reason,
        "must have 'start', a number of seconds. Received: []",
        "must have 'supervisions', a list of objects. Received: [1]",
        "its recording must have 'sources', a list of objects. Received: null",
        "a source must have 'channels', a list. Received: 0",
        "must have 'source', a text. Received: none",
    ):
        assert wanted in output
    assert "Error" not in output


def test_nemo_manifests_of_the_same_name(tmp_path) -> None:
    manifests.nemo(tmp_path)
    manifest = tmp_path / "train_manifest.json"
    assert "must have different names" in run("nemo", manifest, manifest, fails=True)
    assert "none.json cannot be read" in run("nemo", tmp_path / "none.json", fails=True)


def test_lhotse_supervisions(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    out = tmp_path / "out"
    manifest = tmp_path / "corpus_supervisions_dev.jsonl.gz"
    output = run("lhotse", manifest, "--target_dir", out, "--audio_root", tmp_path)
    csv = out / "corpus_supervisions_dev.csv"
    assert header(csv) == COLUMNS
    assert transcripts(csv) == ["hello there", "who is it", "the whole file"]
    first, other, whole = (soundfile.read(out / row["wav_filename"])[0] for row in rows(csv))
    assert len(first) == 32000 and np.abs(first).max() > 0.2
    assert np.abs(other).max() < 0.01  # the second channel is silent
    assert len(whole) == 48000
    for line in (
        "row 4 of corpus_supervisions_dev.jsonl.gz: cut-1: audio file",
        "row 5 of corpus_supervisions_dev.jsonl.gz: piped-1: must be an audio file. Received: a command",
        "lost-1: must have a recording. Received: none",
        "call-c-1: no audio file has channel 2",
        "half: must have 'start', a number of seconds. Received: none",
        "W left out: row 9 of corpus_supervisions_dev.jsonl.gz: must be JSON: ",
        "Skipped 6 samples that failed upon conversion.",
    ):
        assert line in output


def test_lhotse_cuts(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    files = [tmp_path / "cuts_train.jsonl", tmp_path / "cuts_test.json"]
    output = run("lhotse", *files, "--target_dir", tmp_path, "--audio_root", tmp_path)
    assert transcripts(tmp_path / "cuts_train.csv") == ["begins before", "one", "two"]
    assert transcripts(tmp_path / "cuts_test.csv") == ["one", "two"]
    sizes = [int(row["wav_filesize"]) for row in rows(tmp_path / "cuts_train.csv")]
    assert sizes == [44 + 2 * 16000 * seconds for seconds in (2, 1, 2)]
    assert "s4: must be audio as recorded. Received: a recording with transforms" in output
    assert "row 4 of cuts_train.jsonl: : must be a cut of one recording. Received: MixedCut" in output


def test_lhotse_damaged_manifests(tmp_path) -> None:
    manifests.lhotse(tmp_path)
    packed = tmp_path / "corpus_recordings_dev.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-30])
    manifest = tmp_path / "corpus_supervisions_dev.jsonl.gz"
    assert "is damaged, cut short or not a gzip file" in run("lhotse", manifest, fails=True)
    (tmp_path / "cuts_test.json").write_text('[{"id": 1}, 2]')
    assert "must be a JSON list of objects" in run("lhotse", tmp_path / "cuts_test.json", fails=True)
