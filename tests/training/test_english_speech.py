"""training/english: synthesis, its resumption, and the filter."""

from __future__ import annotations

import csv
import itertools
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from training.english import filtering, synthesis
from training.english.kokoro import HELD_OUT, Speaker, random_speaker
from training.english.synthesis import Clip, Manifest, clips, finish, read_sentences, write_opus

SENTENCES = [(f"Sentence {number}.", f"sentence {number}") for number in range(1500)]


class Beeper:
    """Replaces Kokoro; synthesizes a tone for every sentence."""

    def __init__(self, packages: Path, threads: int) -> None:
        self.said = 0

    def tokens(self, text: str, speaker: Speaker) -> list[int]:
        return [1] * len(text)

    def say(self, tokens, speaker, speed):
        self.said += 1
        return np.sin(np.arange(12_000) * 0.1).astype(np.float32) * 0.3


def options(folder: Path, **changes) -> Namespace:
    text = folder / "sentences.tsv"
    text.write_text("".join(f"{a}\t{b}\n" for a, b in SENTENCES), encoding="utf-8")
    given: dict[str, object] = {"packages": folder, "sentences": text, "out": folder / "out", "set": "train"}
    given |= {"count": 3, "seed": 1, "skip": [], "threads": 1}
    given["voices"] = "kokoro"
    return Namespace(**(given | changes))


def rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_clip_depends_on_seed_and_number_alone():
    first = list(itertools.islice(clips(SENTENCES, "train", 5), 40))
    again = list(itertools.islice(clips(SENTENCES, "train", 5), 40))
    other = list(itertools.islice(clips(SENTENCES, "train", 6), 40))
    assert first == again
    assert [clip.transcript for clip in first] != [clip.transcript for clip in other]


def test_dev_shares_neither_voices_nor_sentences_with_train():
    train, dev = list(clips(SENTENCES, "train", 1)), list(clips(SENTENCES, "dev", 1))
    assert not {clip.transcript for clip in train} & {clip.transcript for clip in dev}
    voices = [
        {clip.speaker.voice for clip in part} | {clip.speaker.other for clip in part} for part in (train, dev)
    ]
    assert voices[1] - {None} == set(HELD_OUT)
    assert not voices[0] & set(HELD_OUT)


def test_speakers_are_single_voices_and_blends():
    generator = np.random.default_rng(0)
    speakers = [random_speaker(generator, ("af_sky", "bm_lewis", "am_adam")) for _ in range(300)]
    blends = [speaker for speaker in speakers if speaker.other]
    assert 0.5 < len(blends) / len(speakers) < 0.8
    assert all(0.15 <= blend.share <= 0.5 and blend.voice != blend.other for blend in blends)
    assert str(Speaker("af_sky", "am_onyx", 0.25)) == "af_sky+0.25*am_onyx"


def test_level_and_silence_of_a_clip():
    clip = Clip("a.opus", "A.", "a", Speaker("af_sky"), 1.0, 1.0, -24.0, (0.1, 0.2))
    silence = np.zeros(24_000, np.float32)
    tone = np.sin(np.arange(24_000) * 0.3).astype(np.float32)
    samples = finish(np.concatenate([silence, tone, silence]), clip)
    assert len(samples) == pytest.approx(1.3 * 16_000, abs=40)
    assert 20 * np.log10(np.sqrt(np.mean(samples**2))) == pytest.approx(-24, abs=0.5)


def test_opus_files_at_16_khz_and_their_bit_rate(tmp_path: Path):
    noise = np.random.default_rng(0).normal(0, 0.05, 160_000).astype(np.float32)
    write_opus(tmp_path / "a.opus", noise)
    information = soundfile.info(tmp_path / "a.opus")
    assert (information.samplerate, information.channels, information.subtype) == (16_000, 1, "OPUS")
    assert information.frames == len(noise)
    assert 24_000 <= (tmp_path / "a.opus").stat().st_size * 8 / 10 <= 33_000
    assert not list(tmp_path.glob("*.part"))


def test_an_interrupted_synthesis_is_resumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    voice = Beeper(tmp_path, 1)
    monkeypatch.setattr(synthesis, "Kokoro", lambda packages, threads: voice)
    synthesis.run(options(tmp_path))
    manifest = tmp_path / "out/train.csv"
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:-9])  # interrupted during the last row
    synthesis.run(options(tmp_path))
    assert manifest.read_bytes() == whole
    assert voice.said == 4
    synthesis.run(options(tmp_path, count=5))
    assert voice.said == 6
    for row in rows(manifest):
        samples, _ = soundfile.read(tmp_path / "out" / row["wav_filename"], dtype="int16")
        assert int(row["wav_filesize"]) == 44 + 2 * len(samples)


def test_sentences_made_before_are_skipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(synthesis, "Kokoro", Beeper)
    synthesis.run(options(tmp_path))
    made = tmp_path / "out/train.csv"
    synthesis.run(options(tmp_path, out=tmp_path / "more", skip=[made]))
    assert not {row["transcript"] for row in rows(made)} & {
        row["transcript"] for row in rows(tmp_path / "more/train.csv")
    }


def test_a_line_without_a_tab_is_named(tmp_path: Path):
    text = tmp_path / "bad.tsv"
    text.write_text("One.\tone\nTwo.\n", encoding="utf-8")
    with pytest.raises(SystemExit, match=r"bad\.tsv, line 2: expected a sentence, a tab"):
        read_sentences(text)


def test_a_manifest_only_has_whole_rows(tmp_path: Path):
    path = tmp_path / "train.csv"
    Manifest(path)
    path.write_bytes(path.read_bytes() + b"train/1-000001.opus,1234,half a")
    assert Manifest(path).names == set()
    assert path.read_bytes().endswith(b"speed\n")


@pytest.mark.parametrize(
    ("said", "heard", "rate"),
    [
        ("mister fay said any one", "mister fay said anyone", 0.0),
        ("he came home", "he came home again", 0.5),
        ("", "", 0.0),
    ],
)
def test_errors_of_what_was_heard(said: str, heard: str, rate: float):
    assert filtering.error_rate(said, heard) == pytest.approx(rate)


def test_titles_are_spelled_out():
    assert filtering.spelled("Mr. Fay’s— No 1 friend, Mrs Gray!") == "mister fay's no friend missus gray"


def test_clips_that_are_not_understood_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[str] = []

    class Listener:
        def __init__(self, folder: Path, threads: int) -> None:
            pass

        def hear(self, path: Path) -> str:
            asked.append(path.name)
            return {"a.opus": "come here", "b.opus": "something else entirely"}.get(path.name, "go away")

    monkeypatch.setattr(filtering, "Listener", Listener)
    manifest = tmp_path / "train.csv"
    manifest.write_text(
        "wav_filename,wav_filesize,transcript\na.opus,1,come here\nb.opus,1,sit down\n", "utf-8"
    )
    filtering.listen(tmp_path, manifest, 0.2, 1)
    kept = tmp_path / "train-understood.csv"
    assert [row["wav_filename"] for row in rows(kept)] == ["a.opus"]
    assert [row["kept"] for row in rows(tmp_path / "train-heard.csv")] == ["1", "0"]
    with open(manifest, "a", encoding="utf-8") as file:
        file.write("c.opus,1,go away\nd.opus,1,half a r")
    filtering.listen(tmp_path, manifest, 0.2, 1)
    assert asked == ["a.opus", "b.opus", "c.opus"]
    assert [row["wav_filename"] for row in rows(kept)] == ["a.opus", "c.opus"]
