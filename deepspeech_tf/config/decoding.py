"""From probabilities to text: CTC beam search and external scorer."""

from __future__ import annotations

import os
from dataclasses import dataclass

from deepspeech_tf.config.bounds import COUNT, SHARE_ABOVE_NONE, Bounds, check_fields, within

MAX_WEIGHT = 1e9  # of a scorer; beyond it the native decoder loses the order of its beam
WEIGHT = Bounds(-MAX_WEIGHT, MAX_WEIGHT, "a finite number, from -1e9 to 1e9", "-1e9 to 1e9")


@dataclass(frozen=True)
class DecodingConfig:
    """CTC beam search and external scorer.

    Args:
        beam_width: prefixes that are kept after each frame.
        cutoff_prob: keep the most probable labels up to this sum; 1: all.
        cutoff_top_n: keep at most so many labels, when `cutoff_prob` is below 1.
        scorer_path: an external scorer package (.scorer); empty: none.
        lm_alpha: weight of the language model.
        lm_beta: weight of each word.

    Raises:
        ConfigError: if a value is out of range.
    """

    beam_width: int = within(1024, COUNT)
    cutoff_prob: float = within(1.0, SHARE_ABOVE_NONE)
    cutoff_top_n: int = within(300, COUNT)
    scorer_path: str = ""
    lm_alpha: float = within(0.931289039105002, WEIGHT)
    lm_beta: float = within(1.1834137581510284, WEIGHT)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scorer_path", os.fspath(self.scorer_path))
        check_fields(self)
