"""Components of self-contained HTML pages: tables, charts, audio players."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import soundfile

from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.errors import AudioError, one_line
from deepspeech_tf.reporting.names import clipped, escaped, prose
from deepspeech_tf.reporting.style import STYLE
from deepspeech_tf.whole_file import write_text

_PLAYER_RATE_HZ = 16000
_MAX_REASON_CHARACTERS = 200  # characters
_MP3_QUALITY = 0.4  # 0 is the best quality, 1 the smallest file; about 4 kB per second

# Nothing is fetched and no script runs, regardless of the transcripts.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; media-src data:"


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Args:
        title: plain text.
        kind: "number" is right-aligned on one line; "text" wraps and is wide; "head" is the row header;
            "plain" is anything else.
    """

    title: str
    kind: Literal["number", "text", "head", "plain"] = "plain"


def page(title: str, sections: Sequence[str]) -> str:
    """A complete page; `title` is plain text, `sections` are HTML."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f"<title>{escaped(title)}</title><style>{STYLE}</style></head>\n<body><main><h1>{escaped(title)}</h1>\n"
        + "\n".join(sections)
        + "\n</main></body></html>\n"
    )


def table(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[Sequence[str]],
    shape: Literal["stack", "rows", "lines", "pairs"] = "stack",
) -> str:
    """A table.

    Args:
        caption: plain text.
        columns: one per cell of a row.
        rows: their cells are HTML.
        shape: "stack" becomes a list of cards in windows below 1152 px; "rows" does so, too, and has the same
            column widths in all tables; "lines" uses two lines per row below 640 px; "pairs" has two columns,
            the second one narrow.
    """

    def title(column: Column) -> str:
        return f'<th scope="col" class="{column.kind}">{prose(column.title)}</th>'

    def cell(column: Column, content: str) -> str:
        if column.kind == "head":
            return f'<th scope="row">{content}</th>'
        return f'<td class="{column.kind}" data-label="{escaped(column.title)}">{content}</td>'

    classes = "stack rows" if shape == "rows" else shape
    head = "<tr>" + "".join(map(title, columns)) + "</tr>"
    body = ["<tr>" + "".join(map(cell, columns, row)) + "</tr>" for row in rows]
    return (
        f'<table class="{classes}"><caption>{prose(caption)}</caption>\n<thead>{head}</thead>\n<tbody>'
        + "\n".join(body)
        + "</tbody></table>"
    )


def figure(picture: str, caption: str) -> str:
    """A picture (HTML) with a caption (plain text)."""
    return f"<figure><figcaption>{prose(caption)}</figcaption>{picture}</figure>"


def bars(counts: Sequence[tuple[str, int]]) -> str:
    """A multi-column list of labels with their counts as bars."""
    most = max((count for _, count in counts), default=1)
    items = [
        f'<li style="--share:{count / most:.3f}"><bdi>{escaped(label)}</bdi>'
        f'<span class="bar">{count}</span></li>'
        for label, count in counts
    ]
    return '<ul class="bars">' + "".join(items) + "</ul>"


def player(path: str, longest_s: float | None = None) -> str:
    """An audio player with the embedded recording as MP3, or the reason if it cannot be read.

    Args:
        path: audio file.
        longest_s: maximum duration; None for the whole recording.
    """
    try:
        samples = read_audio(path, _PLAYER_RATE_HZ)
    except AudioError as error:  # another process may have removed it
        reason = str(error).replace(f"audio file {one_line(path)} ", "").replace(one_line(path), "")
        return f'<span class="soft small">{prose(clipped(reason, _MAX_REASON_CHARACTERS))}</span>'
    if longest_s is not None:
        samples = samples[: int(longest_s * _PLAYER_RATE_HZ)]
    buffer = io.BytesIO()
    soundfile.write(buffer, samples, _PLAYER_RATE_HZ, format="MP3", compression_level=_MP3_QUALITY)
    data = base64.b64encode(buffer.getvalue()).decode()
    label = f"recording {escaped(os.path.basename(path))}"
    return f'<audio controls preload="none" aria-label="{label}" src="data:audio/mpeg;base64,{data}"></audio>'


def write_html(path: Path, text: str) -> None:
    """Writes a page atomically; bytes of file names that are not valid UTF-8 are escaped.

    Raises:
        OSError: if it cannot be written.
    """
    write_text(path, text, not_utf8="backslashreplace")
