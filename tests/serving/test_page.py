"""The web page in a browser: microphone, files, keyboard, layout, contrast, and no requests to elsewhere."""

from __future__ import annotations

import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.programs import need_programs
from tests.reporting import browser
from tests.serving.process import Server, serving
from tests.speech.recordings import SENTENCE, SENTENCE_FILE, STARTS, joined, write_wav

pytest.importorskip("starlette")
need_programs("chromedriver", how="Debian: chromium, chromium-driver")
TEXT = " ".join(SENTENCE)
WORDS = "return [...document.querySelectorAll('.word')].map(e => e.dataset.word)"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), "--model", "english") as running:
        yield running


@pytest.fixture(scope="module")
def driver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A browser whose microphone plays the sentence, with pauses, again and again."""
    folder = tmp_path_factory.mktemp("browser")
    heard = write_wav(folder / "heard.wav", joined([0.5, 2.0])[0])
    with browser.chromium(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
        "--autoplay-policy=no-user-gesture-required",
    ) as running:
        downloads = {"behavior": "allow", "downloadPath": str(folder)}
        running.execute_cdp_cmd("Browser.setDownloadBehavior", downloads)
        running.downloads = folder
        yield running


@pytest.fixture
def page(server: Server, driver: Any) -> Any:
    browser.emulate(driver, 1280)
    driver.get_log("browser")
    driver.get(f"{server.url}/")
    wait(driver, lambda: state(driver) == "Ready.")
    return driver


def wait(driver: Any, condition: Any, seconds: float = 120) -> Any:
    from selenium.webdriver.support.ui import WebDriverWait

    return WebDriverWait(driver, seconds, 0.1).until(lambda _: condition(), state(driver))


def state(driver: Any) -> str:
    return driver.find_element("id", "state").text


def words(driver: Any) -> list[str]:
    return driver.execute_script(WORDS)


def open_file(driver: Any, path: Path) -> None:
    driver.find_element("id", "file").send_keys(str(path))


def download(driver: Any, form: str, name: str) -> str:
    target = driver.downloads / f"{name}.{form}"
    target.unlink(missing_ok=True)
    driver.find_element("css selector", f"[data-format={form}]").click()
    wait(driver, lambda: target.exists() and target.stat().st_size > 0)
    return target.read_text(encoding="utf-8")


def test_words_appear_while_the_microphone_is_heard(page: Any) -> None:
    record = page.find_element("id", "record")
    record.click()
    wait(
        page, lambda: " ".join(SENTENCE[:4]) in " ".join(words(page))
    )  # long before the recording is stopped
    assert record.get_attribute("aria-pressed") == "true"
    assert page.execute_script("return document.getElementById('level').value") > -60
    pixels = "const c = document.getElementById('wave'); const d = c.getContext('2d')"
    assert page.execute_script(
        f"{pixels}.getImageData(0, 0, c.width, c.height).data; return d.some(v => v > 0)"
    )
    wait(page, lambda: f"{TEXT} i" in " ".join(words(page)))  # the next utterance has begun
    record.click()
    wait(page, lambda: state(page) == "Ready.")
    assert f"{TEXT}\n" in download(page, "txt", "microphone")
    assert record.text == "Start microphone"


def test_a_file_is_followed_while_it_plays(page: Any, tmp_path: Path) -> None:
    open_file(page, write_wav(tmp_path / "two talks.wav", joined([0.5, 2.0])[0]))
    wait(page, lambda: state(page).startswith("Ready. Play"))
    assert words(page) == SENTENCE * 2
    now = "return document.querySelector('.word.now')?.dataset.word"
    page.find_element("id", "text").send_keys("\ue014")  # the right arrow
    assert page.execute_script(now) == SENTENCE[0]
    page.find_element("id", "text").send_keys("\ue014")
    wait(page, lambda: page.execute_script(now) == SENTENCE[1])
    page.find_elements("css selector", ".word")[3].click()
    wait(page, lambda: page.execute_script(now) == SENTENCE[3])
    at = page.execute_script("return document.getElementById('player').currentTime")
    assert at == pytest.approx(0.5 + STARTS[3], abs=0.2)
    page.execute_script("const p = document.getElementById('player'); p.muted = true; p.play()")
    wait(page, lambda: page.execute_script(now) == SENTENCE[5])
    srt = download(page, "srt", "two talks")
    assert re.match(r"1\n00:00:00,\d{3} --> 00:00:03,\d{3}\ni tell", srt) and srt.count("-->") == 2
    value = json.loads(download(page, "json", "two talks"))
    assert [segment["text"] for segment in value["segments"]] == [TEXT] * 2
    assert value["segments"][1]["words"][0]["start"] > 5


def test_settings_reach_the_decoder(page: Any) -> None:
    page.find_element("id", "hot-words").send_keys("minutes:-1000")
    open_file(page, SENTENCE_FILE)
    wait(page, lambda: state(page).startswith("Ready. Play"))
    assert "minutes" not in words(page)
    page.find_element("id", "hot-words").clear()
    page.find_element("id", "tune").click()
    page.execute_script("const s = document.getElementById('lm_beta'); s.value = -2; s.oninput?.()")
    page.execute_script("const s = document.getElementById('beam_width'); s.value = 10")
    open_file(page, SENTENCE_FILE)
    wait(page, lambda: state(page).startswith("Ready. Play"))
    assert words(page) != []


@pytest.mark.parametrize(
    ("field", "said"), [("a:b", "Hot words: expected word:boost"), ("one two:5", "hot word 'one two'")]
)
def test_settings_that_cannot_be_used(page: Any, field: str, said: str) -> None:
    page.find_element("id", "hot-words").send_keys(field)
    open_file(page, SENTENCE_FILE)
    wait(page, lambda: said in state(page))
    assert "alarm" in page.find_element("id", "state").get_attribute("class")


def test_a_file_without_sound(page: Any, tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("no audio" * 50)
    open_file(page, tmp_path / "text.mp3")
    wait(page, lambda: "cannot be decoded" in state(page))
    assert page.find_element("id", "record").is_enabled()


def test_a_key_is_asked_for(driver: Any, tmp_path: Path) -> None:
    with serving(tmp_path, environment={"DEEPSPEECH_API_KEYS": "a-long-secret"}) as server:
        driver.get(f"{server.url}/")
        wait(driver, lambda: state(driver) == "This server needs an API key.")
        driver.find_element("id", "key").send_keys("a-long-secret\t")
        wait(driver, lambda: state(driver) == "Ready.")
        open_file(driver, SENTENCE_FILE)
        wait(driver, lambda: words(driver) == SENTENCE)
    assert "a-long-secret" not in (tmp_path / "server.log").read_text()


def test_nothing_comes_from_elsewhere(page: Any, server: Server) -> None:
    open_file(page, SENTENCE_FILE)
    wait(page, lambda: words(page) == SENTENCE)
    fetched = page.execute_script("return performance.getEntriesByType('resource').map(e => e.name)")
    assert len(fetched) > 5
    hosts = {urllib.parse.urlsplit(url).netloc for url in fetched if not url.startswith("blob:")}
    assert hosts == {urllib.parse.urlsplit(server.url).netloc}
    assert [entry for entry in page.get_log("browser") if entry["level"] == "SEVERE"] == []
    page.execute_script(
        "const s = document.createElement('script'); s.text = 'window.x = 1'; document.body.append(s)"
    )
    assert page.execute_script("return window.x") is None  # the policy forbids it


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_layout_and_contrast(page: Any, width: int, scheme: str) -> None:
    open_file(page, SENTENCE_FILE)
    wait(page, lambda: words(page) == SENTENCE)
    page.execute_script("document.querySelectorAll('.word')[2].classList.add('now')")
    page.execute_script("document.querySelectorAll('.word')[5].classList.add('tentative')")
    browser.emulate(page, width, scheme)
    assert page.execute_script("return innerWidth") == width
    beyond, elements = page.execute_script(browser.TOO_WIDE)
    assert beyond <= 0 and [one for one in elements if "visually-hidden" not in one] == []
    count, weak = page.execute_script(browser.CONTRAST)
    assert count > 20 and not weak
    small = page.execute_script(
        "return [...document.querySelectorAll('button, .button, select')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []  # large enough for a finger


def test_everything_is_reached_with_the_keyboard(page: Any) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    open_file(page, SENTENCE_FILE)
    wait(page, lambda: words(page) == SENTENCE)
    page.find_element("id", "tune").click()
    page.execute_script("document.activeElement.blur()")
    reached = []
    for _ in range(40):
        ActionChains(page).send_keys("\ue004").perform()  # Tab
        reached.append(
            page.execute_script("return document.activeElement.id || document.activeElement.dataset?.format")
        )
    wanted = {"record", "file", "player", "text", "txt", "srt", "json", "clear", "model", "hot-words", "tune"}
    assert wanted | {"lm_alpha", "lm_beta", "beam_width"} <= set(reached)
    unnamed = page.execute_script(
        "return [...document.querySelectorAll('input, select, meter')]"
        ".filter(e => !e.labels.length).map(e => e.id)"
    )
    assert unnamed == []
