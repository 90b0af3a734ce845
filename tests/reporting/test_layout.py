"""The pages in a browser: no scrolling sideways, no word split, numbers on one line, enough contrast."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deepspeech_tf.reporting.names import LONGEST_WORD
from tests.programs import need_programs
from tests.reporting import browser
from tests.reporting.content import LONG_FOLDER

need_programs("chromedriver", how="Debian: chromium, chromium-driver")

WIDTHS = (320, 390, 768, 1100, 1160, 1200, 1920)
PAGES = ("words", "characters", "doctor")


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with browser.chromium() as running:
        yield running


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_layout(driver: Any, pages: dict[str, Path], name: str, width: int) -> None:
    browser.show(driver, pages[name], width)
    seen = driver.execute_script("return innerWidth")
    assert seen == width, f"telephones lay the page out {seen} px wide and shrink it"
    beyond, elements = driver.execute_script(browser.TOO_WIDE)
    assert beyond <= 0 and not elements, f"{name} scrolls sideways at {width} px: {elements[:5]}"
    assert driver.execute_script(browser.SPLIT, LONGEST_WORD) == []
    assert driver.execute_script(browser.NUMBERS) == []
    count, wrong = driver.execute_script(browser.CHARTS)
    assert count > 10 and not wrong


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(driver: Any, pages: dict[str, Path], name: str, scheme: str) -> None:
    browser.show(driver, pages[name], 1200, scheme)
    count, weak = driver.execute_script(browser.CONTRAST)
    assert count > 100 and not weak
    background = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert (background == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_fetched_or_run(driver: Any, pages: dict[str, Path], name: str) -> None:
    browser.show(driver, pages[name], 1200)
    fetched = driver.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert [url for url in fetched if not url.startswith("data:")] == []
    assert driver.title in ("Evaluation", "Data sets")


@pytest.mark.parametrize("name", PAGES)
def test_whole_name_on_focus_and_on_paper(driver: Any, pages: dict[str, Path], name: str) -> None:
    """Everything that has focus can be reached with the Tab key; a name then shows the whole path."""
    browser.show(driver, pages[name], 390)
    shown = driver.execute_script(
        "const names = [...document.querySelectorAll('.name')].filter(e => e.title.includes(arguments[0]));"
        "const before = getComputedStyle(names[0], '::after').content; names[0].focus();"
        "return [names[0].tabIndex, before, getComputedStyle(names[0], '::after').content, names[0].title]",
        LONG_FOLDER,
    )
    tab_index, before, after, title = shown
    assert tab_index == 0 and before == "none"
    assert after.replace("\\", "") == f'"{title}"'
    beyond, _ = driver.execute_script(browser.TOO_WIDE)
    assert beyond <= 0
    browser.show(driver, pages[name], 794, "dark", media="print")  # A4
    printed = driver.execute_script(
        "const e = document.querySelector('.name'); return [getComputedStyle(e, '::after').content, e.title,"
        "getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    assert printed[1] in printed[0].replace("\\", "")
    assert printed[2:] == ["rgb(255, 255, 255)", "rgb(26, 29, 33)"]
