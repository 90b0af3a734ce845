"""Command lines of Coqui STT 1.4: their form, their defaults, and a training run with them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from deepspeech_tf.commandline.coqui_flags import CoquiFlags, complete, converted, read_coqui_flags
from deepspeech_tf.commandline.flags import ALL_FLAGS
from deepspeech_tf.errors import ConfigError
from tests.commandline.corpus import write_corpus

ROOT = Path(__file__).parents[2]
# Written down independently of the table of flags.
COQUI_FLAGS = """
train_files dev_files test_files metrics_files auto_input_dataset vocab_file read_buffer feature_cache
cache_for_epochs shuffle_batches shuffle_start shuffle_buffer feature_win_len feature_win_step
audio_sample_rate normalize_sample_rate augment epochs dropout_rate dropout_rate2 dropout_rate3
dropout_rate4 dropout_rate5 dropout_rate6 relu_clip beta1 beta2 epsilon learning_rate train_batch_size
dev_batch_size test_batch_size export_batch_size skip_batch_test inter_op_parallelism_threads
intra_op_parallelism_threads use_allow_growth load_cudnn train_cudnn automatic_mixed_precision limit_test
reverse_test checkpoint_dir load_checkpoint_dir save_checkpoint_dir checkpoint_secs max_to_keep
load_train load_evaluate drop_source_layers export_dir remove_export export_tflite export_quantize
export_savedmodel n_steps export_zip export_file_name export_beam_width export_author_id
export_model_name export_model_version export_contact_info export_license export_language
export_min_stt_version export_max_stt_version export_description log_level show_progressbar log_placement
report_count summary_dir test_output_file n_hidden layer_norm random_seed early_stop es_epochs
es_min_delta reduce_lr_on_plateau plateau_epochs plateau_reduction force_initialize_learning_rate
bytes_output_mode alphabet_config_path scorer_path beam_width lm_alpha lm_beta cutoff_prob cutoff_top_n
one_shot_infer lm_alpha_max lm_beta_max n_trials
""".split()


def no_alphabet(given: CoquiFlags) -> str:
    raise AssertionError("no alphabet is made here")


def translate(command: str, *arguments: str) -> tuple[list[str], list[str]]:
    given = read_coqui_flags(arguments)
    complete(given, command, no_alphabet)
    return converted(given.values), given.notes


def test_every_flag_of_coqui_is_known(tmp_path: Path) -> None:
    kinds = {row.name: row.kind for row in ALL_FLAGS}
    notes = {}
    for name in COQUI_FLAGS:
        ours = name.replace("_stt_version", "_ds_version")
        value = {"bool": "true"}.get(kinds.get(ours, ""), "1")
        arguments, notes[name] = (
            translate(
                "evaluate",
                "--load_checkpoint_dir",
                str(tmp_path),
                "--alphabet_config_path=a",
                f"--{name}",
                value,
            )
            if name != "bytes_output_mode"
            else translate("evaluate", "--checkpoint_dir=c", f"--{name}", "true")
        )
        assert notes[name] or ours in kinds, name
        assert notes[name] or any(one.startswith(f"--{ours}") for one in arguments), name
    assert {name for name, texts in notes.items() if texts} == {
        "vocab_file", "shuffle_buffer", "checkpoint_dir",
    }  # fmt: skip


def test_lists_and_switches() -> None:
    arguments, notes = translate(
        "train", "--train_files", "a.csv", "b.csv", "--augment", "pitch[p=0.1]", "tempo[p=0.2]",
        "--early_stop", "true", "--show_progressbar", "false", "--dropout_rate2", "-1.0",
        "--checkpoint_dir=c",
        "--layer_norm", "--export_min_stt_version=1.0", "--alphabet_config_path", "a.txt", "--test_files",
    )  # fmt: skip
    assert not notes
    for expected in (
        "--train_files=a.csv,b.csv", "--augment=pitch[p=0.1]", "--augment=tempo[p=0.2]", "--early_stop",
        "--noshow_progressbar", "--dropout_rate2=-1.0", "--layer_norm", "--export_min_ds_version=1.0",
        "--test_files=", f"--summary_dir={os.path.join('c', 'summaries')}", "--load_cudnn",
        "--beam_width=500",
    ):  # fmt: skip
        assert expected in arguments, expected


def test_defaults_of_coqui(tmp_path: Path) -> None:
    here = ["--checkpoint_dir", str(tmp_path)]
    (tmp_path / "alphabet.txt").write_text("a\n")
    arguments, _ = translate("export", *here, "--export_dir", "e")
    assert (
        "--export_tflite" in arguments and f"--alphabet_config_path={tmp_path / 'alphabet.txt'}" in arguments
    )
    assert (
        "--noexport_tflite"
        in translate("export", *here, "--export_dir", "e", "--export_savedmodel", "true")[0]
    )
    assert "--noexport_tflite" in translate("export", *here, "--export_dir=e", "--export_tflite", "False")[0]
    assert "--beam_width=80" in translate("evaluate", *here, "--export_beam_width", "80")[0]
    assert "--beam_width=90" in translate("evaluate", *here, "--beam_width", "90")[0]
    assert not [one for one in translate("infer", *here)[0] if "beam_width" in one]
    arguments, notes = translate("evaluate", *here, "--load_checkpoint_dir", "other")
    assert len(notes) == 1 and "--load_checkpoint_dir=other" not in arguments
    moved = ["--load_checkpoint_dir", str(tmp_path), "--save_checkpoint_dir", "s", "--train_files", "a"]
    arguments, notes = translate("train", *moved, "--test_files", "t.csv")
    assert "--test_files has no effect" in notes[0] and "--test_files=t.csv" not in arguments


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["a.csv"], "expected flags only"),
        ([], "expected --checkpoint_dir or --load_checkpoint_dir"),
        (["--checkpoint_dir", "c"], "expected --alphabet_config_path"),
        (["--checkpoint_dir", "c", "d"], "--checkpoint_dir must have one value. Received: 'c d'"),
        (["--checkpoint_dir", "c", "--early_stop", "maybe"], "--early_stop must be true or false"),
        (["--checkpoint_dir", "c", "--epochs"], "--epochs must have one value. Received: 'none'"),
        (
            ["--checkpoint_dir", "c", "--bytes_output_mode", "true", "--alphabet_config_path", "a"],
            "--bytes_output_mode and --alphabet_config_path exclude each other",
        ),
    ],
)
def test_errors(arguments: list[str], message: str) -> None:
    more = [] if len(arguments) < 3 or "--alphabet_config_path" in arguments else ["--alphabet_config_path=a"]
    with pytest.raises(ConfigError) as caught:
        translate("evaluate", *arguments, *more)
    assert message in str(caught.value)


def run(module: str, *arguments: object, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(ROOT), str(ROOT / "native_client" / "python")])
    return subprocess.run(
        [sys.executable, "-m", f"coqui_stt_training.{module}", *map(str, arguments)], cwd=folder,
        env={**os.environ, "PYTHONPATH": paths, "CUDA_VISIBLE_DEVICES": ""},
        capture_output=True, text=True, timeout=280, check=False,
    )  # fmt: skip


def test_train_evaluate_and_export(tmp_path: Path) -> None:
    sets = [write_corpus(tmp_path, name, count, 1) for name, count in (("train", 8), ("dev", 4), ("test", 2))]
    train, dev, test = sets
    model = tmp_path / "model"
    done = run(
        "train", "--train_files", train, dev, "--dev_files", dev, "--test_files", test,
        "--checkpoint_dir", model, "--n_hidden", 16, "--epochs", 1, "--train_batch_size", 4,
        "--show_progressbar", "false",
        "--augment", "add[p=0.5]", "multiply[p=0.5]",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"W {model / 'alphabet.txt'} has the characters of all transcripts" in done.stdout
    assert "I FINISHED optimization" in done.stdout and "Test on" in done.stdout
    assert (model / "alphabet.txt").read_text() == " \ne\ng\nn\no\ns\ny\n"
    assert list((model / "summaries").rglob("events*"))

    done = run(
        "evaluate", "--test_files", test, dev, "--checkpoint_dir", model, "--show_progressbar", "false"
    )
    assert done.returncode == 0 and done.stdout.count("Test on") == 2, done.stdout + done.stderr
    done = run("export", "--checkpoint_dir", model, "--export_dir", tmp_path / "export")
    assert done.returncode == 0 and (tmp_path / "export" / "output_graph.tflite").is_file(), done.stderr


def test_errors_of_the_commands(tmp_path: Path) -> None:
    done = run("train", "--train_files", "a.csv")
    assert done.returncode == 1 and done.stderr.startswith("E expected --checkpoint_dir"), done.stderr
    done = run("evaluate", "--checkpoint_dir", tmp_path, "--alphabet_config_path=a", "--no_such_flag", "1")
    assert done.returncode == 1 and "no_such_flag" in done.stderr and "Traceback" not in done.stderr
    for module in ("util.lm_optimize", "training_graph_inference"):
        done = run(module, "--checkpoint_dir", tmp_path, "--alphabet_config_path", "data/alphabet.txt")
        assert done.returncode == 1 and "Received: none" in done.stderr, done.stderr
    done = run("generate_scorer_package", "--help")
    assert done.returncode == 0 and "--checkpoint DIR" in done.stdout
