"""Headless Chromium, and its measurements of a page."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Words and numbers whose rectangles lie on more than one line. Han and kana are written without spaces and
# may be broken anywhere; a hyphen or a slash may end a line; longer than the argument is over-long.
SPLIT = r"""
const wide = /[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/gu, broken = [];
const words = /[\p{L}\p{N}\p{M}'’.+_]+/gu, numbers = /\d+(?:[.,–]\d+)*[ \u00a0](?:%|s|ms|Hz|kHz)(?!\w)/gu;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  const long = node.parentElement.closest(".long");
  if (long && long.textContent.length > arguments[0] / 2) continue;
  if (node.parentElement.closest("svg, style")) continue;
  for (const pattern of [words, numbers]) for (const found of node.data.matchAll(pattern)) {
    const text = found[0];
    if (/[\u3040-\u30ff\u3400-\u9fff]/u.test(text)) continue;
    if (text.length + (text.match(wide) || []).length > arguments[0]) continue;
    const range = document.createRange();
    range.setStart(node, found.index); range.setEnd(node, found.index + text.length);
    const tops = [...range.getClientRects()].filter(r => r.width > 0).map(r => r.top);
    if (tops.length && Math.max(...tops) - Math.min(...tops) > 4) broken.push(text);
  }
}
return broken;
"""

# Cells of numbers that take more than one line, counted by the lines that are wanted.
NUMBERS = r"""
return [...document.querySelectorAll("td.number, .whole")].filter(e => {
  const range = document.createRange(); range.selectNodeContents(e);
  const tops = [...range.getClientRects()].filter(r => r.width > 0).map(r => r.top).sort((a, b) => a - b);
  const lines = tops.filter((top, place) => place == 0 || top - tops[place - 1] > 6).length;
  return lines > 1 + e.querySelectorAll("br").length;
}).map(e => e.textContent);
"""

# Elements and words that extend beyond the window. Spaces at the end of a line may, since they are invisible.
TOO_WIDE = r"""
const width = document.documentElement.clientWidth;
const beyond = box => box.width > 0 && (box.right > width + 1 || box.left < -1);
const blocks = [...document.querySelectorAll("body *")].filter(e => !e.closest("thead") &&
  getComputedStyle(e).display != "inline");
const out = blocks.filter(e => beyond(e.getBoundingClientRect())).map(e => e.outerHTML.slice(0, 90));
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
  if (node.parentElement.closest("svg, thead, .name")) continue;
  for (const found of node.data.matchAll(/\S+/g)) {
    const range = document.createRange();
    range.setStart(node, found.index); range.setEnd(node, found.index + found[0].length);
    if ([...range.getClientRects()].some(beyond)) out.push(found[0]);
  }
}
return [document.documentElement.scrollWidth - innerWidth, out];
"""

# Texts with less contrast than WCAG 2.2 requires for level AA, on the background that is nearest.
CONTRAST = r"""
const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
const rgba = color => { canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data]; };
const linear = value => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
const light = c => 0.2126 * linear(c[0]) + 0.7152 * linear(c[1]) + 0.0722 * linear(c[2]);
const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05); };
const behind = e => { for (; e; e = e.parentElement) {
  const color = rgba(getComputedStyle(e).backgroundColor); if (color[3] == 255) return color; }
  return [255, 255, 255, 255]; };
const weak = []; let count = 0;
for (const e of document.querySelectorAll("body *")) {
  if (![...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) || e.closest("style")) continue;
  const style = getComputedStyle(e), size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  const color = rgba(e.namespaceURI.endsWith("svg") ? style.fill : style.color);
  count++;
  if (ratio(color, behind(e)) < (large ? 3 : 4.5)) weak.push([e.className, e.textContent.slice(0, 30)]);
}
for (const e of document.querySelectorAll("svg path, .bars .bar")) {
  const fill = e.matches(".bar") ? getComputedStyle(e, "::before").backgroundColor : e.style.fill;
  if (!fill || !(e.matches(".bar") || fill.includes("series"))) continue;
  const color = rgba(e.matches(".bar") ? fill : getComputedStyle(e).fill);
  count++;
  if (ratio(color, behind(e)) < 3) weak.push(["chart", fill]);
}
return [count, weak];
"""

# Texts of charts that touch another text, a bar, or the edge of the picture.
CHARTS = r"""
const wrong = []; let count = 0;
const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 &&
  b.top < a.bottom - 1;
for (const svg of document.querySelectorAll("svg")) {
  const frame = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map(e => [e.textContent, e.getBoundingClientRect()]);
  texts.forEach(([text, box], place) => {
    count++;
    if (box.left < frame.left - 1 || box.right > frame.right + 1 || box.top < frame.top - 1 ||
        box.bottom > frame.bottom + 1) wrong.push(`${text} leaves ${svg.getAttribute("aria-label")}`);
    for (const [other, otherBox] of texts.slice(place + 1))
      if (meet(box, otherBox)) wrong.push(`${text} on ${other}`);
  });
}
return [count, wrong];
"""


@contextmanager
def chromium(*arguments: str) -> Iterator[Any]:
    """A driver of Debian's Chromium; the test is skipped where it or its driver is not installed."""
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium drives the browser")
    from selenium.webdriver.chrome.service import Service

    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("no Chromium with its driver (Debian: chromium, chromium-driver): pages are not measured")
    options = selenium.ChromeOptions()
    options.binary_location = browser
    usual = ("--headless=new", "--hide-scrollbars", "--disable-gpu", "--disable-dev-shm-usage")
    for argument in (*usual, *arguments):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")  # Chromium has no sandbox for root
    running = selenium.Chrome(options=options, service=Service(driver))
    try:
        yield running
    finally:
        running.quit()


def show(driver: Any, page: Path, width: int, scheme: str = "light", media: str = "screen") -> None:
    """Opens a page in a window of a width in CSS pixels, with the colour scheme that the reader prefers."""
    emulate(driver, width, scheme, media)
    driver.get(page.as_uri())


def emulate(driver: Any, width: int, scheme: str = "light", media: str = "screen") -> None:
    """Sets the width of the window in CSS pixels, and the colour scheme that the reader prefers."""
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
