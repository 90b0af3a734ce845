"""Makes the pictures of the web page for the documentation: `python -m tests.serving.screenshots`."""

from __future__ import annotations

import base64
import tempfile
import time
from pathlib import Path

from tests.reporting import browser
from tests.serving.process import serving
from tests.serving.test_page import open_file, wait, words
from tests.sets import ROOT
from tests.speech.recordings import SENTENCE, SENTENCE_FILE, joined, write_wav

PICTURES = {"page_desktop.png": (1100, 760, "light"), "page_phone.png": (390, 844, "dark")}


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        heard = write_wav(folder / "heard.wav", joined([0.5])[0])
        fake = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
        arguments = (*fake, f"--use-file-for-fake-audio-capture={heard}")
        with serving(folder, "--model", "english") as server, browser.chromium(*arguments) as driver:
            for picture, (width, height, scheme) in PICTURES.items():
                browser.emulate(driver, width, scheme)
                driver.get(f"{server.url}/")
                wait(driver, lambda: driver.find_element("id", "record").is_enabled())
                if width > 500:
                    driver.find_element("id", "record").click()
                    wait(driver, lambda: words(driver)[:5] == SENTENCE[:5])
                else:
                    open_file(driver, SENTENCE_FILE)
                    wait(driver, lambda: words(driver) == SENTENCE)
                    driver.execute_script("document.querySelectorAll('.word')[3].click()")
                    time.sleep(0.5)
                clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
                taken = driver.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip})
                (ROOT / "doc" / picture).write_bytes(base64.b64decode(taken["data"]))


if __name__ == "__main__":
    main()
