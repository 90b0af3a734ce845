"""The demo: its options, its measurements, and its use of the user's own data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deepspeech_tf.errors import DeepSpeechError
from training.demo import run
from training.demo.measure import plot_loss, word_error_rate
from training.demo.options import find_manifests, parse_options, run_name
from training.demo.steps import StepError, run_step

HEADER = "wav_filename,wav_filesize,transcript\n"


def test_word_error_rate() -> None:
    assert word_error_rate([("one two three", "one two three"), ("four", "four")]) == 0.0
    assert word_error_rate([("one two three", "one too three four"), ("five", "")]) == 0.75
    assert word_error_rate([]) == 0.0


@pytest.mark.parametrize("dev", [[20.0, 9.0, 3.0], [None, None, None]])
def test_plot_is_a_picture(tmp_path, dev) -> None:
    curve = [
        {"epoch": n, "train_loss": 30.0 / (n + 1), "dev_loss": dev[n], "seconds": 1.0, "learning_rate": 0.001}
        for n in range(3)
    ]
    (tmp_path / "loss_curve.json").write_text(json.dumps(curve))
    assert plot_loss(tmp_path / "loss_curve.json", tmp_path / "loss.png") == 3
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")


def test_unknown_options_go_to_the_training() -> None:
    options = parse_options(["--n_hidden", "64", "--early_stop", "--augment", "volume[p=0.5]"])
    assert options.n_hidden == 64
    assert options.more_train_flags == ("--early_stop", "--augment", "volume[p=0.5]")


def test_same_training_has_the_same_name(tmp_path) -> None:
    (tmp_path / "train.csv").write_text(HEADER)
    manifests = find_manifests(tmp_path)
    name = run_name(parse_options(["--data", str(tmp_path)]), manifests)
    assert name == run_name(parse_options(["--data", str(tmp_path), "--out", "elsewhere"]), manifests)
    assert name != run_name(parse_options(["--data", str(tmp_path), "--epochs", "3"]), manifests)
    (tmp_path / "train.csv").write_text(HEADER + "a.wav,1,a\n")
    assert name != run_name(parse_options(["--data", str(tmp_path)]), manifests)


def test_data_without_dev_and_test(tmp_path, capsys) -> None:
    (tmp_path / "train.csv").write_text(HEADER + "a.wav,1,seven eight\nb.wav,2,nine\n")
    manifests, text = run.prepare_data(parse_options(["--data", str(tmp_path)]))
    assert manifests.dev is None and manifests.test is None
    assert sorted(text) == ["nine", "seven eight"]
    said = capsys.readouterr().out
    assert "no dev.csv" in said and "no test.csv" in said and "memory" in said


@pytest.mark.parametrize("content", [None, {"data.csv": HEADER}])
def test_folder_without_train_csv(tmp_path, content) -> None:
    folder = tmp_path / "speech"
    if content:
        folder.mkdir()
        for name, text in content.items():
            (folder / name).write_text(text)
    with pytest.raises(DeepSpeechError, match=r"train\.csv.*Received: .*(no such folder|data\.csv)"):
        find_manifests(folder)


def test_mistakes_end_in_one_line(tmp_path, monkeypatch, capsys) -> None:
    for arguments in (["--data", str(tmp_path / "none")], ["--alphabet", str(tmp_path / "none")]):
        monkeypatch.setattr("sys.argv", ["run.py", "--out", str(tmp_path / "out"), *arguments])
        assert run.main() == 1
        assert capsys.readouterr().err.startswith("E --")


def test_failing_step_is_named(capfd) -> None:
    with pytest.raises(StepError, match="exit status 3"):
        run_step(["sh", "-c", "echo why >&2; exit 3"], quiet=True)
    assert "why" in capfd.readouterr().err
    with pytest.raises(StepError, match="signal 9"):
        run_step(["sh", "-c", "kill -9 $$"])


def test_scorer_is_built_once_for_a_text(tmp_path, monkeypatch) -> None:
    built: list[Path] = []

    def build(options, text: Path, folder: Path) -> Path:
        built.append(text)
        (folder / "kenlm.scorer").write_bytes(b"scorer")
        return folder / "kenlm.scorer"

    monkeypatch.setattr(run.steps, "build_scorer", build)
    options = parse_options(["--out", str(tmp_path)])
    for text in (["one", "two"], ["one", "two"], ["three"]):
        assert run.scorer_for(options, text) == tmp_path / "scorer" / "kenlm.scorer"
    assert len(built) == 2


def test_plot_shows_the_epochs_that_were_validated(tmp_path) -> None:
    """An epoch without a finite loss of validation does not hide the others."""
    pictures = []
    for losses in ([None] * 4, [9.0, None, 7.0, None]):
        points = [{"epoch": n, "train_loss": 8.0 - n, "dev_loss": loss} for n, loss in enumerate(losses)]
        (tmp_path / "loss_curve.json").write_text(json.dumps(points), encoding="utf-8")
        plot_loss(tmp_path / "loss_curve.json", tmp_path / "loss.png")
        pictures.append((tmp_path / "loss.png").read_bytes())
    assert pictures[0] != pictures[1]
