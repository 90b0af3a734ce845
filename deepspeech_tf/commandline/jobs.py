"""Converts flags to jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from absl import flags

from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.commandline.model_flags import model_asked
from deepspeech_tf.commandline.settings import (
    data_settings,
    decoding_config,
    device_config,
    evaluation_data,
    export_config,
    file_list,
    load_dir,
    load_policy,
    made_from_flags,
    optimizer_config,
    save_dir,
    training_config,
)
from deepspeech_tf.config import LOAD_TRAIN_CHOICES, LmSearchConfig
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.exporting.package import ModelCard, Section
from deepspeech_tf.jobs.cluster import Cluster
from deepspeech_tf.jobs.diagnosis import facts_to_examine
from deepspeech_tf.jobs.job import (
    ConversionJob,
    DiagnosisJob,
    EvaluationJob,
    ExportJob,
    LmSearchJob,
    TrainingJob,
    TranscriptionJob,
)


@speaking_of_flags
def training_job(
    values: flags.FlagValues, cluster: Cluster | None = None, notes: Mapping[str, str] | None = None
) -> TrainingJob:
    """The training that the flags describe; the model is determined by `model_to_train`."""
    return TrainingJob(
        data=data_settings(values),
        checkpoint_dir=save_dir(values),
        load_dir=values.load_checkpoint_dir or (load_dir(values) if values.save_checkpoint_dir else ""),
        init_from=values.init_from,
        optimizer=optimizer_config(values),
        training=training_config(values),
        decoding=decoding_config(values),
        devices=device_config(values),
        cluster=cluster,
        notes=notes or {},
    )


@speaking_of_flags
def evaluation_job(values: flags.FlagValues, folder: str) -> EvaluationJob:
    """The test of a checkpoint in `folder`."""
    return made_from_flags(
        values,
        EvaluationJob,
        data=evaluation_data(values),
        checkpoint_dir=folder,
        load=load_policy(values),
        decoding=decoding_config(values),
        devices=device_config(values),
    )


@speaking_of_flags
def transcription_job(values: flags.FlagValues, folder: str) -> TranscriptionJob:
    """The transcription of `--one_shot_infer` with a checkpoint in `folder`."""
    return TranscriptionJob(
        values.one_shot_infer,
        checkpoint_dir=folder,
        load=load_policy(values),
        decoding=decoding_config(values),
        devices=device_config(values),
        seed=values.random_seed,
    )


@speaking_of_flags
def export_job(
    values: flags.FlagValues,
    folder: str,
    settings: Mapping[str, Any] | None = None,
    sections: tuple[Section, ...] = (),
) -> ExportJob:
    """The export of a checkpoint in `folder`."""
    export = export_config(values)
    is_tflite = values.export_tflite or values.export_zip
    return ExportJob(
        checkpoint_dir=folder,
        export_dir=values.export_dir,
        format="saved_model" if values.export_savedmodel else "tflite" if is_tflite else "frozen_graph",
        archive=values.export_zip,
        remove=values.remove_export,
        export=export,
        card=made_from_flags(values, ModelCard),
        load=load_policy(values),
        scorer_path=values.scorer_path,
        settings=settings or {},
        sections=sections,
    )


@speaking_of_flags
def conversion_job(values: flags.FlagValues) -> ConversionJob:
    """The conversion of a checkpoint; the model is added when its encoder is known."""
    return ConversionJob(load_dir(values), values.save_checkpoint_dir, load_policy(values))


@speaking_of_flags
def lm_search_job(values: flags.FlagValues) -> LmSearchJob:
    """The search for the weights of `--scorer_path`."""
    if not values.scorer_path:
        raise ConfigError("expected --scorer_path: the search tunes the weights of a scorer. Received: none")
    return LmSearchJob(
        data=evaluation_data(values),
        checkpoint_dir=load_dir(values),
        decoding=decoding_config(values),
        search=made_from_flags(values, LmSearchConfig),
        load=load_policy(values),
        devices=device_config(values),
    )


@speaking_of_flags
def diagnosis_job(values: flags.FlagValues) -> DiagnosisJob:
    """The sets that the flags name, for the model that a training would continue, or a new one."""
    policy = load_policy(values, "load_train", LOAD_TRAIN_CHOICES)
    folder, load = ("", "auto") if policy == "init" else (load_dir(values), policy)
    found = facts_to_examine(folder, load)
    return DiagnosisJob(
        data=data_settings(values),
        test_files=file_list(values.test_files),
        model=model_asked(values, str(found[1].get("encoder", "")) if found else ""),
        speaker_pattern=values.speaker_pattern,
        report_dir=values.report_dir,
        checkpoint_dir=folder,
        load=load,
        new_outputs=values.drop_source_layers > 0,
    )
