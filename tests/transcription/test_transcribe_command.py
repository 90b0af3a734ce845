"""`python -m deepspeech_tf.transcribe` on real speech."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.sets import ROOT
from tests.speech.recordings import SENTENCE, SENTENCE_FILE, STARTS, joined, write_video, write_wav

COMMAND = [sys.executable, "-m", "deepspeech_tf.transcribe"]
PAUSES = (0.5, 2.0, 1.0, 3.0)


def transcribe(*arguments, cwd=ROOT, **options) -> subprocess.CompletedProcess:
    command = [*COMMAND, *map(str, arguments), "--processes", "1"]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=cwd, capture_output=True, check=False, env=environment, **options)


@pytest.fixture(scope="module")
def recording(tmp_path_factory):
    samples, begins = joined(PAUSES)
    return write_wav(tmp_path_factory.mktemp("joined") / "joined.wav", samples), begins


def test_words_are_where_they_were_joined(recording, tmp_path) -> None:
    path, begins = recording
    done = transcribe(path, "--output_dir", tmp_path, "--formats", "srt,json", "--words_per_cue", "1")
    assert done.returncode == 0, done.stderr
    expected = [
        (word, begin + start) for begin in begins for word, start in zip(SENTENCE, STARTS, strict=True)
    ]
    blocks = (tmp_path / "joined.srt").read_text().split("\n\n")
    assert [block.split("\n")[2] for block in blocks] == [word for word, _ in expected]
    for block, (_, start) in zip(blocks, expected, strict=True):
        hours, minutes, seconds = block.split("\n")[1].split(" --> ")[0].replace(",", ".").split(":")
        assert int(hours) * 3600 + int(minutes) * 60 + float(seconds) == pytest.approx(start, abs=0.2)
    value = json.loads((tmp_path / "joined.json").read_text())
    assert len(value["segments"]) == len(PAUSES)
    assert all(0 < word["confidence"] <= 1 for one in value["segments"] for word in one["words"])
    assert b"real-time factor" in done.stderr
    assert list(tmp_path.glob(".*")) == []


def test_tensorflow_is_not_needed(tmp_path) -> None:
    program = (
        "import sys; sys.modules.update(dict.fromkeys(('tensorflow', 'keras', 'absl', 'yaml', 'soundfile')));"
        "sys.argv[1:] = [sys.argv[1], '--dst', '-', '--processes', '1'];"
        "from deepspeech_tf.transcribe import main; main()"
    )
    command = [sys.executable, "-c", program, str(SENTENCE_FILE)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    assert (done.returncode, done.stdout) == (0, " ".join(SENTENCE) + "\n"), done.stderr


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    command = {int(one): Path(f"/proc/{one}/cmdline").read_bytes() for one in text.split()}
    return [one for one, line in command.items() if b"spawn_main" in line]


def wait_for(condition, seconds: float = 120):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)
    return value


@pytest.fixture(scope="module")
def long_recording(tmp_path_factory):
    """A recording of thirty segments, and its transcript without an interruption."""
    folder = tmp_path_factory.mktemp("long")
    path = write_wav(folder / "long.wav", joined([0.8 + 0.02 * n for n in range(30)])[0])
    whole = folder / "whole"
    done = transcribe(path, "--output_dir", whole, "--formats", "json,srt")
    assert done.returncode == 0, done.stderr
    return path, whole


def begin(path: Path, output: Path) -> subprocess.Popen:
    command = [*COMMAND, str(path), "--output_dir", str(output), "--formats", "json,srt", "--processes", "2"]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def test_resumes_after_kill_without_loss_or_repetition(long_recording, tmp_path) -> None:
    path, whole = long_recording
    journal = tmp_path / ".long.transcription"
    process = begin(path, tmp_path)
    wait_for(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 6)
    workers = children_of(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    wait_for(lambda: not any(Path(f"/proc/{worker}/exe").exists() for worker in workers), 30)
    kept = journal.read_bytes()
    assert not (tmp_path / "long.json").exists()
    with open(journal, "ab") as file:
        file.write(b'[123, 456, [["half of a li')
    done = transcribe(path, "--output_dir", tmp_path, "--formats", "json,srt")
    assert done.returncode == 0, done.stderr
    lengths = [json.loads(line)[1] for line in kept.splitlines()[1:]]
    assert 6 <= len(lengths) < 30
    assert f"{sum(lengths) / 16000:.1f} s are from an earlier run".encode() in done.stderr
    for name in ("long.json", "long.srt"):
        assert (tmp_path / name).read_bytes() == (whole / name).read_bytes()
    assert not journal.exists()


def test_killed_worker_loses_nothing(long_recording, tmp_path) -> None:
    path, whole = long_recording
    journal = tmp_path / ".long.transcription"
    process = begin(path, tmp_path)
    wait_for(lambda: journal.exists() and journal.read_bytes().count(b"\n") > 3)
    os.kill(children_of(process.pid)[0], signal.SIGKILL)
    _, errors = process.communicate()
    assert process.returncode == 0, errors
    assert (tmp_path / "long.json").read_bytes() == (whole / "long.json").read_bytes()


def test_pipes(recording) -> None:
    path, _ = recording
    done = transcribe("-", "--formats", "ctm", input=path.read_bytes())
    assert done.returncode == 0, done.stderr
    lines = done.stdout.decode().splitlines()
    assert [line.split()[4] for line in lines] == SENTENCE * len(PAUSES)
    assert lines[0].startswith("stdin 1 ")


def test_video_folder_with_a_damaged_file(recording, tmp_path) -> None:
    samples, _ = joined([0.2])
    write_video(tmp_path / "talk.mkv", samples, late_s=2.0)
    (tmp_path / "bad.mp3").write_bytes(b"this is no audio" * 50)
    done = transcribe(tmp_path, "--formats", "tsv")
    assert done.returncode == 1
    errors = done.stderr.decode()
    assert "bad.mp3 cannot be decoded" in errors and "Traceback" not in errors
    rows = [line.split("\t") for line in (tmp_path / "talk.tsv").read_text().splitlines()[1:]]
    assert [row[4] for row in rows] == SENTENCE
    for row, start in zip(rows, STARTS, strict=True):
        assert float(row[0]) == pytest.approx(2.2 + start, abs=0.2)
    assert not (tmp_path / "bad.tsv").exists()
    assert list(tmp_path.glob(".*")) == []


def test_recording_that_is_damaged_in_its_middle(tmp_path) -> None:
    """Segments before the damage are in work when it is found."""
    import av

    samples, _ = joined([0.8] * 12)
    with av.open(str(tmp_path / "whole.flac"), "w") as container:
        sound = container.add_stream("flac", rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
        frame.sample_rate = 16000
        container.mux(sound.encode(frame))
        container.mux(sound.encode(None))
    content = bytearray((tmp_path / "whole.flac").read_bytes())
    content[len(content) // 2 :] = bytes(len(content) - len(content) // 2)
    (tmp_path / "whole.flac").write_bytes(content)
    write_wav(tmp_path / "good.wav", joined([0.5])[0])
    done = transcribe(tmp_path / "whole.flac", tmp_path / "good.wav", "--formats", "txt")
    errors = done.stderr.decode()
    assert "Traceback" not in errors
    assert (tmp_path / "good.txt").read_text() == " ".join(SENTENCE) + "\n"
    assert done.returncode == int(not (tmp_path / "whole.txt").exists())


def test_options_of_0_9_3(tmp_path) -> None:
    write_wav(tmp_path / "a.wav", joined([0.5, 1.5])[0])
    options = ["--vad_aggressiveness", "3", "--batch_size", "40", "--outlier_duration_ms", "1000",
               "--outlier_batch_size", "2", "--noforce", "--recursive=false", "--beam_width", "200",
               "--lm_alpha", "0.9", "--lm_beta", "1.2"]  # fmt: skip
    done = transcribe("--src", tmp_path / "a.wav", *options)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "a.tlog").read_text())
    assert [row["transcript"] for row in rows] == [" ".join(SENTENCE)] * 2
    assert all(set(row) == {"start", "end", "transcript"} and row["start"] < row["end"] for row in rows)
    (tmp_path / "a.tlog").write_text("kept")
    done = transcribe("--src", tmp_path / "a.wav")
    assert done.returncode == 0 and b"force replaces it" in done.stderr
    assert (tmp_path / "a.tlog").read_text() == "kept"
    (tmp_path / "flags.txt").write_text("--force=true\n--dst=" + str(tmp_path / "b.tlog"))
    done = transcribe("--src", tmp_path / "a.wav", "--flagfile", tmp_path / "flags.txt")
    assert done.returncode == 0 and json.loads((tmp_path / "b.tlog").read_text()) == rows


def test_catalog_of_0_9_3(tmp_path) -> None:
    write_wav(tmp_path / "a.wav", joined([0.5])[0])
    (tmp_path / "all.catalog").write_text(json.dumps([{"audio": "a.wav", "tlog": "logs.tlog"}]))
    done = transcribe("--src", tmp_path / "all.catalog")
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "logs.tlog").read_text())[0]["transcript"] == " ".join(SENTENCE)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected recordings. Received: none"),
        (["none.wav"], "none.wav, which does not exist"),
        (["a.wav", "--modle", "x"], "unknown options: --modle x"),
        (["a.wav", "--model", "nowhere"], "expected a model file, or the name of a model"),
        (["a.wav", "--model", "../../etc/passwd"], "expected a model file, or the name of a model"),
        (["a.wav", "--model", "a.wav"], "a.wav: "),
        (["a.wav", "--scorer", "a.wav"], "a.wav: "),
        (["a.wav", "--scorer", "none"], "expected a scorer"),
        (["a.wav", "--beam_width", "0"], "--beam_width must be from 1"),
        (["a.wav", "--lm_alpha", "1"], "both scorer weights"),
        (["a.wav", "--lm_alpha", "nan", "--lm_beta", "1"], "--lm_alpha must be a finite number"),
        (["a.wav", "--vad_aggressiveness", "7"], "from 0 to 3"),
        (["a.wav", "--formats", "docx"], "expected formats among"),
        (["a.wav", "--force=perhaps"], "--force must be true or false"),
        (["a.wav", "--hot_words", "word"], "expected word:boost"),
        (["a.wav", "-", "--dst", "x"], "--dst needs a single recording"),
        (["a.wav", "--dst", "none/x.txt"], "none: expected a folder"),
        (["a.wav", "--flagfile", "none"], "--flagfile none cannot be read"),
        (["--catalog", "a.wav", "--dst", "x"], "a catalog names its transcripts"),
    ],
)
def test_wrong_input_ends_with_one_message(tmp_path, arguments, message) -> None:
    write_wav(tmp_path / "a.wav", joined([0.1])[0])
    done = transcribe(*arguments, cwd=tmp_path)
    errors = done.stderr.decode()
    assert done.returncode == 1, errors
    assert message in errors and "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
