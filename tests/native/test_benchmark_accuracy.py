"""benchmarks/accuracy.py: normalization, noise, resumption, invalid options, missing peers."""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from benchmarks import accuracy
from benchmarks.recognition import report, sets, systems
from benchmarks.recognition.report import figures
from benchmarks.recognition.sets import noise_folder, prepare, read_set
from benchmarks.recognition.systems import default_models, parse_model, peers
from benchmarks.recognition.words import normalized
from benchmarks.recognition.worker import is_digits
from deepspeech_tf.errors import AudioError
from tests.native.client import ROOT, need_client

DIGITS = ROOT / "models" / "digits"
SPOKEN = DIGITS / "nine_two_eight_three_zero_five.wav"
RATE_HZ = 16000


def write_manifest(path: Path, rows: list[tuple[Path, str]]) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("wav_filename", "wav_filesize", "transcript"))
        writer.writerows((wav, wav.stat().st_size, text) for wav, text in rows)
    return path


def tones(folder: Path, count: int) -> Path:
    """A set of tones of 1 s, 1.1 s, …, as quiet as speech."""
    rows = []
    for number in range(count):
        time_s = np.arange(int(RATE_HZ * (1 + number / 10))) / RATE_HZ
        wav = folder / f"tone{number}.wav"
        soundfile.write(wav, 0.05 * np.sin(2 * np.pi * 300 * time_s), RATE_HZ)
        rows.append((wav, f"tone {number}"))
    return write_manifest(folder / "tones.csv", rows)


@pytest.fixture(scope="module")
def voices(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tones(tmp_path_factory.mktemp("voices"), 3)


@pytest.fixture(scope="module")
def cache(voices: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with noise."""
    folder = tmp_path_factory.mktemp("cache")
    noise_folder(folder, voices)
    return folder


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mr. Fay's “well-known” café, isn't it?", "mister fay's well known cafe isn't it"),
        ("'Tis the boys' — 'yes'", "tis the boys yes"),
        ("On May 2nd, 1886", "on may second eighteen eighty six"),
        ("the 1920s, in 2005", "the nineteen twenties in two thousand and five"),
        ("1,250 of 476", "one thousand two hundred and fifty of four hundred and seventy six"),
        ("007 and 5550123", "zero zero seven and five five five zero one two three"),
        ("$5, 3.5% & £20", "five dollars three point five percent and twenty pounds"),
        ("at 10:30.", "at ten thirty"),
        ("1, 2, 3", "one two three"),
        ("", ""),
    ],
)
def test_transcripts_are_normalized(text: str, words: str) -> None:
    assert normalized(text) == words
    assert normalized(words) == words


def test_whisper_may_write_times_but_no_digits() -> None:
    tokens = ["<|0.00|>", "<|en|>", "Ġ42", "th", "1", "½"]
    assert [token for token in tokens if is_digits(token)] == ["Ġ42", "1"]


def test_a_limit_takes_utterances_of_all_lengths(tmp_path: Path) -> None:
    manifest = tones(tmp_path, 9)
    few, every = read_set("tones", manifest, 3), read_set("tones", manifest, 0)
    assert [one.transcript for one in few.utterances] == ["tone 1", "tone 4", "tone 7"]
    assert len(every.utterances) == 9
    assert few.digest != every.digest
    assert read_set("tones", manifest, 99).digest == every.digest


def test_noise_has_the_requested_level_and_is_made_once(cache: Path, voices: Path, tmp_path: Path) -> None:
    test = read_set("tones", tones(tmp_path, 3), 0)
    clean = [soundfile.read(path)[0] for path in prepare(test, "clean", cache, voices)]
    added = {}
    for snr_db in (20, 5):
        paths = prepare(test, str(snr_db), cache, voices)
        noise = [soundfile.read(path)[0] - one for path, one in zip(paths, clean, strict=True)]
        for one, sound in zip(clean, noise, strict=True):
            measured = 10 * np.log10(np.mean(one**2) / np.mean(sound**2))
            assert measured == pytest.approx(snr_db, abs=0.1)
        added[snr_db] = noise
    for louder, fainter in zip(added[5], added[20], strict=True):  # the same noise, only its level differs
        assert np.corrcoef(louder, fainter)[0, 1] > 0.99
    before = [path.stat().st_mtime_ns for path in paths]
    assert prepare(test, "5", cache, voices) == paths
    assert [path.stat().st_mtime_ns for path in paths] == before


def test_an_unreadable_recording_is_named_and_leaves_nothing(
    cache: Path, voices: Path, tmp_path: Path
) -> None:
    (tmp_path / "bad.wav").write_bytes(b"RIFF, but no more")
    test = read_set("bad", write_manifest(tmp_path / "bad.csv", [(tmp_path / "bad.wav", "x")]), 0)
    for condition in ("clean", "10"):
        with pytest.raises(AudioError, match=r"bad\.wav"):
            prepare(test, condition, cache, voices)
    assert not list((cache / "sets" / f"bad-{test.digest}").iterdir())


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["accuracy.py", *arguments])
    with pytest.raises(SystemExit) as ended:
        accuracy.main()
    if isinstance(ended.value.code, str):
        print(ended.value.code)
        return 1
    return int(ended.value.code or 0)


def test_models_are_measured_once(
    cache: Path, voices: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    need_client()
    said = SPOKEN.stem.replace("_", " ")
    manifest = write_manifest(tmp_path / "digits.csv", [(SPOKEN, said), (SPOKEN, f"{said} two")])
    model = DIGITS / "digits.tflite"
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(b"no model")
    arguments = [
        "--no_peers", f"--cache={cache}", f"--voices={voices}", "--conditions", "clean", "20",
        "--sets", f"digits={manifest}", "--model", f"Digits={model},{model.with_suffix('.scorer')}",
    ]  # fmt: skip
    assert run(monkeypatch, *arguments, "--model", f"Damaged={damaged}") == 1
    output = capsys.readouterr()
    assert "E Damaged cannot be measured on digits, clean: " in output.err
    assert "| Digits | " in output.out
    rows = json.loads((cache / "accuracy.json").read_text(encoding="utf-8"))
    assert [(row["system"], row["condition"]) for row in rows] == [("Digits", "clean"), ("Digits", "20")]
    assert rows[0]["wer"] == pytest.approx(1 / 13)  # the reference of the second has a word too much
    assert rows[0]["utterances"] == 2
    assert 0 < rows[0]["final_ms"] <= rows[0]["final_95_ms"]
    assert rows[0]["peak_memory_mb"] > 1
    assert "## digits" in (cache / "accuracy.md").read_text(encoding="utf-8")
    assert (cache / "accuracy.png").stat().st_size > 1000

    def measured_again(*_: object) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(accuracy, "measure", measured_again)
    assert run(monkeypatch, *arguments) == 0
    assert json.loads((cache / "accuracy.json").read_text(encoding="utf-8")) == rows


def test_another_model_with_the_same_name_is_measured(tmp_path: Path) -> None:
    path = tmp_path / "a.tflite"
    path.write_bytes(b"one")
    before = parse_model(f"A={path}").digest()
    path.write_bytes(b"two")
    assert parse_model(f"A={path}").digest() != before


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--limit=-1"], "--limit must be at least 0. Received: -1"),
        (["--conditions", "loud"], "--conditions must be clean or numbers in dB. Received: loud"),
        (["--core=-3"], "--core must be one of"),
        (["--voices=/nowhere.csv"], "--voices must name a CSV file, for noise. Not a file: /nowhere.csv"),
        (["--model=A"], "--model must be NAME=FILE.tflite or NAME=FILE.tflite,FILE.scorer. Received: A"),
        (["--model=A=/no.tflite"], "--model A: not a file: /no.tflite"),
        ([f"--model=A={SPOKEN}", f"--model=A={SPOKEN}"], "--model: each name may occur once"),
        ([f"--model=A={SPOKEN}", "--sets", "a/b=x.csv"], "--sets must be NAME=CSV, each NAME once, a word"),
        ([f"--model=A={SPOKEN}", "--sets", "a=/no.csv"], "/no.csv"),
    ],
)
def test_wrong_options(
    arguments: list[str], message: str, voices: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    assert run(monkeypatch, "--no_peers", f"--voices={voices}", *arguments) == 1
    assert message in capsys.readouterr().out


def test_missing_peers_are_left_out_with_the_command_that_installs_them(tmp_path: Path, capsys) -> None:
    (tmp_path / "whisper-base").mkdir()
    (tmp_path / "whisper-base" / "model.bin").touch()
    assert peers(tmp_path / "python", tmp_path) == []
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "without PocketSphinx",
        "without Whisper tiny.en",
        "without Whisper base",
    ]
    commands = ("environments.py", "training.english.packages", "environments.py")
    for line, command in zip(lines, commands, strict=True):
        assert command in line
    absent = "import a_package_that_nobody_has"
    probes = dict.fromkeys(systems._PROBES, absent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(systems, "_PROBES", probes)
        assert peers(Path(sys.executable), None) == []
    assert "No module named 'a_package_that_nobody_has'" in capsys.readouterr().out


def test_an_installed_peer_has_its_version_and_the_size_of_its_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = tmp_path / "en-us"
    (model / "inside").mkdir(parents=True)
    (model / "inside" / "mdef").write_bytes(bytes(3000))
    (model / "words.dict").write_bytes(bytes(2000))
    probe = f"import json; print(json.dumps(['5.1', {str(model)!r}]))"
    monkeypatch.setattr(systems, "_PROBES", {"pocketsphinx": probe, "whisper": "1 / 0"})
    (found,) = peers(Path(sys.executable), None)
    assert (found.name, found.version, found.disk_mb, found.streams) == ("PocketSphinx", "5.1", 0.005, True)


def test_the_default_models_are_files_of_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("english/english.tflite", "english/english.scorer", "librispeech/librispeech.tflite"):
        (tmp_path / "models" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "models" / name).touch()
    monkeypatch.setattr(systems, "ROOT", tmp_path)
    names = [system.name for system in default_models()]
    assert names == ["English", "English, scorer", "LSTM, models/librispeech"]


def result(texts: list[str], final_s: float) -> dict[str, object]:
    row = {"audio_s": 2.0, "cpu_s": 0.5, "elapsed_s": 1.0, "final_cpu_s": final_s, "final_elapsed_s": 0.2}
    return {"load_cpu_s": 0.1, "peak_memory_mb": 9.0, "utterances": [{"text": text, **row} for text in texts]}


def test_the_table_marks_the_best_of_each_column() -> None:
    references = ["one two", "three four"]
    good = figures(references, result(["1 two", "Three, four!"], 0.3))
    fast = figures(references, result(["one", "three for"], 0.1))
    assert (good.wer, fast.wer) == (0, 0.5)
    assert (good.real_time_factor, good.elapsed_factor, good.final_ms) == (0.25, 0.5, 300)
    results = {("A", "s", "clean"): good, ("A", "s", "10"): fast, ("B", "s", "clean"): fast}
    lines = report.table("s", ["clean", "10"], {"A": 2.0, "B": 1.0}, results).splitlines()
    assert lines[4].startswith(
        "| recognizer | WER clean, % | 95 % interval | WER 10 dB, % | real-time factor |"
    )
    assert lines[6].startswith("| A | **0.0** | 0.0 to 0.0 | **50.0** | **0.250** | 300 |")
    assert lines[7].startswith("| B | 50.0 | 50.0 to 50.0 | – | **0.250** | **100** |")


def test_noise_differs_from_that_of_the_recipes() -> None:
    for recipe in (ROOT / "training").rglob("*.sh"):
        assert f"--seed {sets.NOISE_SEED}" not in recipe.read_text(encoding="utf-8")
