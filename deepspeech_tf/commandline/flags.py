"""Definitions of the flags of DeepSpeech 0.9.3: same names, types and defaults; one table per theme."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Literal

from absl import flags

FlagKind = Literal["string", "integer", "float", "bool", "multi_string"]
FlagRow = tuple[str, FlagKind, Any, str]


def data_home(name: str) -> str:
    """Default folder `name` of DeepSpeech under the XDG data directory."""
    base = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(base):  # the specification wants relative ones to be ignored
        base = os.path.join(os.path.expanduser("~"), ".local", "share")
    return os.path.join(base, "deepspeech", name)


CONFIGURATION: Sequence[FlagRow] = (
    ("config", "string", "", "YAML or JSON file with values of flags; the command line has precedence"),
)

DATA: Sequence[FlagRow] = (
    ("train_files", "string", "", "comma-separated CSV manifests to train on; empty: no training"),
    ("dev_files", "string", "", "comma-separated CSV manifests to validate on, each reported separately"),
    ("test_files", "string", "", "comma-separated CSV manifests to test on, each reported separately"),
    (
        "metrics_files",
        "string",
        "",
        "comma-separated CSV manifests; loss, WER and CER after validation",
    ),
    (
        "auto_input_dataset",
        "string",
        "",
        "one CSV manifest, or a folder with one, to divide into train.csv, dev.csv and test.csv",
    ),
    ("read_buffer", "string", "1MB", "read so much of a data set at once; suffix KB, MB, GB or TB"),
    ("feature_cache", "string", "", "keep the features of training in <value>.sqlite, from run to run"),
    ("cache_for_epochs", "integer", 0, "empty the feature cache every so many epochs; 0: never"),
    ("feature_win_len", "integer", 32, "analysis window in ms"),
    ("feature_win_step", "integer", 20, "analysis step in ms"),
    ("audio_sample_rate", "integer", 16000, "sample rate in Hz that the model hears"),
    (
        "normalize_sample_rate",
        "bool",
        True,
        "resample audio of other rates to --audio_sample_rate; off: refuse it",
    ),
    (
        "speaker_pattern",
        "string",
        "",
        "doctor: regular expression that finds the speaker in wav_filename; empty: a column tells",
    ),
    ("augment", "multi_string", None, "operation[parameter=value,...]; repeat for several, order counts"),
    ("augment_as_0_9_3", "bool", False, "augmentation with the defects that it has in 0.9.3"),
)

OPTIMISATION: Sequence[FlagRow] = (
    ("epochs", "integer", 75, "passes over the training set in this run"),
    ("dropout_rate", "float", 0.05, "dropout of the feed-forward layers"),
    ("dropout_rate2", "float", -1.0, "dropout of layer 2; negative: --dropout_rate"),
    ("dropout_rate3", "float", -1.0, "dropout of layer 3; negative: --dropout_rate"),
    ("dropout_rate4", "float", 0.0, "no effect, as in 0.9.3"),
    ("dropout_rate5", "float", 0.0, "no effect, as in 0.9.3"),
    ("dropout_rate6", "float", -1.0, "dropout of layer 5 (as in 0.9.3); negative: --dropout_rate"),
    ("relu_clip", "float", 20.0, "upper clip of the rectified linear units"),
    ("beta1", "float", 0.9, "Adam: decay of the first moment"),
    ("beta2", "float", 0.999, "Adam: decay of the second moment"),
    ("epsilon", "float", 1e-8, "Adam: numerical floor"),
    ("learning_rate", "float", 0.001, "learning rate of a new model; a checkpoint's own rate wins"),
    ("lr_warmup_steps", "integer", 0, "steps in which the learning rate grows from 0; 0: none"),
    ("lr_schedule", "string", "constant", "learning rate after the warm-up: constant, cosine, exponential"),
    (
        "lr_decay_steps",
        "integer",
        0,
        "cosine: steps until it is 0; exponential: steps per --lr_decay_rate",
    ),
    ("lr_decay_rate", "float", 0.5, "exponential: factor on the learning rate in --lr_decay_steps"),
    ("clip_norm", "float", 0.0, "scale gradients of a larger norm to this one; 0: never"),
    ("train_batch_size", "integer", 1, "utterances per training step"),
    ("dev_batch_size", "integer", 1, "utterances per validation step"),
    ("test_batch_size", "integer", 1, "utterances per test step"),
    ("export_batch_size", "integer", 1, "batch size of the exported graph"),
    ("random_seed", "integer", 4568, "seed of weights, dropout and augmentation"),
    (
        "batch_order",
        "string",
        "bucketed",
        "bucketed: other batches of like length in every epoch; sorted: 0.9.3's",
    ),
    (
        "batch_seconds",
        "float",
        0.0,
        "seconds of audio per training step, instead of --train_batch_size; 0: off",
    ),
    (
        "find_batch_size",
        "bool",
        False,
        "before the first epoch, tell how many of the longest utterances fit into memory",
    ),
    ("skip_batch_test", "bool", False, "with a GPU: do not try a batch of the longest utterances first"),
    (
        "shuffle_batches",
        "bool",
        False,
        "with --batch_order sorted: after the first epoch, a new order of the batches in each",
    ),
    ("shuffle_start", "integer", 1, "the first epoch, from 0, whose batches come in a random order"),
    ("early_stop", "bool", False, "stop when the validation loss no longer improves"),
    ("es_epochs", "integer", 25, "epochs without improvement before early stopping"),
    ("es_min_delta", "float", 0.05, "smallest change of the loss that counts as an improvement"),
    ("reduce_lr_on_plateau", "bool", False, "reduce the learning rate when validation stops improving"),
    ("plateau_epochs", "integer", 10, "epochs without improvement that make a plateau"),
    ("plateau_reduction", "float", 0.1, "factor on the learning rate at a plateau"),
    ("force_initialize_learning_rate", "bool", False, "use --learning_rate instead of the checkpoint's"),
)

PERFORMANCE: Sequence[FlagRow] = (
    ("inter_op_parallelism_threads", "integer", 0, "threads between operations; 0: TensorFlow's choice"),
    ("intra_op_parallelism_threads", "integer", 0, "threads within an operation; 0: TensorFlow's choice"),
    ("use_allow_growth", "bool", False, "let GPU memory grow instead of taking all of it"),
    ("load_cudnn", "bool", False, "initialise the Adam slots that a cuDNN checkpoint lacks"),
    ("train_cudnn", "bool", False, "no effect: the LSTM is one for all devices"),
    ("precision", "string", "float32", "what training computes in: float32, bfloat16, float16"),
    ("workers", "string", "", "host:port of every machine that trains, the chief first; empty: this one"),
    ("worker_index", "integer", -1, "place of this machine in --workers, from 0"),
    ("automatic_mixed_precision", "bool", False, "--precision bfloat16; float16 on GPUs without it"),
    ("horovod", "bool", False, "no effect: all GPUs of a machine train together"),
)

SAMPLES: Sequence[FlagRow] = (
    ("limit_train", "integer", 0, "train on at most so many utterances; 0: all"),
    ("limit_dev", "integer", 0, "validate on at most so many utterances; 0: all"),
    ("limit_test", "integer", 0, "test on at most so many utterances; 0: all"),
    ("reverse_train", "bool", False, "longest training utterances first"),
    ("reverse_dev", "bool", False, "longest validation utterances first"),
    ("reverse_test", "bool", False, "longest test utterances first"),
)

CHECKPOINTS: Sequence[FlagRow] = (
    ("checkpoint_dir", "string", data_home("checkpoints"), "folder to load checkpoints from and save to"),
    ("load_checkpoint_dir", "string", "", "folder to load from; empty: --checkpoint_dir"),
    ("save_checkpoint_dir", "string", "", "folder to save to; empty: --checkpoint_dir"),
    ("checkpoint_secs", "integer", 600, "seconds between checkpoints inside an epoch; 0: only at its end"),
    ("max_to_keep", "integer", 5, "number of train checkpoints kept"),
    ("load_train", "string", "auto", "checkpoint to train from: last, best, init, auto"),
    ("load_evaluate", "string", "auto", "checkpoint to test and export: last, best, auto"),
    ("drop_source_layers", "integer", 0, "layers, from the output backwards, to initialise anew"),
)

EXPORT: Sequence[FlagRow] = (
    ("export_dir", "string", "", "folder to export the model to; empty: no export"),
    ("remove_export", "bool", False, "empty the export folder first"),
    ("export_tflite", "bool", False, "export a .tflite file instead of a .pb file"),
    ("export_quantize", "bool", True, "int8 weights (dynamic range) in the .tflite file"),
    ("export_savedmodel", "bool", False, "export a SavedModel of whole utterances instead of a .pb file"),
    ("compat", "string", "", "0.9: the .tflite file is for clients of 0.9.3 and Coqui STT as well"),
    ("n_steps", "integer", 16, "frames per call of the exported acoustic model"),
    ("export_zip", "bool", False, "export a .tflite file, and pack it and the scorer into <export_dir>.zip"),
    ("export_file_name", "string", "output_graph", "base name of the exported model"),
    ("export_beam_width", "integer", 500, "beam width stored in the exported model"),
    ("export_author_id", "string", "author", "model card: author of the model"),
    ("export_model_name", "string", "model", "model card: name of the model, without slashes"),
    ("export_model_version", "string", "0.0.1", "model card: semantic version of the model"),
    ("export_contact_info", "string", "<contact information>", "model card: whom to ask"),
    ("export_license", "string", "<license>", "model card: licence of the model"),
    ("export_language", "string", "<language>", "model card and graph: language of the model"),
    ("export_min_ds_version", "string", "<min client version>", "model card: oldest client that works"),
    ("export_max_ds_version", "string", "<max client version>", "model card: newest client that works"),
    ("export_description", "string", "<description>", "model card: what the model is"),
)

REPORTING: Sequence[FlagRow] = (
    ("log_level", "integer", 1, "0 debug, 1 info, 2 warnings, 3 errors"),
    ("show_progressbar", "bool", True, "progress bar on a terminal; off: a log line per phase"),
    ("log_placement", "bool", False, "log the device of every operation"),
    ("report_count", "integer", 5, "utterances shown in each of best, median and worst"),
    ("summary_dir", "string", data_home("summaries"), "folder of the TensorBoard summaries"),
    ("test_output_file", "string", "", "JSON file for all tested utterances"),
    ("report_dir", "string", "", "folder for report.html and report.json of the tests, or of the doctor"),
)

MODEL: Sequence[FlagRow] = (
    ("encoder", "string", "deepspeech", "encoder of a new model"),
    ("encoder_option", "multi_string", None, "name=value, an option of the encoder; repeat for several"),
    ("n_hidden", "integer", 2048, "deepspeech: width of every layer"),
    ("layer_norm", "bool", False, "deepspeech: layer normalisation after every dense layer but the last"),
    ("bytes_output_mode", "bool", False, "255 labels for the bytes of UTF-8 instead of an alphabet file"),
    ("alphabet_config_path", "string", "data/alphabet.txt", "alphabet file: one label per line"),
)

DECODER: Sequence[FlagRow] = (
    ("scorer_path", "string", "", "external scorer package (.scorer)"),
    ("beam_width", "integer", 1024, "beam width of the decoder in tests"),
    ("lm_alpha", "float", 0.931289039105002, "weight of the language model"),
    ("lm_beta", "float", 1.1834137581510284, "weight of each word"),
    ("cutoff_prob", "float", 1.0, "keep the most probable labels up to this sum; 1: all"),
    ("cutoff_top_n", "integer", 300, "keep at most so many labels, when --cutoff_prob is below 1"),
    ("one_shot_infer", "string", "", "audio file to transcribe with the checkpoint"),
    ("lm_alpha_max", "float", 5.0, "lm_optimizer: upper bound of alpha"),
    ("lm_beta_max", "float", 5.0, "lm_optimizer: upper bound of beta"),
    ("n_trials", "integer", 2400, "lm_optimizer: number of trials, those of earlier runs included"),
)

GROUPS: dict[str, Sequence[FlagRow]] = {
    "From a file": CONFIGURATION,
    "Data": DATA,
    "Optimisation and regularisation": OPTIMISATION,
    "Performance": PERFORMANCE,
    "Sample limits": SAMPLES,
    "Checkpoints": CHECKPOINTS,
    "Export": EXPORT,
    "Reporting": REPORTING,
    "Model": MODEL,
    "Decoder": DECODER,
}
ALL_FLAGS: Sequence[FlagRow] = tuple(row for group in GROUPS.values() for row in group)

# Flags of 0.9.3 that change nothing here: taken, and explained in the log when they are given.
WITHOUT_EFFECT: dict[str, str] = {
    "dropout_rate4": "it had none in 0.9.3 either; --dropout_rate6 acts on layer 5",
    "dropout_rate5": "it had none in 0.9.3 either; --dropout_rate6 acts on layer 5",
    "train_cudnn": "the LSTM is one for all devices, and so are its checkpoints",
    "horovod": "all GPUs of a machine train together as they are",
}


def define_flags(flag_values: flags.FlagValues = flags.FLAGS) -> None:
    """Define every flag, and `--scorer` as another name of `--scorer_path`."""
    define: dict[FlagKind, Callable[..., Any]] = {
        "string": flags.DEFINE_string,
        "integer": flags.DEFINE_integer,
        "float": flags.DEFINE_float,
        "bool": flags.DEFINE_bool,
        "multi_string": flags.DEFINE_multi_string,
    }
    for name, kind, default, text in ALL_FLAGS:
        define[kind](name, default, text, flag_values=flag_values)
    flags.DEFINE_alias("scorer", "scorer_path", flag_values=flag_values)


def flags_text(values: flags.FlagValues) -> str:
    """All flags of the project with their values, in the form that `--flagfile` reads.

    A value with a line break has no such form; a comment stands in its place.
    """
    lines = []
    for name, kind, *_ in ALL_FLAGS:
        text = values[name].serialize()
        given = values[name].value or [] if kind == "multi_string" else [values[name].value]
        if any(isinstance(value, str) and len(value.splitlines()) > 1 for value in given):
            text = f"# --{name} has a line break, which this file cannot hold: {values[name].value!r}"
        if text:
            lines.append(text)
    return "\n".join(lines) + "\n"
