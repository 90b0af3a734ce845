"""The export phase: weights of a checkpoint to a model file and its card."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from pathlib import Path

from absl import flags

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.commandline.evaluation_phase import evaluation_checkpoint
from deepspeech_tf.commandline.model_choice import require_model
from deepspeech_tf.commandline.provenance import card_sections, config_json, resolved_flags
from deepspeech_tf.commandline.settings import export_config
from deepspeech_tf.errors import ExportError, reason_of
from deepspeech_tf.evaluation.results import ErrorRates
from deepspeech_tf.exporting.archive import write_archive
from deepspeech_tf.exporting.files import write_file
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.package import ModelCard, write_model_card
from deepspeech_tf.exporting.saved_model import export_saved_model
from deepspeech_tf.exporting.tflite import export_tflite

log = logging.getLogger(__name__)

CONFIG_FILE = "config.json"


def export(
    values: flags.FlagValues, model: ModelDescription, folder: str, tested: Mapping[str, ErrorRates]
) -> None:
    """Write the model that `--load_evaluate` names, its card and its configuration to `--export_dir`.

    `tested` goes into the card: the error rates of test sets, by name.

    Raises:
        ExportError: if the folder cannot be used.
    """
    log.info("Exporting the model...")
    checkpoint = evaluation_checkpoint(values, folder)
    export_dir = Path(values.export_dir)
    _prepare_folder(export_dir, values.remove_export)
    require_model(checkpoint, model)
    weights, encoder, features = dict(checkpoint.tensors), model.encoder, model.features
    if values.export_savedmodel:
        path = export_saved_model(
            weights, encoder, features, export_dir, alphabet=model.alphabet, scorer_path=values.scorer_path
        )
    else:
        write = export_tflite if values.export_tflite or values.export_zip else export_frozen_graph
        labels = model.alphabet.serialize()
        path = write(weights, encoder, features, export_config(values), labels, export_dir)
    log.info("Model exported to %s", path)
    resolved = resolved_flags(values, folder)
    write_file(export_dir / CONFIG_FILE, config_json(resolved))
    card = write_model_card(export_dir, _model_card(values), card_sections(resolved, folder, tested))
    log.info("Model card written to %s", card)
    if values.export_zip:
        log.info("Exported model and scorer to %s", write_archive(export_dir, values.scorer_path))


def _model_card(values: flags.FlagValues) -> ModelCard:
    return ModelCard(
        author=values.export_author_id,
        model_name=values.export_model_name,
        model_version=values.export_model_version,
        contact_info=values.export_contact_info,
        license=values.export_license,
        language=values.export_language,
        runtime="tflite" if values.export_tflite or values.export_zip else "tensorflow",
        min_ds_version=values.export_min_ds_version,
        max_ds_version=values.export_max_ds_version,
        description=values.export_description,
    )


def _prepare_folder(folder: Path, remove: bool) -> None:
    try:
        if remove and folder.is_dir():
            log.info("Removing old export")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(f"--export_dir: {folder} cannot be written: {reason_of(error)}") from error
