"""Labels, sets, counts and conversion, apart from any corpus."""

from __future__ import annotations

import math

import numpy as np
import pytest
import soundfile

from deepspeech_tf.errors import AudioError, ImporterError
from deepspeech_tf.importers.clip import Clip, ImportedClip
from deepspeech_tf.importers.convert import load_samples, trim_silence, wav_beside, write_wav
from deepspeech_tf.importers.counters import hours
from deepspeech_tf.importers.import_run import ImportRun, Rules
from deepspeech_tf.importers.labels import LabelFilter, to_ascii, validate_english
from deepspeech_tf.importers.splits import (
    by_counts,
    by_fractions,
    by_group,
    by_sample_size,
    by_tens,
    sample_size,
)
from deepspeech_tf.text.alphabet import Alphabet
from tests.importers.layouts.sound import damage, tone


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Hello, World!", "hello world"),
        ("well-known_thing", "well known thing"),
        (' "So:  what?" ', "so what"),
        ("room 5", None),
        ("a (laugh)", None),
        ("x <unk>", None),
        ("[noise]", None),
        ("rock & roll", None),
        ("f*ck", None),
        ("{x", None),
        ("...", None),
        ("it's Über", "it's über"),
        ("İzmir", "izmir"),
    ],
)
def test_english_labels(text, label) -> None:
    assert validate_english(text) == label


def test_normalize() -> None:
    assert to_ascii(" Crème brûlée ß № ") == "Creme brulee  No"
    assert to_ascii(" Crème größer, a\u0308", keep="äöß") == "Creme größer, ä"


def test_alphabet_and_validator_that_fails() -> None:
    labels = LabelFilter(alphabet=Alphabet.from_labels("abc "))
    assert labels("A, b c.") == ("a b c", "")
    assert labels("abd")[0] is None and "'d'" in labels("abd")[1]
    assert LabelFilter(lambda text: text[99])("x") == (
        None,
        "the validator failed: IndexError: string index out of range",
    )


def test_text_that_no_file_can_hold() -> None:
    assert LabelFilter()("a\0b") == (None, r"contains a NUL character: 'a\x00b'")
    assert LabelFilter()("a\ud800b") == (None, r"not Unicode: 'a\ud800b'")


def test_labels_in_the_form_of_the_alphabet() -> None:
    assert LabelFilter(alphabet=Alphabet.from_labels(" acf\u00e9"))("Cafe\u0301") == ("caf\u00e9", "")
    assert LabelFilter(alphabet=Alphabet.from_labels(" acfe\u0301"))("Caf\u00e9") == ("cafe\u0301", "")
    assert LabelFilter(alphabet=Alphabet.from_labels(" acf"))("Caf\u00e9")[0] is None


def test_turkish_labels() -> None:
    text, label = "DİYARBAKIR, IRAK, I\u0307zmir", "diyarbakır ırak izmir"
    turkish = Alphabet.from_labels(" abcçdefgğhıijklmnoöprsştuüvyz")
    assert LabelFilter(alphabet=turkish)(text) == (label, "")
    assert LabelFilter(dotless_i=True)(text) == (label, "")
    assert LabelFilter()(text) == ("diyarbakir irak izmir", "")
    both = Alphabet.from_labels("Iıİi")  # nothing is lower-cased for it
    assert LabelFilter(lambda one: one, alphabet=both)("Iİ") == ("Iİ", "")


def test_audio_named_in_another_form_of_unicode(tmp_path) -> None:
    tone(tmp_path / "cafe\u0301.wav")
    run = ImportRun(LabelFilter(), Rules())
    taken = run.convert([Clip(tmp_path / "caf\u00e9.wav", "hello", "row 2")])
    assert [sample.wav for sample in taken] == [tmp_path / "cafe\u0301.wav"], run.left_out


def samples(count, tmp_path):
    clips = [Clip(tmp_path / f"{n}.wav", "", str(n), extra={"speaker": str(n % 7)}) for n in range(count)]
    return [ImportedClip(clip.audio, 1, "x", 1.0, clip) for clip in clips]


def test_sets_have_each_sample_once(tmp_path) -> None:
    given = samples(100, tmp_path)
    divided = [
        by_tens(given),
        by_sample_size(given),
        by_counts(given, 10, 10, 1),
        by_fractions(given, 0.1, 0.1),
        by_group(given, lambda s: s.clip.extra["speaker"]),
    ]
    for sets in divided:
        assert sorted(int(s.clip.where) for members in sets.values() for s in members) == list(range(100))
        assert len(sets["train"]) > len(sets["dev"])
    assert [len(by_tens(given)[n]) for n in ("train", "dev", "test")] == [80, 10, 10]
    assert by_sample_size(given) == by_sample_size(given)
    assert [len(v) for v in by_counts(given, 5000, 5000, 1).values()] == [80, 10, 10]


def test_groups_stay_together(tmp_path) -> None:
    sets = by_group(samples(3000, tmp_path)[:2500], lambda s: s.clip.where[-2:])
    members = [{s.clip.where[-2:] for s in chosen} for chosen in sets.values()]
    assert not members[0] & members[1] and not members[0] & members[2] and not members[1] & members[2]
    assert all(members)


def test_sample_size() -> None:
    """Figures of Cochran's formula: 99 % confidence, 1 % margin."""
    assert sample_size(0) == 0
    # 16641 = 2.58² / 4 / 0.01². 16641 / (1 + 16641 / train) is the size that `train` samples need.
    for population, train, size in ((50, 17, 16), (1000, 338, 331), (100_000, 72904, 13548)):
        assert size <= 16641 / (1 + 16641 / train) < size + 1
        assert train + 2 * size <= population
        assert sample_size(population) == size
        following = int(16641 / (1 + 16641 / (train + 1)))
        assert train + 1 + 2 * following > population  # no larger training set leaves two such sets


def test_hours() -> None:
    assert [hours(s) for s in (0, 59.9, 3600, 360_061)] == ["0:00:00", "0:00:59", "1:00:00", "100:01:01"]


def test_conversion_is_exact(tmp_path) -> None:
    """16-bit audio of the right rate keeps its integers."""
    integers = np.random.default_rng(1).integers(-32768, 32768, 5000).astype(np.int16)
    soundfile.write(tmp_path / "a.flac", integers, 16000)
    write_wav(tmp_path / "sub" / "b.wav", load_samples(tmp_path / "a.flac"))
    assert (soundfile.read(tmp_path / "sub" / "b.wav", dtype="int16")[0] == integers).all()
    assert [p.name for p in (tmp_path / "sub").iterdir()] == ["b.wav"]


def test_segments(tmp_path) -> None:
    path = tone(tmp_path / "a.wav", 3, 8000, channels=2)
    assert len(load_samples(path, start_s=0.5, end_s=2.0)) == 24000
    assert len(load_samples(path, start_s=2.5, end_s=3.4)) == 8000  # lists of segments round
    assert np.abs(load_samples(path, channel=1)).max() < 0.01
    for start_s, end_s in ((5.0, 6.0), (2.5, 9.0), (2.0, 1.0)):
        with pytest.raises(AudioError, match="must lie inside"):
            load_samples(path, start_s=start_s, end_s=end_s)
    with pytest.raises(AudioError, match="expected channel 3"):
        load_samples(path, channel=2)


def test_sources_are_never_written_over(tmp_path) -> None:
    assert wav_beside(tmp_path / "a.wav").name == "a_16000hz.wav"
    assert wav_beside(tmp_path / "a.MP3").name == "a.wav"


def test_a_run_counts_names_and_goes_on(tmp_path, capsys) -> None:
    good, bad, short, long = (tmp_path / f"{n}.wav" for n in ("good", "bad", "short", "long"))
    for path, seconds in ((good, 2), (bad, 2), (short, 0.1), (long, 12)):
        tone(path, seconds)
    damage(bad)
    clips = [Clip(path, "hello there", path.name) for path in (long, bad, good, short, tmp_path / "none.wav")]
    said: list[str] = []
    run = ImportRun(LabelFilter(), workers=2, say=said.append)
    found = run.convert([*clips, Clip(good, "5", "digit")])
    assert [sample.clip.where for sample in found] == ["good.wav"]
    run.finish()
    assert said == [
        "Imported 1 samples.",
        "Skipped 2 samples that failed upon conversion.",
        "Skipped 1 samples that failed on transcript validation.",
        "Skipped 1 samples that were too short to match the transcript.",
        "Skipped 1 samples that were longer than 10 seconds.",
        "Final amount of imported audio: 0:00:02 from 0:00:14.",
    ]
    assert capsys.readouterr().err.count("W left out: ") == 5


def test_what_other_files_can_bring(tmp_path) -> None:
    """Lone surrogates and NUL (from JSON or file names), and invalid times."""
    audio = tone(tmp_path / "a.flac", 3)
    odd = [
        Clip(audio, "half a character \ud800", "label"),
        Clip(audio, "a\0b", "nul in label"),
        Clip(tmp_path / "a\0b.wav", "hello", "nul"),
        Clip(tmp_path / "\udcff.wav", "hello", "name"),
        Clip(audio, "hello", "wav", wav=tmp_path / "\udcff.wav"),
        Clip(audio, "hello", "infinite", start_s=1.0, end_s=math.inf),
        Clip(audio, "hello", "no number", start_s=math.nan),
        Clip(audio, "hello", "huge", start_s=1e300, end_s=1e301),
        Clip(audio, "hello", "long name", wav=tmp_path / ("x" * 300)),
        Clip(audio, "hello", "good", start_s=1.0, end_s=2.0),
    ]
    listing = tmp_path / "left_out.csv"
    run = ImportRun(LabelFilter(), left_out_file=listing, say=str)
    found = run.convert(odd)
    assert [sample.clip.where for sample in found] == ["good"]
    run.finish()
    run.write(tmp_path / "a.csv", found)
    assert len(listing.read_text(encoding="utf-8").splitlines()) == len(odd)
    assert run.counter.failed == 7 and run.counter.invalid_label == 2


def test_no_two_recordings_share_a_wav_file(tmp_path) -> None:
    """The later clip is left out and both are named; equal words, or parts of a recording, are fine."""
    for name, seconds in (("a.flac", 1), ("a.ogg", 2), ("b.flac", 4)):
        tone(tmp_path / name, seconds)
    run = ImportRun(LabelFilter(), say=str)
    found = run.convert(
        [
            Clip(tmp_path / "a.flac", "hello", "row 1"),
            Clip(tmp_path / "a.ogg", "other", "row 2"),
            Clip(tmp_path / "a.flac", "again", "row 3"),
            Clip(tmp_path / "b.flac", "first", "row 4", start_s=0.5, end_s=1.5),
            Clip(tmp_path / "b.flac", "second", "row 5", start_s=2.0),
            Clip(tmp_path / "b.flac", "all of it", "row 6"),
            Clip(tmp_path / "b.flac", "one channel", "row 7", channel=0),
            Clip(tmp_path / "b.flac", "elsewhere", "row 8", wav=tmp_path / "a.wav"),
        ]
    )
    assert [(sample.clip.where[4:], sample.seconds) for sample in found] == [
        ("1", 1.0),
        ("3", 1.0),
        ("4", 1.0),
        ("5", 2.0),
        ("6", 4.0),
        ("7", 4.0),
    ]
    assert [(item.clip.where, item.reason) for item in run.left_out] == [
        (where, f"its file {tmp_path / 'a.wav'} belongs to another clip (row 1: {tmp_path / 'a.flac'})")
        for where in ("row 2", "row 8")
    ]


def test_a_refused_clip_takes_no_file(tmp_path) -> None:
    """The first clip with a label gets the WAV file, whatever comes before it."""
    clips = [
        Clip(tone(tmp_path / "a.flac", 1), "(noise)", "row 1"),
        Clip(tone(tmp_path / "a.ogg", 1), "hello", "row 2"),
        Clip(tone(tmp_path / "a.mp3", 1), "other", "row 3"),
    ]
    for _ in range(3):
        run = ImportRun(LabelFilter(), say=str)
        assert [(sample.clip.where, sample.transcript) for sample in run.convert(clips)] == [
            ("row 2", "hello")
        ]
        assert [(item.clip.where, item.kind) for item in run.left_out] == [
            ("row 1", "invalid_label"),
            ("row 3", "failed"),
        ]
        assert f"another clip (row 2: {tmp_path / 'a.ogg'})" in run.left_out[1].reason


def test_validator_of_another_type() -> None:
    assert LabelFilter(lambda text: 5)("x") == (  # type: ignore[arg-type,return-value]
        None,
        "the validator must return text or None. Received: int",
    )


def test_wav_of_an_interrupted_run_is_made_again(tmp_path) -> None:
    audio = tone(tmp_path / "a.flac", 2)
    (tmp_path / "a.wav").write_bytes(tone(tmp_path / "b.wav", 2).read_bytes()[:20000])
    found = ImportRun(LabelFilter(), say=str).convert([Clip(audio, "hello", "a")])
    assert found[0].wav.stat().st_size == 44 + 64000


def test_rules(tmp_path) -> None:
    audio = tone(tmp_path / "a.wav", 1.0)
    clip = Clip(audio, "a" * 40, "a")

    def kinds(**rules):
        run = ImportRun(LabelFilter(), Rules(**rules), say=str)
        run.convert([clip])
        return [item.kind for item in run.left_out]

    assert kinds() == [] and kinds(ms_per_character=30) == ["too_short"]
    assert kinds(min_s=1.5) == ["too_short"] and kinds(max_s=0.5) == ["too_long"]
    assert kinds(bytes_per_character=1400) == ["too_short"]
    assert kinds(max_s=math.inf, ms_per_character=0) == []


def test_nothing_taken(tmp_path) -> None:
    with pytest.raises(ImporterError, match=r"no clip could be used\. Received: 0 clips"):
        ImportRun(LabelFilter(), say=str).finish()


def test_silence_is_cut_off() -> None:
    rng = np.random.default_rng(1)
    speech = rng.normal(0, 0.1, 16000).astype(np.float32)
    quiet = rng.normal(0, 1e-6, 16000).astype(np.float32)
    kept = trim_silence(np.concatenate([quiet, speech, quiet]), 60)
    assert 16000 <= len(kept) <= 16000 + 2 * 1536
    assert np.isin(speech, kept).all()
    assert len(trim_silence(speech, 60)) == 16000
    assert len(trim_silence(np.zeros(100, np.float32), 60)) == 100
