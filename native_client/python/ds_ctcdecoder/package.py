"""Writing `.scorer` packages."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Sequence

from ds_ctcdecoder._declarations import library, take_text
from ds_ctcdecoder.alphabet import Alphabet
from ds_ctcdecoder.arguments import as_instance, as_number, as_path, as_words


def write_scorer_package(
    lm_path: str | os.PathLike[str],
    words: Sequence[str],
    alphabet: Alphabet,
    package_path: str | os.PathLike[str],
    *,
    default_alpha: float,
    default_beta: float,
    bytes_output_mode: bool = False,
) -> tuple[int, int]:
    """Creates a scorer package, as the program generate_scorer_package does.

    Args:
        lm_path: KenLM binary made with `build_binary -v`.
        words: the vocabulary; `<s>`, `</s>` and `<unk>` are left out.
        alphabet: of the acoustic model.
        package_path: file to write.
        default_alpha: weight of the language model.
        default_beta: score of every word.
        bytes_output_mode: the units are characters, spelled in bytes.

    Returns:
        Number of words in the dictionary, and of words left out because the alphabet cannot spell them.

    Raises:
        TypeError: if an argument has the wrong type.
        ValueError: if the package cannot be made.
    """
    listed = as_words("words", words)
    encoded = (ctypes.c_char_p * len(listed))(*listed)
    written, left_out, message = ctypes.c_size_t(), ctypes.c_size_t(), ctypes.c_void_p()
    error = library.DsCtc_PackageWrite(
        as_path("lm_path", lm_path),
        encoded,
        len(listed),
        as_instance("alphabet", Alphabet, alphabet).handle,
        bytes_output_mode,
        # They pass through 32-bit floats, as in packages of 0.9.3.
        ctypes.c_float(as_number("default_alpha", default_alpha)).value,
        ctypes.c_float(as_number("default_beta", default_beta)).value,
        as_path("package_path", package_path),
        ctypes.byref(written),
        ctypes.byref(left_out),
        ctypes.byref(message),
    )
    if error != 0:
        raise ValueError(f"scorer package cannot be made (error code 0x{error:X}): {take_text(message)}")
    return written.value, left_out.value
