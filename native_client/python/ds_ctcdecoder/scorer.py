"""External scorers: language model and dictionary of a `.scorer` package."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from ds_ctcdecoder._declarations import library
from ds_ctcdecoder.alphabet import Alphabet


class Scorer:
    """A scorer package; `Scorer()` is empty until `init` loads one.

    Args:
        alpha: weight of the language model.
        beta: score of every word.
        scorer_path: the `.scorer` file.
        alphabet: of the acoustic model. With an alphabet the other three must be given too.

    Raises:
        ValueError: if the package cannot be used; the text has its DS_ERR_SCORER_ code.
    """

    def __init__(
        self,
        alpha: float | None = None,
        beta: float | None = None,
        scorer_path: str | os.PathLike[str] | None = None,
        alphabet: Alphabet | None = None,
    ) -> None:
        self._handle = ctypes.c_void_p()
        self.alphabet: Alphabet | None = None  # in which the words of the package are spelt
        if alphabet is None:
            return
        for name, value in (("alpha", alpha), ("beta", beta), ("scorer_path", scorer_path)):
            if value is None or value == "":
                raise ValueError(f"{name} parameter is required")
        assert alpha is not None and beta is not None and scorer_path is not None
        error = self.init(scorer_path, alphabet)
        if error != 0:
            raise ValueError(f"Scorer initialization failed with error code 0x{error:X}")
        self.reset_params(alpha, beta)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            library.DsCtc_ScorerFree(self._handle)

    @property
    def handle(self) -> ctypes.c_void_p:
        """The native scorer; it lives as long as this object."""
        if not self._handle:
            raise ValueError("Scorer must be initialized. Received: an empty one")
        return self._handle

    def init(self, lm_path: str | bytes | os.PathLike[str], alphabet: Alphabet) -> int:
        """Loads a package. Returns 0 or a DS_ERR_SCORER_ code, and then keeps what it had."""
        handle = ctypes.c_void_p()
        error = int(library.DsCtc_ScorerLoad(os.fsencode(lm_path), alphabet.handle, ctypes.byref(handle)))
        if error == 0:
            if self._handle:
                library.DsCtc_ScorerFree(self._handle)
            self._handle = handle
            self.alphabet = alphabet
        return error

    def reset_params(self, alpha: float, beta: float) -> None:
        # 0.9.3 takes them as 32-bit floats.
        library.DsCtc_ScorerSetParameters(
            self.handle, ctypes.c_float(alpha).value, ctypes.c_float(beta).value
        )

    @property
    def alpha(self) -> float:
        return float(library.DsCtc_ScorerAlpha(self.handle))

    @property
    def beta(self) -> float:
        return float(library.DsCtc_ScorerBeta(self.handle))

    def is_utf8_mode(self) -> bool:
        return bool(library.DsCtc_ScorerIsBytesMode(self.handle))

    def get_max_order(self) -> int:
        return int(library.DsCtc_ScorerMaxOrder(self.handle))

    def get_log_cond_prob(self, words: Sequence[str], bos: bool = False, eos: bool = False) -> float:
        """ln P(last word | words before it), -1000 if the model lacks one of `words`.

        Args:
            words: up to `get_max_order()` words, oldest first.
            bos: the first word begins a sentence.
            eos: score the end of the sentence after the last word instead.
        """
        encoded = (ctypes.c_char_p * len(words))(*[word.encode("utf-8") for word in words])
        return float(library.DsCtc_ScorerLogProb(self.handle, encoded, len(words), bos, eos))

    def has_word(self, word: str) -> bool:
        """Whether the dictionary has `word`: only such words can be decoded."""
        return bool(library.DsCtc_ScorerHasWord(self.handle, word.encode("utf-8")))
