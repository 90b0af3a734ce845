"""The tools on sets in `bin/`, called as a person calls them."""

import csv
import os
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from deepspeech_tf.audio.read import audio_duration, read_audio
from deepspeech_tf.audio.sample_database import OPUS_TYPE, WAV_TYPE, SampleDatabase
from deepspeech_tf.data.manifest import read_manifests

ROOT = Path(__file__).resolve().parents[2]
RATE_HZ = 16000
TEXTS = {"b": "two words", "a": "one", "c": "thrée"}
SECONDS = {"a": 0.5, "b": 0.75, "c": 1.0}


def run(tool: str, *arguments: object, status: int = 0) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, ROOT / "bin" / tool, *map(str, arguments)]
    result = subprocess.run(command, capture_output=True, env=environment, check=False)
    assert result.returncode == status, result.stderr.decode()
    assert b"Traceback" not in result.stderr
    return result


def tone(seconds: float, hz: float = 440) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Three recordings, the first row not the shortest."""
    rows = ["wav_filename,wav_filesize,transcript"]
    for name, text in TEXTS.items():
        soundfile.write(tmp_path / f"{name}.wav", tone(SECONDS[name]), RATE_HZ)
        rows.append(f"{name}.wav,{(tmp_path / f'{name}.wav').stat().st_size},{text}")
    (tmp_path / "set.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path / "set.csv"


def rows_of(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_csv_to_database_and_back(corpus: Path) -> None:
    folder = corpus.parent
    run("data_set_tool.py", corpus, folder / "wav.sdb", "--audio-type", "wav")
    database = SampleDatabase(str(folder / "wav.sdb"))
    assert database.columns.speech_type == WAV_TYPE
    assert list(database.transcripts()) == ["one", "two words", "thrée"]
    for place, name in enumerate("abc"):
        np.testing.assert_array_equal(
            read_audio(f"{folder}/wav.sdb:{place}", RATE_HZ), read_audio(folder / f"{name}.wav", RATE_HZ)
        )
    run("data_set_tool.py", folder / "wav.sdb", folder / "again.sdb", "--audio-type", "wav")
    assert (folder / "again.sdb").read_bytes() == (folder / "wav.sdb").read_bytes()
    run("data_set_tool.py", folder / "wav.sdb", folder / "back.csv")
    rows = rows_of(folder / "back.csv")
    assert [row["transcript"] for row in rows] == ["one", "two words", "thrée"]
    assert rows[0]["wav_filename"] == "back/sample00000000.wav"
    for row, name in zip(rows, "abc", strict=True):
        assert int(row["wav_filesize"]) == (folder / row["wav_filename"]).stat().st_size
        np.testing.assert_array_equal(
            read_audio(folder / row["wav_filename"], RATE_HZ), read_audio(folder / f"{name}.wav", RATE_HZ)
        )
    assert b"new folder" in run("data_set_tool.py", corpus, folder / "back.csv", status=1).stderr


def test_opus_database_by_default(corpus: Path) -> None:
    target = corpus.parent / "small.sdb"
    run("data_set_tool.py", corpus, corpus, target, "--bitrate", 16000, "--workers", 2)
    database = SampleDatabase(str(target))
    assert database.columns.speech_type == OPUS_TYPE and len(database) == 6
    assert target.stat().st_size < 2 * 72000 / 5
    assert audio_duration(f"{target}:5") == 1.0
    files = corpus.with_name("files.csv")
    for other, bits, message in ((target, 99, b"from 500 to"), (files, 9999, b"needs Opus")):
        assert message in run("data_set_tool.py", corpus, other, "--bitrate", bits, status=1).stderr


def test_archive(corpus: Path) -> None:
    (corpus.parent / "alphabet.txt").write_text("a\n")
    target = corpus.parent / "set.tar.gz"
    run("data_set_tool.py", corpus, target, "--include", corpus.parent / "alphabet.txt")
    with tarfile.open(target) as archive:
        names = ["alphabet.txt", *(f"samples/sample0000000{place}.wav" for place in range(3)), "samples.csv"]
        assert archive.getnames() == names
        for name in names:
            path = corpus.parent / "out" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(archive.extractfile(name).read())
    rows = rows_of(corpus.parent / "out" / "samples.csv")
    assert [row["transcript"] for row in rows] == ["one", "two words", "thrée"]
    assert (corpus.parent / "out" / rows[2]["wav_filename"]).stat().st_size == int(rows[2]["wav_filesize"])


def test_limit_and_split(corpus: Path) -> None:
    folder = corpus.parent
    run("data_set_tool.py", corpus, folder / "two.csv", "--limit", 2)
    assert [row["transcript"] for row in rows_of(folder / "two.csv")] == ["one", "two words"]
    run("data_set_tool.py", corpus, folder / "part.csv", "--split", "train=2,test=1", "--absolute-paths")
    train, test = rows_of(folder / "part-train.csv"), rows_of(folder / "part-test.csv")
    assert len(train) == 2 and len(test) == 1
    assert {row["transcript"] for row in train + test} == set(TEXTS.values())
    assert Path(train[0]["wav_filename"]).is_absolute()
    for wrong in ("a", "a=1,a=2", "a=nan,b=1", "../a=1"):
        message = run("data_set_tool.py", corpus, folder / "x.sdb", "--split", wrong, status=1).stderr
        assert b"name=share" in message


def test_split_keeps_speakers_together(corpus: Path) -> None:
    folder = corpus.parent
    rows = [f"{name}.wav,{name},{speaker}" for name, speaker in zip("abcabc", "xyzxyz", strict=True)]
    corpus.write_text("\n".join(["wav_filename,transcript,speaker", *rows]) + "\n")
    run("data_set_tool.py", corpus, folder / "by.csv", "--split", "a=2,b=1", "--keep-together", "speaker")
    parts = [sorted(row["transcript"] for row in rows_of(folder / f"by-{part}.csv")) for part in "ab"]
    assert len(parts[0]) == 4 and len(parts[1]) == 2 and not set(parts[0]) & set(parts[1])
    sentences = ["--keep-together", "sentence", "--split"]
    run("data_set_tool.py", corpus, folder / "said.sdb", *sentences, "a=2,b=1")
    assert len(set(SampleDatabase(f"{folder}/said-b.sdb").transcripts())) == 1
    message = run("data_set_tool.py", corpus, folder / "x.sdb", *sentences, "a=9,b=1,c=1", status=1).stderr
    assert b"nothing is left for 'c'" in message or b"nothing is left for 'b'" in message
    corpus.write_text("wav_filename,transcript\na.wav,a\nb.wav,b\n")
    speakers = ["--keep-together", "speaker", "--split", "a=1,b=1"]
    message = run("data_set_tool.py", corpus, folder / "x.sdb", *speakers, status=1).stderr
    assert b"row 2 of" in message and b"must name a speaker" in message


def test_augmented_and_unlabeled(corpus: Path) -> None:
    folder = corpus.parent
    (folder / "noise.csv").write_text("wav_filename\na.wav\n")
    run("data_set_tool.py", folder / "noise.csv", folder / "noise.sdb", "--unlabeled")
    assert SampleDatabase(str(folder / "noise.sdb")).columns.transcript is None
    run(
        "data_set_tool.py", corpus, folder / "quiet.csv",
        "--augment", "volume[dbfs=-16.9897:0]", "--augment", f"overlay[source={folder}/noise.sdb,layers=0]",
    )  # fmt: skip
    assert np.abs(read_audio(folder / "quiet/sample00000000.wav", RATE_HZ)).max() == pytest.approx(
        0.1, rel=1e-2
    )
    message = run("data_set_tool.py", corpus, folder / "x.sdb", "--augment", "pitch", status=1).stderr
    assert b"acts on spectrogram" in message


def test_a_damaged_sample_is_named_and_left_out(corpus: Path) -> None:
    (corpus.parent / "b.wav").write_bytes(b"RIFF")
    target = corpus.parent / "rest.sdb"
    message = run("data_set_tool.py", corpus, target, status=1).stderr
    assert b"row 2 of " in message and b"b.wav" in message and b"1 samples could not be read" in message
    assert len(SampleDatabase(str(target))) == 2
    assert b"must end in one of" in run("data_set_tool.py", corpus, "x.zip", status=1).stderr


def test_compare_samples(corpus: Path) -> None:
    folder = corpus.parent
    soundfile.write(folder / "near.wav", tone(0.5) + 1e-4, RATE_HZ)
    soundfile.write(folder / "far.wav", tone(0.5, 450), RATE_HZ)
    soundfile.write(folder / "rate.wav", tone(0.5), 8000)
    a = folder / "a.wav"
    assert b"alike" in run("compare_samples.py", a, folder / "near.wav").stdout
    assert run("compare_samples.py", a, a, "--no-success-output").stdout == b""
    assert (
        b"dBFS, more than -90"
        in run("compare_samples.py", a, folder / "near.wav", "--threshold", -90, status=1).stderr
    )
    assert b"more than -60" in run("compare_samples.py", a, folder / "far.wav", status=1).stderr
    assert b"durations differ" in run("compare_samples.py", a, folder / "b.wav", status=1).stderr
    soundfile.write(folder / "stereo.wav", np.stack([tone(0.5)] * 2, axis=1), RATE_HZ)
    assert b"channels differ: 1 and 2" in run("compare_samples.py", a, folder / "stereo.wav", status=1).stderr
    assert b"rates differ" in run("compare_samples.py", a, folder / "rate.wav", status=1).stderr
    run("compare_samples.py", a, folder / "far.wav", "--if-differ")
    assert b"alike" in run("compare_samples.py", a, a, "--if-differ", status=1).stderr
    assert b"none.wav cannot be read" in run("compare_samples.py", a, folder / "none.wav", status=1).stderr


def test_play_into_a_pipe(corpus: Path) -> None:
    heard = corpus.parent / "heard.wav"
    heard.write_bytes(run("play.py", corpus, "--pipe").stdout)
    np.testing.assert_array_equal(read_audio(heard, RATE_HZ), read_audio(corpus.parent / "b.wav", RATE_HZ))
    heard.write_bytes(run("play.py", corpus, "--pipe", "--start", -1, "--augment", "speed[factor=2]").stdout)
    assert audio_duration(heard) == pytest.approx(0.5, abs=0.01)
    assert b"--start must be from -3 to 2" in run("play.py", corpus, "--start", 3, "--pipe", status=1).stderr
    run("play.py", corpus, "--number", 0)


def test_characters_and_alphabet(corpus: Path) -> None:
    assert b"11 characters" in run("check_characters.py", "-csv", corpus).stdout
    alphabet = run("check_characters.py", "-csv", f"{corpus},{corpus}", "-alpha").stdout.decode()
    assert alphabet.splitlines()[1:] == sorted(set("".join(TEXTS.values())))
    corpus.write_text("wav_filename,transcript\na.wav,e\u0301 # fine\n", encoding="utf-8")
    assert b"row 2 of" in run("check_characters.py", "-csv", corpus, status=1).stderr
    assert b"\\#\n" in run("check_characters.py", "-csv", corpus, "-alpha", "-unicode").stdout
    corpus.write_text('wav_filename,transcript\na.wav,"two\nlines"\n')
    assert b"not closed" in run("check_characters.py", "-csv", corpus, "-alpha", status=1).stderr


def test_stats(corpus: Path) -> None:
    output = run("stats.py", "-csv", corpus).stdout.decode()
    assert f"Total bytes: {3 * 44 + 2 * 36000}" in output and "Total files: 3" in output
    assert "Total time: 0:00:02" in output and "0.50 s, 0.75 s, 1.00 s" in output


def test_stats_with_plots(corpus: Path) -> None:
    test = corpus.with_name("test.csv")
    test.write_text("wav_filename,speaker,transcript\nc.wav,ann,one\na.wav,bob,two\n")
    page = corpus.with_name("stats.html")
    run("stats.py", "-csv", f"{corpus},{test}", "--report", page)
    text = page.read_text(encoding="utf-8")
    for name, path in (("train", corpus), ("test", test)):
        assert f"<strong>{name}</strong>" in text and f'title="{path}"' in text
    assert "0.8 (0.5–1.0)" in text  # seconds
    for title in ("Durations", "Words per second", "Utterances per speaker"):
        assert f"<figcaption>{title}</figcaption><svg" in text
    assert "<h3>Characters of all transcripts</h3>" in text
    assert "<h2>Findings" not in text
    message = run("stats.py", "-csv", test, "--report", corpus / "none" / "x.html", status=1).stderr
    assert b"cannot be written" in message


def test_transcripts(tmp_path: Path) -> None:
    """One a line, and a row that cannot be read is named."""
    path = tmp_path / "set.csv"
    header = "wav_filename,transcript\n"
    path.write_text(header + "a.wav,one\u2028two\nb.wav,three\n", encoding="utf-8")
    assert run("transcripts.py", path).stdout.decode() == "one\u2028two\nthree\n"
    for rows, message in (
        (b"a.wav,one,two\n", "row 2 of {}: must have 2 fields like the header"),
        (b"a, b.wav,one\n", 'must stand in quotes: "a, b.wav"'),
        (
            b'a.wav,"one\nb.wav,two\n',
            "row 2 of {}: a field without an end on its line: a quote that is not closed?",
        ),
        (
            b"a.wav," + b"x" * 200_000 + b"\n",
            "row 2 of {}: cannot be read as CSV: a field with more than 131072",
        ),
        (b"a.wav,a\xff\n", "{}: must be UTF-8. Received: byte 0xff"),
    ):
        path.write_bytes(header.encode() + rows)
        assert message.format(path) in run("transcripts.py", path, status=1).stderr.decode()
    path.write_text("wav_filename;transcript\n")
    assert "not by semicolons" in run("transcripts.py", path, status=1).stderr.decode()


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (b"a.wav," + b"9" * 5000 + b",one\n", "wav_filesize must be an integer (bytes)"),
        (b"a.wav,1," + b"x" * 200_000 + b"\n", "a field with more than 131072 characters"),
        (b"a, b.wav,1,one\n", "the file name has a comma"),
        (b"a.wav,1,one\rtwo\n", "only LF and CRLF end a line"),
        (b'a.wav,1,"one\nb.wav,1,two\nc.wav,1,three', "a quote that is not closed? Received: 'one"),
        (b'a.wav,1,"one\nb.wav,1,two"\nc.wav,1,three\n', "a quote that is not closed? Received: 'one"),
    ],
)
@pytest.mark.parametrize(
    "tool", ["stats.py -csv {}", "check_characters.py -csv {}", "data_set_tool.py {} x.csv"]
)
def test_rows_that_cannot_be_read(tmp_path: Path, tool: str, row: bytes, message: str) -> None:
    path = tmp_path / "set.csv"
    path.write_bytes(b"wav_filename,wav_filesize,transcript\n" + row)
    name, *arguments = tool.split()
    error = run(name, *(argument.format(path) for argument in arguments), status=1).stderr.decode()
    assert f"row 2 of {path}: " in error and message in error and len(error) < 1000


def test_recordings_without_transcripts_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "noise.csv"
    for text, message in (
        ("wav_filename\nclips\\a.wav\n", "row 2 of {}: there is no audio file"),
        ("wav_filename\nclips\\a.wav\n", "backslashes as in Windows"),
        ("wav_filename,x\na.wav\n", "row 2 of {}: must have 2 fields like the header"),
        ('wav_filename\n""\n', "row 2 of {}: wav_filename is empty"),
        ('wav_filename\n"a.wav\nb.wav\n', "row 2 of {}: a field without an end on its line"),
        ("file\na.wav\n", "row 1 of {}: must have a column 'wav_filename'"),
    ):
        path.write_text(text)
        error = run("play.py", path, "--pipe", status=1).stderr.decode()
        assert message.format(path) in error


def test_one_channel(tmp_path: Path) -> None:
    """Two channels that cancel each other out give silence, each of them alone the recording."""
    wave = (0.3 * np.sin(np.arange(16000) / 20)).astype(np.float32)
    soundfile.write(tmp_path / "a.wav", np.stack([wave, -wave], axis=1), 16000)
    (tmp_path / "a.csv").write_text("wav_filename,wav_filesize,transcript\na.wav,1,one\n")
    for channel, sign in ((None, 0), (1, 1), (2, -1)):
        target = tmp_path / f"{channel}.csv"
        run("data_set_tool.py", tmp_path / "a.csv", target, *(["--channel", channel] if channel else []))
        (utterance,) = read_manifests([str(target)])
        np.testing.assert_allclose(read_audio(utterance.path, 16000), sign * wave, atol=1e-4)
