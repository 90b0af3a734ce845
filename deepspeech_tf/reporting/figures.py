"""Charts as inline SVG, in the colors and font of the page."""

from __future__ import annotations

import hashlib
import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Placeholder colors for matplotlib; they are replaced by the colors of the page, light or dark.
INK, SOFT, RULE = "#0a0a01", "#0a0a02", "#0a0a03"
SERIES = ("#0b0a01", "#0b0a02", "#0b0a03")
_COLOURS = {
    INK: "ink",
    SOFT: "soft",
    RULE: "rule",
    **{stand_in: f"series-{number}" for number, stand_in in enumerate(SERIES, 1)},
}
_SETTINGS = {
    "svg.fonttype": "none",  # keeps text as text
    "svg.hashsalt": "deepspeech_tf",  # gives the same chart the same identifiers
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": SOFT,
    "axes.labelcolor": SOFT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.handlelength": 1.5,
}


@contextmanager
def chart(height: float = 2.8, width: float = 4.2) -> Iterator[Any]:
    """The axes of a matplotlib figure, sizes in inches. Call `svg` inside the context."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot

    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the browser has the fonts
        figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
        try:
            yield axes
        finally:
            pyplot.close(figure)


def _with_own_ids(drawn: str) -> str:
    """Keeps only identifiers that are used, and makes them unique among the charts of the page."""
    own = hashlib.sha256(drawn.encode()).hexdigest()[:8]
    used = set(re.findall(r"#(\w+)[\")]", drawn))
    drawn = re.sub(r' id="([^"]*)"', lambda m: f' id="{own}-{m[1]}"' if m[1] in used else "", drawn)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{own}-", drawn)


def svg(axes: Any, meaning: str) -> str:
    """The figure of `axes` as an SVG element; `meaning` is its description for screen readers."""
    buffer = io.StringIO()
    axes.figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
    drawn = buffer.getvalue()
    view = re.search(r'viewBox="[^"]*"', drawn)
    inside = drawn[drawn.index("</metadata>") + len("</metadata>") : drawn.rindex("</svg>")]
    inside = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", inside, count=1, flags=re.DOTALL)
    inside = re.sub(r"<!--.*?-->", "", inside, flags=re.DOTALL)
    inside = _with_own_ids(inside)
    inside = re.sub(r" font-family: [^;\"]*;?", "", inside)
    inside = re.sub(r"(\d+\.\d\d)\d+", r"\1", inside)
    inside = re.sub(r"\s*\n\s*", " ", inside)
    for stand_in, name in _COLOURS.items():
        inside = inside.replace(stand_in, f"var(--{name})")
    shape = view.group() if view else ""
    return f'<svg role="img" aria-label="{html.escape(meaning)}" {shape}>{inside}</svg>'
