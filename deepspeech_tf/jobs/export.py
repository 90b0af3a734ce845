"""Exports a checkpoint to a model file with a model card."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.errors import ExportError, reason_of
from deepspeech_tf.exporting.archive import write_archive
from deepspeech_tf.exporting.files import write_file
from deepspeech_tf.exporting.frozen_graph import export_frozen_graph
from deepspeech_tf.exporting.package import write_model_card
from deepspeech_tf.exporting.saved_model import export_saved_model
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.jobs.checkpoint_choice import evaluation_checkpoint, model_to_evaluate, require_model
from deepspeech_tf.jobs.job import ExportJob
from deepspeech_tf.jobs.places import check_export_places
from deepspeech_tf.jobs.results import ExportResult
from deepspeech_tf.whole_file import json_text

log = logging.getLogger(__name__)

CONFIG_FILE = "config.json"


def export(job: ExportJob) -> ExportResult:
    """Prepare an export and run it; see `deepspeech_tf.export`."""
    check_export_places(job)
    return run_export(job, model_to_evaluate(job.model, str(job.checkpoint_dir), job.load))


def run_export(job: ExportJob, model: ModelDescription) -> ExportResult:
    """Write the model that the job names, its card and its configuration to the export folder.

    Raises:
        ExportError: if the folder cannot be used.
    """
    log.info("Exporting the model...")
    checkpoint = evaluation_checkpoint(str(job.checkpoint_dir), job.load)
    export_dir = Path(job.export_dir)
    _prepare_folder(export_dir, job.remove)
    require_model(checkpoint, model)
    weights, encoder, features = dict(checkpoint.tensors), model.encoder, model.features
    if job.format == "saved_model":
        path = export_saved_model(
            weights, encoder, features, export_dir, alphabet=model.alphabet, scorer_path=str(job.scorer_path)
        )
    else:
        write = export_tflite if job.format == "tflite" else export_frozen_graph
        path = write(weights, encoder, features, job.export, model.alphabet.serialize(), export_dir)
    log.info("Model exported to %s", path)
    settings = None
    if job.settings:
        settings = export_dir / CONFIG_FILE
        write_file(settings, config_json(job.settings))
    runtime = "tflite" if job.format == "tflite" else "tensorflow"
    card = write_model_card(export_dir, replace(job.card, runtime=runtime), job.sections)
    log.info("Model card written to %s", card)
    archive = None
    if job.archive:
        archive = write_archive(export_dir, job.scorer_path)
        log.info("Exported model and scorer to %s", archive)
    return ExportResult(Path(path), card, settings, archive)


def config_json(settings: Mapping[str, Any]) -> bytes:
    """The settings of a job as JSON."""
    return (json_text(settings, indent=2) + "\n").encode()


def _prepare_folder(folder: Path, remove: bool) -> None:
    try:
        if remove and folder.is_dir():
            log.info("Removing old export")
            shutil.rmtree(folder)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ExportError(
            f"export_dir: {folder} cannot be written: {reason_of(error)}",
            {"export_dir": "ExportJob.export_dir"},
        ) from error
