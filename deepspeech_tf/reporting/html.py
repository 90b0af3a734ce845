"""Pieces of an HTML page that needs nothing but itself: tables, pictures, players."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Sequence
from pathlib import Path

import soundfile

from deepspeech_tf.audio.read import read_audio

_PLAYER_RATE_HZ = 16000

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
td, th { border-bottom: 1px solid #8884; padding: .3rem .6rem; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td { overflow-wrap: anywhere; }
img { max-width: 100%; } audio { width: 15rem; }
"""


def page(title: str, sections: Sequence[str]) -> str:
    """A whole page; `sections` are HTML."""
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n"
        + "\n".join(sections)
        + "\n</body></html>\n"
    )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: int = 0) -> str:
    """Cells are HTML; the first `numbers` columns are numbers; for 0 all but the first, for -1 none."""

    def cell(tag: str, column: int, text: str) -> str:
        number = column < numbers if numbers else column > 0
        return f"<{tag}{' class=number' if number else ''}>{text}</{tag}>"

    def line(tag: str, cells: Sequence[str]) -> str:
        return "<tr>" + "".join(cell(tag, column, text) for column, text in enumerate(cells)) + "</tr>"

    return "<table>" + "\n".join([line("th", head), *(line("td", row) for row in rows)]) + "</table>"


def image(png: bytes, meaning: str) -> str:
    """A picture inside of the page; `meaning` for those who do not see it."""
    return f'<img alt="{meaning}" src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def player(path: str, longest_s: float | None = None) -> str:
    """A recording inside of the page.

    Args:
        path: audio file.
        longest_s: only so many seconds of its beginning; None for all.

    Raises:
        AudioError: if the recording cannot be read.
    """
    samples = read_audio(path, _PLAYER_RATE_HZ)
    if longest_s is not None:
        samples = samples[: int(longest_s * _PLAYER_RATE_HZ)]
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, _PLAYER_RATE_HZ, format="FLAC")
    data = base64.b64encode(buffer.getvalue()).decode()
    return f'<audio controls preload="none" src="data:audio/flac;base64,{data}"></audio>'


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that it appears whole or not at all; names that are not UTF-8 are escaped."""
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(text, encoding="utf-8", errors="backslashreplace")
    os.replace(partial, path)
