"""Places for results that cannot be used are refused before anything begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from deepspeech_tf.commandline.outputs import check_outputs
from deepspeech_tf.errors import ConfigError
from tests.commandline.test_flags import parse


@pytest.mark.parametrize(
    "flag", ["checkpoint_dir", "save_checkpoint_dir", "summary_dir", "report_dir", "export_dir"]
)
def test_a_file_is_no_folder(tmp_path: Path, flag: str) -> None:
    (tmp_path / "file").write_text("")
    common = ["--train_files=a.csv", "--test_files=a.csv", f"--checkpoint_dir={tmp_path}", "--summary_dir="]
    check_outputs(parse(*common, f"--{flag}={tmp_path}/new/folder"))
    for place in ("file", "file/below"):
        with pytest.raises(ConfigError, match=f"--{flag} must be a folder.*is not a folder"):
            check_outputs(parse(*common, f"--{flag}={tmp_path}/{place}"))


def test_the_file_of_results_needs_a_folder(tmp_path: Path) -> None:
    check_outputs(parse("--test_files=a.csv", f"--test_output_file={tmp_path}/o.json"))
    for place in (tmp_path, tmp_path / "missing" / "o.json"):
        with pytest.raises(ConfigError, match="--test_output_file must be a file"):
            check_outputs(parse("--test_files=a.csv", f"--test_output_file={place}"))


def test_removing_an_export_removes_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work" / "checkpoints").mkdir(parents=True)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    checkpoints = f"--checkpoint_dir={tmp_path}/work/checkpoints"
    check_outputs(parse(checkpoints, "--remove_export", f"--export_dir={tmp_path}/work/export"))
    for place in ("work", "work/checkpoints", "work/export/../checkpoints", "here", "."):
        with pytest.raises(ConfigError, match="--remove_export would delete"):
            check_outputs(parse(checkpoints, "--remove_export", f"--export_dir={tmp_path / place}"))


def test_an_archive_wants_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "old.pb").write_bytes(b"")
    (tmp_path / "empty").mkdir()
    for folder in ("empty", "new"):
        check_outputs(parse("--export_zip", f"--export_dir={tmp_path / folder}"))
    check_outputs(parse("--export_zip", "--remove_export", f"--export_dir={tmp_path}/full"))
    with pytest.raises(ConfigError, match="--export_zip needs an empty"):
        check_outputs(parse("--export_zip", f"--export_dir={tmp_path}/full"))
    with pytest.raises(ConfigError, match="--export_zip needs --export_dir"):
        check_outputs(parse("--export_zip"))
