"""Charts as SVG inside of a page, drawn without a display: in the page's own colours and font."""

from __future__ import annotations

import hashlib
import html
import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# Stand-ins that matplotlib draws with; the page's own colours, light or dark, take their place.
INK, SOFT, RULE = "#0a0a01", "#0a0a02", "#0a0a03"
SERIES = ("#0b0a01", "#0b0a02", "#0b0a03")
_COLOURS = {
    INK: "ink",
    SOFT: "soft",
    RULE: "rule",
    **{stand_in: f"series-{number}" for number, stand_in in enumerate(SERIES, 1)},
}
_SETTINGS = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "deepspeech_tf",  # the same picture has the same names inside
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
    """A matplotlib figure's axes, of so many inches; `svg` makes the picture of it, inside of the context."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot

    with matplotlib.rc_context(_SETTINGS), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # the reader's fonts have it
        figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
        try:
            yield axes
        finally:
            pyplot.close(figure)


def _with_own_ids(drawn: str) -> str:
    """A drawing with the ids alone that it refers to, and not those of another picture of the page."""
    own = hashlib.sha256(drawn.encode()).hexdigest()[:8]
    used = set(re.findall(r"#(\w+)[\")]", drawn))
    drawn = re.sub(r' id="([^"]*)"', lambda m: f' id="{own}-{m[1]}"' if m[1] in used else "", drawn)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{own}-", drawn)


def svg(axes: Any, meaning: str) -> str:
    """The figure of `axes` as an element of an HTML page; `meaning` for those who do not see it."""
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
