"""The work of `deepspeech_tf.lm_optimizer`."""

from __future__ import annotations

from dataclasses import replace

from absl import flags

from deepspeech_tf.commandline.jobs import lm_search_job
from deepspeech_tf.commandline.messages import speaking_of_flags
from deepspeech_tf.commandline.model_choice import asked_of_checkpoint
from deepspeech_tf.evaluation.lm_search import UnwrittenOutcomeError
from deepspeech_tf.jobs.lm_search import optimize_lm as search


@speaking_of_flags
def optimize_lm(values: flags.FlagValues) -> None:
    """Search alpha and beta of `--scorer_path` on `--test_files`; prints the best values.

    Raises:
        ConfigError: if there is no scorer, or the results cannot be written.
    """
    job = replace(lm_search_job(values), model=asked_of_checkpoint(values))
    unwritten: UnwrittenOutcomeError | None = None
    try:
        best = search(job)
    except UnwrittenOutcomeError as error:
        unwritten, best = error, error.best
    print(
        f"Best params: lm_alpha={best.lm_alpha} and lm_beta={best.lm_beta} with "
        f"{best.rate.upper()}={best.error_rate}",
        flush=True,
    )
    if unwritten:
        raise unwritten
