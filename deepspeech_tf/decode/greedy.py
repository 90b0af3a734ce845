"""Best-path decoding: the most probable label of every frame, without repeats and blanks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.text.alphabet import Alphabet


def greedy_decode(probs: NDArray[np.float32], alphabet: Alphabet) -> str:
    """Decodes probabilities or logits `(T, C)`, blank last (Graves et al. 2006, section 3.2)."""
    best = np.asarray(probs).argmax(axis=-1)
    changed = np.concatenate([[True], best[1:] != best[:-1]]) if len(best) else np.zeros(0, bool)
    return alphabet.decode(int(label) for label in best[changed] if label != len(alphabet))
