"""The pages' HTML, without a browser: escaped, complete in itself, tables described, colours apart."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from deepspeech_tf.evaluation.page import BEST_SHOWN, ERRORS_SHOWN, WORST_SHOWN
from deepspeech_tf.reporting import style
from deepspeech_tf.reporting.names import LONGEST_NAME, columns
from tests.reporting.content import KOREAN, LONG_WORD, ROWS, SCRIPT


class Elements(HTMLParser):
    """Every element as (name, attributes), and the text inside of those that do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))
        if tag not in ("meta", "link", "br", "path", "use", "rect", "image"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text.append((self.open[-1] if self.open else "", data))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def evaluation(pages: dict[str, Path]) -> str:
    return pages["words"].read_text(encoding="utf-8")


@pytest.fixture
def doctor(pages: dict[str, Path]) -> str:
    return pages["doctor"].read_text(encoding="utf-8")


@pytest.fixture(params=["words", "characters", "doctor"])
def page(request: pytest.FixtureRequest, pages: dict[str, Path]) -> str:
    return pages[request.param].read_text(encoding="utf-8")


def test_complete_in_itself(page: str) -> None:
    elements = Elements(page)
    assert elements.open == [], "every element is closed"
    assert not elements.of("script") and not elements.of("iframe")
    for _, attributes in elements.found:
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith(("#", "data:")), attributes
        assert not any(name.startswith("on") for name in attributes)
    without_titles = re.sub(r'title="[^"]*"', "", page)
    assert "://" not in without_titles and "@import" not in page
    policy = next(meta for meta in elements.of("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in str(policy["content"])
    assert any(meta.get("name") == "viewport" for meta in elements.of("meta"))


def test_escaped(evaluation: str, doctor: str) -> None:
    for page in (evaluation, doctor):
        assert SCRIPT not in page and "<very>" not in page
    assert "&lt;script&gt;" in evaluation and "&lt;script&gt;" in doctor


def test_tables_are_described(page: str) -> None:
    elements = Elements(page)
    assert len(elements.of("caption")) == len(elements.of("table")) > 3
    assert all(head.get("scope") in ("col", "row") for head in elements.of("th"))
    assert all(cell.get("data-label") for cell in elements.of("td"))
    assert all(image.get("aria-label") for image in elements.of("svg"))
    assert len(elements.of("svg")) == page.count("<figure>") >= 2
    ids = [attributes["id"] for _, attributes in elements.found if "id" in attributes]
    assert len(ids) == len({*ids}), "an id names one element"
    linked = [link["href"] for link in elements.of("a")] + [use["xlink:href"] for use in elements.of("use")]
    assert linked and {str(target)[1:] for target in linked} <= {*ids}


def test_names_are_short_and_whole_on_hover(page: str) -> None:
    elements = Elements(page)
    names = elements.of("abbr")
    assert len(names) > 20 and all(name["tabindex"] == "0" and name["title"] for name in names)
    shown = [text for tag, text in elements.text if tag == "abbr"]
    assert len(shown) == len(names) and all(columns(text) <= LONGEST_NAME for text in shown)
    for name, text in zip(names, shown, strict=True):
        title = str(name["title"])
        before, ellipsis, after = text.partition("…")
        assert title == text if not ellipsis else before in title and title.endswith(after)


def test_pages_stay_small(evaluation: str, doctor: str) -> None:
    assert len(evaluation) < 400_000 and len(doctor) < 1_000_000
    assert f"Worst utterances: {WORST_SHOWN} of {ROWS}" in evaluation
    assert f"Best utterances: {BEST_SHOWN} of {ROWS}" in evaluation
    assert f"the {ERRORS_SHOWN} most frequent of" in evaluation
    assert "50 of " in doctor and "rows; report.json contains all" in doctor


def test_errors_are_marked_by_kind(evaluation: str) -> None:
    """By a separate element and class, and a shape in addition to the color."""
    for element, kind in (("mark", "substituted"), ("del", "missing"), ("ins", "extra")):
        assert evaluation.count(f'<{element} class="{kind}">') > 3
    rules = dict(re.findall(r"^\.(substituted|missing|extra) \{([^}]*)\}", style.STYLE, re.MULTILINE))
    assert "underline wavy" in rules["substituted"] and "line-through" in rules["missing"]
    assert "outline: 1px" in rules["extra"]


def test_languages(evaluation: str) -> None:
    assert f'<span class="long">{LONG_WORD}</span>' in evaluation
    lines = re.findall(r'<dd dir="auto" lang="" class="said([^"]*)">([^<]*)', evaluation)
    assert all(("korean" in kind) == (text.split()[0] in KOREAN) for kind, text in lines if text.strip())
    assert len(lines) > 30


def luminance(color: str) -> float:
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Source: WCAG 2.2, "contrast ratio"."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [style._LIGHT, style._DARK], ids=["light", "dark"])
def test_colours_differ_enough(scheme: str) -> None:
    colors = dict(re.findall(r"--([\w-]+): (#\w{6})", scheme))
    pairs = [("ink", "paper"), ("soft", "paper"), ("ink", "panel"), ("link", "paper")]
    pairs += [(f"on-{kind}", kind) for kind in ("substituted", "missing", "extra")]
    pairs += [("on-missing", "paper"), ("on-substituted", "paper")]
    assert all(contrast(colors[a], colors[b]) >= 4.5 for a, b in pairs), pairs
    assert all(contrast(colors[f"series-{n}"], colors["paper"]) >= 3 for n in (1, 2, 3))
