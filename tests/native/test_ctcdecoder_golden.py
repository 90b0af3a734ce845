"""The decoder gives the five best texts, confidences and timesteps of ds_ctcdecoder 0.9.3."""

import json
import sys
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.ctcdecoder import ALPHA, BETA, GOLDEN, golden_probs, load_module
from tests.sets import utterances

LOWEST = -1e38  # of float32, about


@cache
def recorded(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def check_run(
    module: Any, answers: Any, setting: tuple[Any, ...], alphabet: Any, scorer: Any, golden: Path
) -> list[str]:
    """Repeats a recorded run, compares the results, and returns the names of the utterances."""
    keys = ("beam", "cutoff_prob", "cutoff_top_n", "scorer")
    (run,) = (run for run in answers["runs"] if tuple(run[key] for key in keys) == setting)
    beam, cutoff_prob, cutoff_top_n, _ = setting
    for item in run["items"]:
        probs = golden_probs(item["id"], answers["temp"], golden)
        (outputs,) = module.decode_batch(
            probs[np.newaxis], [len(probs)], alphabet, beam, 1, cutoff_prob, cutoff_top_n, scorer, {}, 5
        )
        results = item["results"]
        assert len(outputs) == len(results)
        # Texts that the scorer excludes have equal confidences; their order is up to the C++ library.
        possible = len(results) if sys.platform == "linux" else sum(r["confidence"] > LOWEST for r in results)
        outputs, results = outputs[:possible], results[:possible]
        assert [output.tokens for output in outputs] == [r["tokens"] for r in results], item["id"]
        for output, wanted in zip(outputs, results, strict=True):
            assert output.confidence == pytest.approx(wanted["confidence"], rel=1e-7, abs=1e-3)
            # 0.9.3 misplaces timesteps where it prunes classes.
            if cutoff_prob == 1.0:
                assert output.timesteps == wanted["timesteps"], item["id"]
            assert len(output.timesteps) == len(output.tokens)
    return [item["id"] for item in run["items"]]


SETTINGS = [
    (name, beam, cutoff_prob, cutoff_top_n, scored)
    for name in ("ds_t1", "coqui_t1", "ds_t2")
    for beam in (100, 500, 1024)
    for cutoff_prob, cutoff_top_n in ((1.0, 40), (0.99, 40), (0.99, 300))
    for scored in (False, True)
    if name != "ds_t2" or (beam < 1024 and cutoff_prob == 1.0)
]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: "-".join(map(str, s)))
def test_same_results_as_0_9_3(setting: Any, golden: Path) -> None:
    name, *rest, scored = setting
    module = load_module()
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", alphabet) if scored else None
    answers = recorded(golden / "decoder" / f"{name}.json")
    checked = check_run(module, answers, (*rest, scored), alphabet, scorer, golden)
    assert checked == utterances(golden)


@pytest.mark.parametrize("scored", [False, True])
@pytest.mark.parametrize("beam", [20, 100])
def test_same_results_as_0_9_3_in_bytes_mode(beam: int, scored: bool) -> None:
    module = load_module()
    alphabet = module.UTF8Alphabet()
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "bytes.scorer", alphabet) if scored else None
    answers = recorded(GOLDEN / "decoder" / "ds_bytes.json")
    checked = check_run(module, answers, (beam, 1.0, 300, scored), alphabet, scorer, GOLDEN)
    assert checked == ["bytes0000", "bytes0001", "bytes0002"]


def test_float32_gives_the_same_texts() -> None:
    module, probs = load_module(), golden_probs("test0001")
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    double = module.ctc_beam_search_decoder(probs, alphabet, 100, num_results=5)
    single = module.ctc_beam_search_decoder(probs.astype(np.float32), alphabet, 100, num_results=5)
    assert [text for _, text in single] == [text for _, text in double]
