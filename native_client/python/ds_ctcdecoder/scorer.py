"""External scorers: language model and dictionary of a `.scorer` package."""

from __future__ import annotations

import ctypes
import os
import warnings
from collections.abc import Sequence

from ds_ctcdecoder._declarations import error_text, library, take_text
from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_instance, as_number, as_path, as_text, as_words


class DecoderWarning(UserWarning):
    """A scorer or hot word that is accepted, but is unlikely to have the intended effect."""


class Scorer:
    """A scorer package; `Scorer()` is empty until `init` loads one.

    Args:
        alpha: weight of the language model.
        beta: score of every word.
        scorer_path: the `.scorer` file.
        alphabet: labels of the acoustic model. All four must be given, or none.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if the package cannot be used (the text has its DS_ERR_SCORER_ code, the path and the
            reason), or a weight is not a number from -1e9 to 1e9.

    Warns:
        DecoderWarning: if the package was made with another alphabet; see `warning`.
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
        self.failure = ""  # why the last `init` failed: code, path, reason
        given = {"alpha": alpha, "beta": beta, "scorer_path": scorer_path, "alphabet": alphabet}
        if all(value is None for value in given.values()):
            return
        for name, value in given.items():
            if value is None or (isinstance(value, str) and not value):
                received = "None" if value is None else "an empty string"
                raise ValueError(f"{name} parameter is required. Received: {received}")
        assert alpha is not None and beta is not None and scorer_path is not None and alphabet is not None
        alpha, beta = as_number("alpha", alpha), as_number("beta", beta)
        if self._load(scorer_path, alphabet, stacklevel=3) != 0:
            raise ValueError(f"Scorer initialization failed with {self.failure}")
        self.reset_params(alpha, beta)

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            library.DsCtc_ScorerFree(self._handle)

    @property
    def handle(self) -> ctypes.c_void_p:
        """The native scorer; valid during the lifetime of this object."""
        if not self._handle:
            raise ValueError("scorer must be initialized. Received: an empty Scorer")
        return self._handle

    def init(self, lm_path: str | bytes | os.PathLike[str], alphabet: Alphabet) -> int:
        """Loads a package. Returns 0, or a DS_ERR_SCORER_ code, with the reason in `failure`.

        Warns:
            DecoderWarning: if it was made with another alphabet.
        """
        return self._load(lm_path, alphabet, stacklevel=3)

    def _load(self, lm_path: str | bytes | os.PathLike[str], alphabet: Alphabet, stacklevel: int) -> int:
        path = as_path("lm_path", lm_path)
        as_instance("alphabet", Alphabet, alphabet)
        handle = ctypes.c_void_p()
        error = int(library.DsCtc_ScorerLoad(path, alphabet.handle, ctypes.byref(handle)))
        self.failure = error_text(error) if error != 0 else ""
        if error == 0:
            if self._handle:
                library.DsCtc_ScorerFree(self._handle)
            self._handle = handle
            self.alphabet = alphabet
            if warning := self.warning():
                warnings.warn(f"{os.fsdecode(path)}: {warning}", DecoderWarning, stacklevel=stacklevel)
        return error

    def warning(self) -> str:
        """Why the package does not match its alphabet; empty if it matches."""
        message = ctypes.c_void_p()
        library.DsCtc_ScorerWarning(self.handle, ctypes.byref(message))
        return take_text(message)

    def why_hot_word_has_no_effect(self, word: str | bytes) -> str:
        """Why a boost of `word` cannot have an effect; empty if it can."""
        effect, reason = ctypes.c_int(), ctypes.c_void_p()
        encoded = as_text("word", word)
        library.DsCtc_ScorerJudgeHotWord(self.handle, encoded, ctypes.byref(effect), ctypes.byref(reason))
        return take_text(reason)

    def reset_params(self, alpha: float, beta: float) -> None:
        """Sets the weights of language model and words.

        Raises:
            ValueError: if one is not a number from -1e9 to 1e9.
        """
        # 0.9.3 takes them as 32-bit floats.
        error = library.DsCtc_ScorerSetParameters(
            self.handle,
            ctypes.c_float(as_number("alpha", alpha)).value,
            ctypes.c_float(as_number("beta", beta)).value,
        )
        if error != 0:
            raise ValueError(f"the scorer's weights cannot be set ({error_text(error)})")

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
        """ln P(last word | words before it), -1000 if one of `words` is unknown.

        Args:
            words: up to `get_max_order()` words, oldest first.
            bos: the first word begins a sentence.
            eos: score the end of the sentence after the last word instead.
        """
        encoded = (ctypes.c_char_p * len(words))(*as_words("words", words))
        return float(library.DsCtc_ScorerLogProb(self.handle, encoded, len(words), bos, eos))

    def has_word(self, word: str) -> bool:
        """Whether the dictionary has `word`: only such words can be decoded."""
        return bool(library.DsCtc_ScorerHasWord(self.handle, as_text("word", word)))
