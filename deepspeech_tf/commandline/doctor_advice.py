"""Advice on how to get the complete diagnosis of sets that training rejects."""

from __future__ import annotations

import shlex

from absl import flags

from deepspeech_tf.errors import one_line

REPORT_DIR = "doctor"
_SETS = ("train_files", "dev_files", "metrics_files", "test_files")
_CHOICES = (
    "checkpoint_dir",
    "load_checkpoint_dir",
    "load_train",
    "encoder",
    "alphabet_config_path",
    "bytes_output_mode",
    "normalize_sample_rate",
    "audio_sample_rate",
    "feature_win_len",
    "feature_win_step",
)


def doctor_advice(values: flags.FlagValues) -> str:
    """The command that writes a report on all problems of the sets that the flags name."""
    words = ["python", "-m", "deepspeech_tf.doctor"]
    for name in (*_SETS, *_CHOICES):
        value = values[name].value
        if value == values[name].default or value == "":
            continue
        if isinstance(value, bool):
            words.append(f"--{name}" if value else f"--no{name}")
        else:
            words += [f"--{name}", str(value)]
    command = " ".join(map(_quoted, [*words, "--report_dir", REPORT_DIR]))
    return f"For all problems and corrected files, see {REPORT_DIR}/report.html after running:\n  {command}"


def _quoted(word: str) -> str:
    """A word for a shell on one line: control characters are escapes, which bash, zsh and ksh understand."""
    if one_line(word) == word:
        return shlex.quote(word)
    return "$'" + one_line(word.replace("\\", "\\\\").replace("'", "\\'")) + "'"
