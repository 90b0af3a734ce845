"""Checks the output files and folders that the flags name, before any long work."""

from __future__ import annotations

import logging

from absl import flags

from deepspeech_tf.commandline.messages import message_of, speaking_of_flags
from deepspeech_tf.commandline.settings import load_dir, save_dir
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.jobs import places

log = logging.getLogger(__name__)


@speaking_of_flags
def check_outputs(values: flags.FlagValues) -> None:
    """Raise an error for output that cannot be written, or an export that would remove files in use.

    If a default `--summary_dir` cannot be written, a warning is logged, and no summaries are written.

    Raises:
        ConfigError: naming the flag.
    """
    if values.train_files:
        places.check_folder("TrainingJob.checkpoint_dir", save_dir(values))
        _check_summaries(values)
    if values.test_files:
        places.check_folder("EvaluationJob.report_dir", values.report_dir)
        places.check_file("EvaluationJob.output_file", values.test_output_file)
    places.check_folder("ExportJob.export_dir", values.export_dir)
    if values.feature_cache:
        places.check_file("TrainingData.feature_cache", f"{values.feature_cache}.sqlite")
    if values.export_dir and values.remove_export:
        kept = (("the checkpoints", load_dir(values)), ("the new checkpoints", save_dir(values)))
        places.check_removal(values.export_dir, *kept)
    if values.export_zip:
        if not values.export_dir:
            raise ConfigError("--export_zip needs --export_dir. Received: none")
        places.check_archive(values.export_dir, emptied=values.remove_export)


def _check_summaries(values: flags.FlagValues) -> None:
    try:
        places.check_folder("TrainingConfig.summary_dir", values.summary_dir)
    except ConfigError as error:
        if values["summary_dir"].present:
            raise
        message = message_of(error)
        log.warning("No summaries are written, because the default folder cannot be written: %s", message)
        values["summary_dir"].value = ""
