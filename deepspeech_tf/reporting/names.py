"""External text in HTML: escapes it, shortens long names, and lets long words break."""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST_NAME = 28  # columns
_LEAST_HEAD = 6  # columns reserved for the beginning and the ellipsis
LONGEST_WORD = 24  # columns; longer words may break if they do not fit into a line
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_QUANTITY = re.compile(r"(?<=\d) (?=(?:%|‰|s|ms|h|Hz|kHz|dB|dBFS|MB|kB)(?!\w))")
_HANGUL = re.compile("[\u1100-\u11ff\uac00-\ud7a3]")
_HAN_OR_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def escaped(text: str) -> str:
    """Escapes `text` for HTML; characters that HTML does not allow become U+FFFD."""
    return html.escape(_CONTROL.sub("\ufffd", text))


def prose(text: str) -> str:
    """Converts external text to HTML.

    Numbers stay on the same line as their units. A word longer than `LONGEST_WORD` gets its own element,
    which may break if it does not fit into a line.
    """
    words = re.split(r"(\s+)", _QUANTITY.sub("\u00a0", text))
    return "".join(escaped(w) if w.isspace() or columns(w) <= LONGEST_WORD else _long(w) for w in words)


def clipped(text: str, most: int) -> str:
    """Truncates `text` to `most` characters, and appends the number of omitted characters."""
    return text if len(text) <= most else f"{text[:most]}… (and {len(text) - most} more characters)"


def language_class(text: str) -> str:
    """CSS class for an element with `text`: Korean must not break within words."""
    is_korean = _HANGUL.search(text) and not _HAN_OR_KANA.search(text)
    return " korean" if is_korean else ""


def name(path: str, most: int = LONGEST_NAME) -> str:
    """HTML of a path, shortened in the middle; hover, focus and print show it in full."""
    whole = escaped(path)
    short = escaped(shortened(path, most))
    return f'<abbr class="name" dir="auto" tabindex="0" title="{whole}">{short}</abbr>'


def shortened(path: str, most: int = LONGEST_NAME) -> str:
    """Shortens `path` to at most `most` columns, with an ellipsis in the middle.

    If the file name fits, it is kept with its nearest parent folders and the beginning of the path. Otherwise
    the middle of the file name is omitted. Characters keep their accents.
    """
    if columns(path) <= most:
        return path
    file = path.rstrip("/").rpartition("/")[2]
    if columns(file) + 2 > most:
        tail = most // 2
        return _head(file, most - 1 - tail) + "…" + _tail(file, tail)
    end = file
    for folder in reversed(path.rstrip("/").split("/")[:-1]):  # the nearest folders are the most informative
        if columns(folder) + 1 + columns(end) > most - _LEAST_HEAD:
            break
        end = f"{folder}/{end}"
    return _head(path, most - 2 - columns(end)) + "…/" + end


def columns(text: str) -> int:
    """Width of `text` in terminal columns: two for East Asian wide characters, none for accents."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _head(text: str, most: int) -> str:
    """The longest prefix with at most `most` columns."""
    used = 0
    for place, character in enumerate(text):
        used += _width(character)
        if used > most:
            return text[:place]
    return text


def _tail(text: str, most: int) -> str:
    """The longest suffix with at most `most` columns that does not start with an accent."""
    used, begin = 0, len(text)
    for place in range(len(text) - 1, -1, -1):
        used += _width(text[place])
        if used > most:
            break
        if _width(text[place]):
            begin = place
    return text[begin:]


def _long(word: str) -> str:
    return f'<span class="long">{escaped(word)}</span>'
