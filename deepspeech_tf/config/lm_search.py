"""The search for the weights of a scorer."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import COUNT, Bounds, Checked, Choices, within
from deepspeech_tf.config.decoding import MAX_WEIGHT

_LIMIT = Bounds(0, MAX_WEIGHT, "a positive number, at most 1e9", "above 0", open_low=True)


@dataclass(frozen=True)
class LmSearchConfig(Checked):
    """What is searched: `0 … alpha_max`, `0 … beta_max`, with so many trials, earlier runs included.

    Args:
        n_trials: number of trials, including those of earlier runs.
        alpha_max: upper bound of the weight of the language model.
        beta_max: upper bound of the weight of each word.
        rate: error rate to minimize, "wer" or "cer".
        seed: of the trials.

    Raises:
        ConfigError: if a value is out of range.
    """

    n_trials: int = within(2400, COUNT)
    alpha_max: float = within(5.0, _LIMIT)
    beta_max: float = within(5.0, _LIMIT)
    rate: str = within("wer", Choices(("wer", "cer")))
    seed: int = 4568
