"""Evaluations and data sets that are hard to lay out, and their pages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.diagnosis.diagnose import Diagnosis, diagnose
from deepspeech_tf.diagnosis.page import write_page
from deepspeech_tf.diagnosis.rows import read_rows
from deepspeech_tf.evaluation.page import write_report_folder
from deepspeech_tf.evaluation.results import UtteranceResult, compare
from deepspeech_tf.text.alphabet import Alphabet
from tests.diagnosis.planted import good_corpus, plant_all

ROWS = 120  # utterances of an evaluation; data sets have three times as many
ALPHABET = Alphabet.from_labels([*" abcdefghijklmnopqrstuvwxyz'", "é"])
SCRIPT = "<script>document.title = 'run'</script>"
LONG_WORD = "unbroken" * 40  # 320 characters
KOREAN = "오늘은 날씨가 매우 좋아서 우리는 공원에서 산책을 하고 점심을 먹은 다음 도서관에 갔습니다"
ARABIC = "كانت السماء صافية والشمس مشرقة فقررنا أن نذهب إلى الحديقة ونجلس تحت الأشجار"
GERMAN = "die donaudampfschifffahrtsgesellschaft und das rindfleischetikettierungsgesetz sind bekannt"
CHINESE = "今天天气很好我们去公园散步然后在图书馆里读书一直到晚上才回家"
ENGLISH = "the extraordinarily straightforward characteristics of internationalization were misunderstood"
EPOCHS = [{"epoch": n, "train_loss": 90.0 * 0.9**n, "dev_loss": 80.0 * 0.92**n} for n in range(12)]

# Name of a folder: as long as file systems allow, with spaces, capitals, and characters of HTML.
LONG_FOLDER = "A Folder & its <very> 'long' name, W" + "W" * 120


def hard_results(folder: Path, rows: int = ROWS) -> list[UtteranceResult]:
    """Utterances in several scripts, with over-long words, markup, and errors of each kind."""
    folder = folder / LONG_FOLDER
    folder.mkdir(parents=True)
    texts = [KOREAN, ARABIC, GERMAN, CHINESE, ENGLISH, SCRIPT, f"before {LONG_WORD} after", "x " * 300]
    sound = 0.1 * np.sin(np.arange(8000) / 9)
    results = []
    for number in range(rows):
        text = texts[number % len(texts)].strip()
        path = folder / f"{'recording-' * 10}{number}.wav"
        if number < 60:
            soundfile.write(path, sound, 8000)
        words = text.split()
        heard = [
            *words[: number % 3],
            *(f"{word}{word}" if place % 4 == number % 4 else word for place, word in enumerate(words[1:])),
            *(["أهلا", "extra"] if number % 5 == 0 else []),
        ]
        results.append(compare(str(path), text, " ".join(heard) if number % 11 else "", 1234.5 + number))
    return results


def write_evaluation(
    folder: Path, results: Sequence[UtteranceResult], *, by_characters: bool = False
) -> Path:
    """The page of an evaluation of several sets, one with a long name and one without utterances."""
    name = f"/data/{LONG_FOLDER}/{'subset-' * 20}test.csv"
    sets = {name: results, "/data/short/test.csv": results[:3], "/data/none.csv": []}
    return write_report_folder(folder, sets, EPOCHS, by_characters=by_characters)


def hard_diagnosis(folder: Path, rows: int = 3 * ROWS) -> Diagnosis:
    """Every planted defect, in a folder with a long name, and many rows that are all wrong."""
    folder = folder / LONG_FOLDER
    folder.mkdir(parents=True)
    corpus = good_corpus(folder)
    plant_all(corpus)
    texts = (KOREAN, ARABIC, GERMAN.upper(), LONG_WORD, SCRIPT, CHINESE, "42 " * 400)
    existing = corpus.rows["train"][0][0]
    for number in range(rows):
        missing = f"clips/{'long-name-' * 12}{number}.wav"
        corpus.add(texts[number % len(texts)], existing if number < 40 else missing)
    manifests = [read_rows(phase, str(path)) for phase, path in corpus.save().items()]
    return diagnose(manifests, ALPHABET, FeatureConfig(), workers=2)


def write_diagnosis(folder: Path, diagnosis: Diagnosis) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return write_page(folder, diagnosis, 20)
