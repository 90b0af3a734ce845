"""Converts transcripts of corpora to labels for training, or explains why a transcript is rejected."""

from __future__ import annotations

import importlib.util
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

from deepspeech_tf.errors import ImporterError, quote
from deepspeech_tf.text.alphabet import Alphabet, name_characters
from deepspeech_tf.text.letter_case import lower_case
from deepspeech_tf.text.spelling import spell

Validator = Callable[[str], "str | None"]

_REFUSED = re.compile(r"[0-9]|[(<\[\]&*{]")
_BREAKS = re.compile(r" *[\t\r\n][\t\r\n ]*")
_DROPPED = str.maketrans("", "", '.,;?!:"')


def validate_english(label: str) -> str | None:
    """The validator of 0.9.3: lower case, no punctuation; None for digits, brackets and markup."""
    if _REFUSED.search(label):
        return None
    label = label.replace("-", " ").replace("_", " ")
    label = re.sub(" {2,}", " ", label).translate(_DROPPED)
    return lower_case(label).strip() or None


def as_written(label: str) -> str | None:
    """The validator of corpora whose transcripts are used unchanged; None for an empty one."""
    return label.strip() or None


def to_ascii(label: str, keep: str = "") -> str:
    """`--normalize`: removes diacritics, then all characters that are not ASCII.

    Args:
        label: any text.
        keep: characters to leave unchanged.
    """
    if keep:
        composed = unicodedata.normalize("NFC", label.strip())
        return "".join(c if c in keep else to_ascii(c) or " " * c.isspace() for c in composed).strip()
    decomposed = unicodedata.normalize("NFKD", label.strip())
    return decomposed.encode("ascii", "ignore").decode("ascii").strip()


def is_unicode(text: str) -> bool:
    """Whether text can be written to a file: JSON and file names can contain lone surrogates and NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def load_validator(path: str | os.PathLike[str]) -> Validator:
    """The function `validate_label(label) -> str | None` of a Python file.

    Its folder is added to `sys.path`, so that it can import modules beside it.

    Raises:
        ImporterError: if the file is missing, cannot be run, or has no such function.
    """
    file = Path(path).resolve()
    if not file.is_file():
        raise ImporterError(f"--validate_label_locale must be a Python file. Received: {path} (no such file)")
    if str(file.parent) not in sys.path:
        sys.path.append(str(file.parent))
    specification = importlib.util.spec_from_file_location(f"validator_{file.stem}", file)
    if specification is None or specification.loader is None:
        raise ImporterError(f"--validate_label_locale must be a Python file (.py). Received: {path}")
    module = importlib.util.module_from_spec(specification)
    try:
        specification.loader.exec_module(module)
    except Exception as error:  # user code can raise anything
        raise ImporterError(f"{path} cannot be run: {type(error).__name__}: {error}") from error
    validator = getattr(module, "validate_label", None)
    if not callable(validator):
        raise ImporterError(f"{path} must define validate_label(label). Received: no such function")
    return validator  # type: ignore[no-any-return]


class LabelFilter:
    """Converts the text of a corpus to a label: normalizes, validates, compares with an alphabet."""

    def __init__(
        self,
        validator: Validator = validate_english,
        *,
        normalize: bool = False,
        alphabet: Alphabet | None = None,
        keep: str = "",
        dotless_i: bool = False,
    ) -> None:
        """Args:
        validator: converts text to a label, or to None if it cannot be used.
        normalize: whether the text is first converted to ASCII.
        alphabet: labels are converted to its Unicode normalization form; labels with other characters are
            rejected.
        keep: characters that normalization leaves unchanged.
        dotless_i: whether the lower case of "I" is "ı", as in Turkish, also for the validator. This is the
            default for an alphabet that contains "ı" but not "I".
        """
        if alphabet is not None and not alphabet.missing("\u0131") and alphabet.missing("I"):
            dotless_i = True
        self._dotless_i = dotless_i
        self._keep = keep
        self._validator = validator
        self._normalize = normalize
        self._alphabet = alphabet

    def __call__(self, text: str) -> tuple[str | None, str]:
        """The label, or None and the reason; line ends and tabs in the text are treated as spaces."""
        if not isinstance(text, str):
            return None, f"must be text. Received: {quote(text)}"
        text = _BREAKS.sub(" ", text.strip())
        source = to_ascii(text, self._keep) if self._normalize else text
        if self._dotless_i:
            source = source.replace("I\u0307", "i").replace("\u0130", "i").replace("I", "\u0131")
        try:
            label = self._validator(source)
        except Exception as error:  # user code can raise anything, which must not end the run
            return None, f"the validator failed: {type(error).__name__}: {error}"
        if label is not None and not isinstance(label, str):
            return None, f"the validator must return text or None. Received: {type(label).__name__}"
        if not label:
            return None, f"not a usable transcript: {quote(text)}"
        if not is_unicode(label):
            wrong = "contains a NUL character" if "\0" in label else "not Unicode"
            return None, f"{wrong}: {text[:60]!a}"
        if self._alphabet is not None:
            label, _ = spell(label, self._alphabet)
        if self._alphabet is not None and (missing := self._alphabet.missing(label)):
            return None, "characters that are not in the alphabet: " + name_characters(missing)
        return label, ""
