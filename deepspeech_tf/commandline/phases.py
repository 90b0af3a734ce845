"""The phases of a run in their order: train, test, export, one-shot inference."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from absl import flags

from deepspeech_tf.audio.read import audio_duration
from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.commandline.automatic_sets import divide_data_set
from deepspeech_tf.commandline.cluster import requested_cluster
from deepspeech_tf.commandline.doctor_advice import doctor_advice
from deepspeech_tf.commandline.evaluation_phase import test, transcribe_one
from deepspeech_tf.commandline.flags import flags_text
from deepspeech_tf.commandline.inputs import check_load_folder
from deepspeech_tf.commandline.jobs import evaluation_job, export_job, training_job
from deepspeech_tf.commandline.messages import message_of, speaking_of_flags
from deepspeech_tf.commandline.model_choice import flags_of_model, model_to_evaluate, model_to_train
from deepspeech_tf.commandline.outputs import check_outputs
from deepspeech_tf.commandline.progress import ProgressPrinter
from deepspeech_tf.commandline.provenance import FLAGS_FILE, card_sections, resolved_flags
from deepspeech_tf.commandline.settings import (
    data_settings,
    decoding_config,
    device_config,
    evaluation_data,
    load_dir,
    save_dir,
)
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import AudioError, ConfigError, DeepSpeechError, ManifestError
from deepspeech_tf.evaluation.results import ErrorRates
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.jobs.cluster import join
from deepspeech_tf.jobs.data_sets import (
    NamedUtterances,
    TrainingManifests,
    check_training_sets,
    read_test_sets,
    read_training_sets,
)
from deepspeech_tf.jobs.devices import configure_devices
from deepspeech_tf.jobs.export import run_export
from deepspeech_tf.jobs.initial_weights import read_initial_weights
from deepspeech_tf.jobs.training import PreparedTraining, run_training

log = logging.getLogger(__name__)


@speaking_of_flags
def run_phases(values: flags.FlagValues) -> None:
    """Check all input, then run everything that the flags request.

    Raises:
        ConfigError: if the flags do not request anything, or, at the end, if results of the tests could not
            be written.
        KeyboardInterrupt: at the end, if Ctrl-C ended the training early (other phases still run, as in
            0.9.3).
    """
    divide_data_set(values)
    trains, tests = bool(data_settings(values).train_files), bool(evaluation_data(values).test_files)
    if not (trains or tests or values.export_dir or values.one_shot_infer):
        raise ConfigError(
            "nothing to do: expected --train_files, --auto_input_dataset, --test_files, --export_dir or "
            "--one_shot_infer. Received: none"
        )
    cluster = requested_cluster(values)
    if cluster and not trains:
        raise ConfigError("--workers and TF_CONFIG are for training: expected --train_files. Received: none")
    configure_devices(device_config(values))
    replicas = join(cluster) if trains else Replicas()
    if trains:
        check_load_folder(values)
    check_outputs(values)
    model = model_to_train(values, replicas) if trains else model_to_evaluate(values)
    _check_early(values, model)
    manifests, test_sets = _read_sets(values, model)
    folder = load_dir(values)
    complete = True
    if trains:
        job = training_job(values, cluster, {FLAGS_FILE: flags_text(values)})
        printer = ProgressPrinter(bar=values.show_progressbar)
        complete = run_training(PreparedTraining(job, model, manifests, replicas), printer).complete
        folder = save_dir(values)
    if not replicas.is_chief:
        return
    failures: list[DeepSpeechError] = []
    tested = test(values, test_sets, model, folder, failures) if tests else {}
    if values.export_dir:
        _export(values, model, folder, tested)
    if values.one_shot_infer:
        transcribe_one(values, model, folder)
    if not complete:
        raise KeyboardInterrupt
    if failures:
        raise ConfigError(
            f"results that could not be written: {len(failures)} (see above); everything else was completed"
        )


def _read_sets(
    values: flags.FlagValues, model: ModelDescription
) -> tuple[TrainingManifests, list[NamedUtterances]]:
    data = data_settings(values)
    try:
        manifests = read_training_sets(data, model.alphabet)
        tests = read_test_sets(evaluation_data(values), model.alphabet)
        check_training_sets(manifests, model, tests, any_rate=data.normalize_sample_rate)
    except ManifestError as error:
        raise ManifestError(f"{message_of(error)}\n{doctor_advice(values)}") from error
    return manifests, tests


def _check_early(values: flags.FlagValues, model: ModelDescription) -> None:
    """Find errors in the flags of later phases before the first phase starts."""
    read_initial_weights(training_job(values), model.encoder)
    evaluation_job(values, load_dir(values))
    if values.export_dir:
        export_job(values, load_dir(values))
    parse_augmentations(list(values.augment or ()))
    decoding = decoding_config(values)
    if decoding.scorer_path or values.test_files or values.metrics_files or values.one_shot_infer:
        BeamDecoder(model.alphabet, decoding)  # reports a missing library and an invalid scorer
    if values.one_shot_infer:
        try:
            audio_duration(values.one_shot_infer)
        except AudioError as error:
            raise ConfigError(f"--one_shot_infer must name an audio file: {error}") from error
    if values.train_files and values.test_files and load_dir(values) != save_dir(values):
        log.warning("Training loads from %s; tests and export use %s", load_dir(values), save_dir(values))


def _export(
    values: flags.FlagValues, model: ModelDescription, folder: str, tested: Mapping[str, ErrorRates]
) -> None:
    """Write the model that `--load_evaluate` names, its card and its configuration to `--export_dir`."""
    resolved = resolved_flags(values, folder, flags_of_model(model))
    run_export(export_job(values, folder, resolved, card_sections(resolved, folder, tested)), model)
