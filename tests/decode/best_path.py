"""Best-path decoding for tests: the most probable label of each frame, without repetitions and blanks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from deepspeech_tf.text.alphabet import Alphabet


def greedy_decode(probs: NDArray[np.float32], alphabet: Alphabet) -> str:
    """Decodes probabilities or logits of an utterance, without a beam (Graves et al. 2006, section 3.2).

    Args:
        probs: `(T, C)`, blank last.
        alphabet: of the other labels.
    """
    best = np.asarray(probs).argmax(axis=-1)
    changed = np.concatenate([[True], best[1:] != best[:-1]]) if len(best) else np.zeros(0, bool)
    return alphabet.decode(int(label) for label in best[changed] if label != len(alphabet))
