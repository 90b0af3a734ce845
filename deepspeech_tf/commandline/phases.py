"""The phases of a run in their order: train, test, export, one-shot inference."""

from __future__ import annotations

import logging

from absl import flags

from deepspeech_tf.audio.read import audio_duration
from deepspeech_tf.commandline.automatic_sets import divide_data_set
from deepspeech_tf.commandline.cluster import join, requested_cluster
from deepspeech_tf.commandline.data_sets import check_sets, read_sets
from deepspeech_tf.commandline.devices import configure_devices
from deepspeech_tf.commandline.doctor_advice import doctor_advice
from deepspeech_tf.commandline.evaluation_phase import test, transcribe_one
from deepspeech_tf.commandline.export_phase import export
from deepspeech_tf.commandline.inputs import check_load_folder
from deepspeech_tf.commandline.model_choice import model_to_evaluate, model_to_train
from deepspeech_tf.commandline.outputs import check_outputs
from deepspeech_tf.commandline.settings import (
    data_settings,
    decoding_config,
    export_config,
    load_dir,
    optimizer_config,
    save_dir,
    training_config,
)
from deepspeech_tf.commandline.train_phase import train
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.decode.beam import BeamDecoder
from deepspeech_tf.errors import AudioError, ConfigError, DeepSpeechError, ManifestError
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


def run_phases(values: flags.FlagValues) -> None:
    """Everything that the flags ask for, after a look at all of it.

    Raises:
        ConfigError: if they ask for nothing.
            Or, at the end, if results of the tests could not be written.
        KeyboardInterrupt: at the end, if Ctrl-C cut the training short (other phases follow, as in 0.9.3).
    """
    divide_data_set(values)
    settings = data_settings(values)
    if not (settings.train_files or settings.test_files or values.export_dir or values.one_shot_infer):
        raise ConfigError(
            "nothing to do: wanted --train_files, --auto_input_dataset, --test_files, --export_dir or "
            "--one_shot_infer. Received: none"
        )
    cluster = requested_cluster(values)
    if cluster and not settings.train_files:
        raise ConfigError("--workers and TF_CONFIG are for training: wanted --train_files. Received: none")
    configure_devices(values)
    replicas = join(cluster) if settings.train_files else Replicas()
    if settings.train_files:
        check_load_folder(values)
    check_outputs(values)
    model = model_to_train(values, replicas) if settings.train_files else model_to_evaluate(values)
    _check_early(values, model.alphabet)
    try:
        manifests = read_sets(settings, model.alphabet)
        check_sets(manifests, model, values.normalize_sample_rate)
    except ManifestError as error:
        raise ManifestError(f"{error}\n{doctor_advice(values)}") from error
    folder = load_dir(values)
    complete = True
    if settings.train_files:
        complete = train(values, manifests, model, replicas)
        folder = save_dir(values)
    if not replicas.is_chief:
        return
    failures: list[DeepSpeechError] = []
    tested = test(values, manifests.test, model, folder, failures) if settings.test_files else {}
    if values.export_dir:
        export(values, model, folder, tested)
    if values.one_shot_infer:
        transcribe_one(values, model, folder)
    if not complete:
        raise KeyboardInterrupt
    if failures:
        raise ConfigError(f"results that could not be written: {len(failures)}, see above; all else is done")


def _check_early(values: flags.FlagValues, alphabet: Alphabet) -> None:
    """Find mistakes in the flags of late phases before the first one begins."""
    training_config(values)
    optimizer_config(values)
    export_config(values)
    parse_augmentations(list(values.augment or ()))
    decoding = decoding_config(values)
    if decoding.scorer_path or values.test_files or values.metrics_files or values.one_shot_infer:
        BeamDecoder(alphabet, decoding)  # its library, its scorer
    if values.one_shot_infer:
        try:
            audio_duration(values.one_shot_infer)
        except AudioError as error:
            raise ConfigError(f"--one_shot_infer must name an audio file: {error}") from error
    if values.train_files and values.test_files and load_dir(values) != save_dir(values):
        log.warning("Training loads from %s; tests and export use %s", load_dir(values), save_dir(values))
