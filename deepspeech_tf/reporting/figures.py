"""Pictures as PNG, drawn without a display."""

from __future__ import annotations

import io
from typing import Any


def new_figure(width: float = 7.0, height: float = 3.2) -> tuple[Any, Any]:
    """A matplotlib figure with one pair of axes, of so many inches."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(width, height), layout="constrained")
    return figure, axes


def png(figure: Any) -> bytes:
    """The figure as a PNG file; it is closed."""
    from matplotlib import pyplot

    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110)
    pyplot.close(figure)
    return buffer.getvalue()
