"""Common Voice of all times: columns, sets, train-all, damaged clips."""

from __future__ import annotations

import pytest

from tests.audio.encoding import ID3V1, PICTURE, TITLE, mp3
from tests.importers.commands import header, rows, run, transcripts
from tests.importers.layouts import common_voice, sound
from tests.importers.layouts.sound import text


@pytest.mark.parametrize("columns", [common_voice.FIRST, common_voice.TODAY], ids=["2019", "today"])
def test_tsv_releases(tmp_path, columns) -> None:
    common_voice.release(tmp_path, columns)
    output = run("cv2", tmp_path)
    clips = tmp_path / "clips"
    assert header(clips / "test.csv") == "wav_filename,wav_filesize,transcript"
    assert rows(clips / "test.csv")[0]["wav_filename"] == "common_voice_en_1.wav"
    assert transcripts(clips / "test.csv") == ["hello world"]
    assert transcripts(clips / "dev.csv") == ["stop he said"]
    assert len(transcripts(clips / "train.csv")) == 1
    assert len(transcripts(clips / "validated.csv")) == 6
    assert sorted(transcripts(clips / "train-all.csv"))[-1] == "well known"
    assert len(transcripts(clips / "train-all.csv")) == 2
    assert not (clips / "other.csv").exists()
    validated = output.split("validated:\n")[1]
    for line in (
        "Imported 6 samples.",
        "Skipped 1 samples that failed upon conversion.",
        "Skipped 1 samples that failed on transcript validation.",
        "Skipped 1 samples that were too short to match the transcript.",
        "Skipped 1 samples that were longer than 10 seconds.",
    ):
        assert line in validated
    assert "W left out: row 3 of train.tsv: common_voice_en_7.mp3" in output


def test_options(tmp_path) -> None:
    common_voice.release(tmp_path, common_voice.TODAY)
    alphabet = text(tmp_path / "alphabet.txt", "\n".join([" ", *"abcdefghijklmnopqrstuvxyz"]) + "\n")  # no w
    validator = text(
        tmp_path / "locale" / "german.py",
        "from rules import fold\n\ndef validate_label(label):\n    return fold(label)\n",
    )
    text(tmp_path / "locale" / "rules.py", "def fold(label):\n    return label.lower().strip('.!\"')\n")
    output = run(
        *("cv2", tmp_path, "--filter_alphabet", alphabet, "--validate_label_locale", validator),
        "--space_after_every_character",
    )
    assert "WARNING: No --validate_label_locale" not in output
    assert transcripts(tmp_path / "clips" / "test.csv") == []
    assert transcripts(tmp_path / "clips" / "train.csv") == [" ".join("a quote that never ends")]


def test_wrong_validator(tmp_path) -> None:
    common_voice.release(tmp_path, common_voice.TODAY)
    assert "no such file" in run("cv2", tmp_path, "--validate_label_locale", "no.py", fails=True)
    broken = text(tmp_path / "broken.py", "def validate(x): return x\n")
    assert "must define validate_label" in run("cv2", tmp_path, "--validate_label_locale", broken, fails=True)


def test_missing_column(tmp_path) -> None:
    text(tmp_path / "train.tsv", "client_id\tpath\n")
    assert "train.tsv: expected a column 'sentence'" in run("cv2", tmp_path, fails=True)
    assert "Received: none" in run("cv2", tmp_path / "clips", fails=True)


def test_clips_without_a_length(tmp_path) -> None:
    """The length of MP3 clips without a Xing tag is that of their frames, whatever else they contain."""
    plain = mp3(44100, tag=False)
    clips = {"plain": plain, "title": TITLE + plain, "picture": PICTURE + plain, "id3v1": plain + ID3V1}
    clips |= {"behind": plain + b"\x55" * 9000, "both": PICTURE + TITLE + plain + bytes(5000) + ID3V1}
    for name, data in clips.items():
        (tmp_path / "clips").mkdir(exist_ok=True)
        (tmp_path / "clips" / f"{name}.mp3").write_bytes(data)
    sentences = [(f"s{number}", f"{name}.mp3", "hello") for number, name in enumerate(clips)]
    common_voice.tsv(tmp_path / "train.tsv", common_voice.TODAY, sentences)
    output = run("cv2", tmp_path)
    assert f"Imported {len(clips)} samples." in output
    assert "left out" not in output
    lengths = {row["wav_filename"]: row["wav_filesize"] for row in rows(tmp_path / "clips" / "train.csv")}
    assert lengths.keys() == {f"{name}.wav" for name in clips}
    assert len(set(lengths.values())) == 1


SPONTANEOUS = (
    "client_id audio_id audio_file duration_ms prompt_id prompt transcription votes age gender language "
    "split char_per_sec quality_tags"
).split()


def spontaneous(folder, rows) -> None:
    """A release: `ss-corpus-<language>.tsv`, reported clips in another file, MP3 files in `audios/`."""
    lines = ["\t".join(SPONTANEOUS)]
    for number, (split, words) in enumerate(rows, start=1):
        clip = f"spontaneous-speech-en-{number}.mp3"
        sound.tone(folder / "audios" / clip, 35 if words == "far too long" else 12, 32000)
        values = {"client_id": f"s{number}", "audio_file": clip, "transcription": words, "split": split}
        values |= {"audio_id": str(number), "prompt": 'What "is', "duration_ms": "12000"}
        lines.append("\t".join(values.get(column, "") for column in SPONTANEOUS))
    text(folder / "ss-corpus-en.tsv", "\n".join(lines) + "\n")
    text(folder / "ss-reported-audios-en.tsv", "client_id\taudio_id\taudio_file\treason\n")
    text(folder / "README.md", "A datasheet.")


def test_spontaneous_speech(tmp_path) -> None:
    spontaneous(
        tmp_path,
        [
            ("train", 'I like "tea'),
            ("dev", "I like coffee."),
            ("test", "I like neither"),
            ("unassigned", "Nobody looked at this"),
            ("unassigned", ""),
            ("train", "far too long"),
            ("train", "[noise] not words alone"),
            ("train", "a tab\tinside"),
        ],
    )
    output = run("cv2", tmp_path)
    audios = tmp_path / "audios"
    assert header(audios / "train.csv") == "wav_filename,wav_filesize,transcript"
    assert rows(audios / "train.csv")[0]["wav_filename"] == "spontaneous-speech-en-1.wav"
    found = {name: transcripts(audios / f"{name}.csv") for name in ("train", "dev", "test", "other")}
    assert found == {
        "train": ["i like tea"],
        "dev": ["i like coffee"],
        "test": ["i like neither"],
        "other": ["nobody looked at this"],
    }
    assert "row 9 of ss-corpus-en.tsv: must have 14 fields. Received: 15" in output
    assert "row 6 of ss-corpus-en.tsv: spontaneous-speech-en-5.mp3: not a usable transcript" in output
    assert "longer than 30 s" in output
    run("cv2", tmp_path, "--max_sec", "40")
    assert transcripts(audios / "train.csv") == ["i like tea", "far too long"]


def test_spontaneous_speech_of_another_release(tmp_path) -> None:
    text(tmp_path / "ss-corpus-en.tsv", "client_id\taudio_file\n")
    assert "ss-corpus-en.tsv: expected a column 'transcription', 'split'" in run("cv2", tmp_path, fails=True)
    text(tmp_path / "ss-corpus-de.tsv", "")
    assert "Received: ss-corpus-de.tsv, ss-corpus-en.tsv" in run("cv2", tmp_path, fails=True)
