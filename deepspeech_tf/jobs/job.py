"""Descriptions of jobs: all settings of a training, an evaluation, an export and more."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from deepspeech_tf.config import (
    DecodingConfig,
    DeviceConfig,
    EvaluationData,
    ExportConfig,
    LmSearchConfig,
    ModelConfig,
    OptimizerConfig,
    TrainingConfig,
    TrainingData,
)
from deepspeech_tf.config.bounds import MAX_COUNT, Bounds, Choices, check_fields, within
from deepspeech_tf.config.data import Files, as_files
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.exporting.package import ModelCard, Section
from deepspeech_tf.jobs.cluster import Cluster

Folder = str | os.PathLike[str]
LOAD_CHOICES = ("auto", "best", "last")
FORMATS = ("tflite", "frozen_graph", "saved_model")
_SEED = Bounds(-MAX_COUNT, MAX_COUNT)


class Job:
    """Base of all jobs: names of files and folders become text, values are checked.

    Raises:
        ConfigError: naming the field, if a value cannot be used.
    """

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if isinstance(value, os.PathLike):
                object.__setattr__(self, name, os.fspath(value))
        check_fields(self)

    def require(self, *names: str) -> None:
        """Raise an error for an empty field.

        Raises:
            ConfigError: naming the first one.
        """
        for name in names:
            if not getattr(self, name):
                field_name = f"{type(self).__name__}.{name}"
                raise ConfigError(f"{name} must not be empty. Received: none", {name: field_name})


@dataclass(frozen=True)
class TrainingJob(Job):
    """A training.

    Args:
        data: the sets.
        checkpoint_dir: folder that checkpoints are saved to.
        load_dir: folder that a checkpoint is loaded from; empty: `checkpoint_dir`.
        init_from: folder of a model of another program whose weights initialize a new model (for the encoder
            "transformer": Whisper in the format of CTranslate2); empty: none.
        model: requested model options.
        optimizer: Adam and the schedule of its learning rate.
        training: epochs, batch sizes, early stopping.
        decoding: of the error rates on `data.metrics_files`.
        devices: threads and GPUs.
        cluster: the machines that train together; None: this one.
        notes: text files to write beside the checkpoints, by name.
    """

    data: TrainingData
    checkpoint_dir: Folder
    load_dir: Folder = ""
    init_from: Folder = ""
    model: ModelConfig = ModelConfig()  # noqa: RUF009 (frozen)
    optimizer: OptimizerConfig = OptimizerConfig()  # noqa: RUF009
    training: TrainingConfig = TrainingConfig()  # noqa: RUF009
    decoding: DecodingConfig = DecodingConfig()  # noqa: RUF009
    devices: DeviceConfig = DeviceConfig()  # noqa: RUF009
    cluster: Cluster | None = None
    notes: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require("checkpoint_dir")
        if self.training.teacher_weight and not self.init_from:
            raise ConfigError(
                "teacher_weight must be 0 without a model in init_from. "
                f"Received: {self.training.teacher_weight:g}",
                {"teacher_weight": "TrainingConfig.teacher_weight", "init_from": "TrainingJob.init_from"},
            )

    @property
    def source(self) -> str:
        """The folder that a checkpoint is loaded from."""
        return str(self.load_dir or self.checkpoint_dir)


@dataclass(frozen=True)
class EvaluationJob(Job):
    """A test of a checkpoint.

    Args:
        data: the test sets.
        checkpoint_dir: folder of the checkpoint.
        load: which one: "best", "last", or "auto": the best, else the last.
        model: requested model options, which the checkpoint must not contradict; default: those of the
            checkpoint.
        decoding: beam search and scorer.
        devices: threads and GPUs.
        output_file: JSON file for all utterances; empty: none.
        report_dir: folder for `report.html` and `report.json`; empty: none.
        seed: seed of random numbers in an encoder; weights come from the checkpoint.
    """

    data: EvaluationData
    checkpoint_dir: Folder
    load: str = within("auto", Choices(LOAD_CHOICES))
    model: ModelConfig = ModelConfig()  # noqa: RUF009
    decoding: DecodingConfig = DecodingConfig()  # noqa: RUF009
    devices: DeviceConfig = DeviceConfig()  # noqa: RUF009
    output_file: Folder = ""
    report_dir: Folder = ""
    seed: int = within(4568, _SEED)


@dataclass(frozen=True)
class TranscriptionJob(Job):
    """Recordings to transcribe, with a checkpoint or an exported model.

    Args:
        audio_files: recordings of any rate; one name or several.
        checkpoint_dir: folder of the checkpoint; empty: there is a `model_path`.
        model_path: an exported `.tflite` file, run by the native client; empty: there is a checkpoint.
        load: which checkpoint: "best", "last", or "auto".
        model: requested options of the checkpoint's model.
        decoding: beam search and scorer.
        devices: threads and GPUs.
        seed: seed of random numbers in an encoder.
    """

    audio_files: Files
    checkpoint_dir: Folder = ""
    model_path: Folder = ""
    load: str = within("auto", Choices(LOAD_CHOICES))
    model: ModelConfig = ModelConfig()  # noqa: RUF009
    decoding: DecodingConfig = DecodingConfig()  # noqa: RUF009
    devices: DeviceConfig = DeviceConfig()  # noqa: RUF009
    seed: int = within(4568, _SEED)

    def __post_init__(self) -> None:
        object.__setattr__(self, "audio_files", as_files("audio_files", self.audio_files))
        super().__post_init__()
        if bool(self.checkpoint_dir) == bool(self.model_path):
            received = "both" if self.model_path else "none"
            raise ConfigError(f"expected one of checkpoint_dir and model_path. Received: {received}")


@dataclass(frozen=True)
class ExportJob(Job):
    """An export of a checkpoint.

    Args:
        checkpoint_dir: folder of the checkpoint.
        export_dir: folder for the model, its card and its configuration.
        format: "tflite" for the native client, "frozen_graph", or "saved_model" of whole utterances.
        archive: pack all of it, and the scorer, into `<export_dir>.zip`.
        remove: empty `export_dir` first.
        export: options of the model file.
        card: contents of the model card.
        load: which checkpoint: "best", "last", or "auto".
        model: requested model options; an error if the checkpoint contradicts them.
        scorer_path: scorer to put into an archive or beside a SavedModel; empty: none.
        settings: contents of `config.json`; empty: no such file.
        sections: further tables of the model card.
    """

    checkpoint_dir: Folder
    export_dir: Folder
    format: str = within("tflite", Choices(FORMATS))
    archive: bool = False
    remove: bool = False
    export: ExportConfig = ExportConfig()  # noqa: RUF009
    card: ModelCard = ModelCard()  # noqa: RUF009
    load: str = within("auto", Choices(LOAD_CHOICES))
    model: ModelConfig = ModelConfig()  # noqa: RUF009
    scorer_path: Folder = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require("export_dir")


@dataclass(frozen=True)
class ConversionJob(Job):
    """A checkpoint to be written for DeepSpeech 0.9.3.

    Args:
        checkpoint_dir: folder of the checkpoint.
        target_dir: folder to write to, without checkpoints.
        load: which checkpoint: "best", "last", or "auto".
        model: requested model options; an error if the checkpoint contradicts them.
    """

    checkpoint_dir: Folder
    target_dir: Folder
    load: str = within("auto", Choices(LOAD_CHOICES))
    model: ModelConfig = ModelConfig()  # noqa: RUF009

    def __post_init__(self) -> None:
        super().__post_init__()
        self.require("target_dir")


@dataclass(frozen=True)
class LmSearchJob(Job):
    """A search for the weights of a scorer.

    Args:
        data: the sets whose error rate is minimised; neither trained on nor reported on.
        checkpoint_dir: folder of the checkpoint; the study is kept there, in `lm_optimizer/`.
        decoding: beam search and scorer; its weights are the values to search.
        search: bounds and number of trials; the alphabet determines which error rate is minimized.
        load: which checkpoint: "best", "last", or "auto".
        model: requested model options; an error if the checkpoint contradicts them.
        devices: threads and GPUs.
    """

    data: EvaluationData
    checkpoint_dir: Folder
    decoding: DecodingConfig
    search: LmSearchConfig = LmSearchConfig()  # noqa: RUF009
    load: str = within("auto", Choices(LOAD_CHOICES))
    model: ModelConfig = ModelConfig()  # noqa: RUF009
    devices: DeviceConfig = DeviceConfig()  # noqa: RUF009

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.decoding.scorer_path:
            raise ConfigError(
                "scorer_path must not be empty: its weights are the values to search. Received: none",
                {"scorer_path": "DecodingConfig.scorer_path"},
            )


@dataclass(frozen=True)
class DiagnosisJob(Job):
    """Data sets to examine before a training.

    Args:
        data: sets for training and validation.
        test_files: sets for tests; one name or several.
        model: features and labels that a training would have.
        speaker_pattern: regular expression that finds the speaker in `wav_filename`; empty: use a column.
        report_dir: folder for the report and cleaned files; empty: none.
        checkpoint_dir: folder of the checkpoint that a training would continue, whose model is used; empty,
            or without a checkpoint: that of `model`.
        load: which checkpoint: "best", "last", or "auto".
        new_outputs: whether the training would initialize the output layer again, possibly for other labels.
    """

    data: TrainingData
    test_files: Files = ()
    model: ModelConfig = ModelConfig()  # noqa: RUF009
    speaker_pattern: str = ""
    report_dir: Folder = ""
    checkpoint_dir: Folder = ""
    load: str = within("auto", Choices(LOAD_CHOICES))
    new_outputs: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "test_files", as_files("test_files", self.test_files))
        super().__post_init__()
