"""The decoder gives the five best texts, confidences and timesteps of ds_ctcdecoder 0.9.3."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.native.ctcdecoder import ALPHA, BETA, GOLDEN, golden_probs, load_module, need_golden


@cache
def golden(name: str) -> Any:
    need_golden()
    return json.loads((GOLDEN / "decoder" / f"{name}.json").read_text())


SETTINGS = [
    (name, beam, cutoff_prob, cutoff_top_n, scored)
    for name in ("ds_t1", "coqui_t1", "ds_t2")
    for beam in (100, 500, 1024)
    for cutoff_prob, cutoff_top_n in ((1.0, 40), (0.99, 40), (0.99, 300))
    for scored in (False, True)
    if name != "ds_t2" or (beam < 1024 and cutoff_prob == 1.0)
]


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: "-".join(map(str, s)))
def test_same_results_as_0_9_3(setting: Any) -> None:
    name, beam, cutoff_prob, cutoff_top_n, scored = setting
    module, answers = load_module(), golden(name)
    (run,) = (
        r
        for r in answers["runs"]
        if (r["beam"], r["cutoff_prob"], r["cutoff_top_n"], r["scorer"]) == setting[1:]
    )
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", alphabet) if scored else None
    assert len(run["items"]) == 20
    for item in run["items"]:
        probs = golden_probs(item["id"], answers["temp"])
        (outputs,) = module.decode_batch(
            probs[np.newaxis], [len(probs)], alphabet, beam, 1, cutoff_prob, cutoff_top_n, scorer, {}, 5
        )
        assert [output.tokens for output in outputs] == [r["tokens"] for r in item["results"]], item["id"]
        for output, wanted in zip(outputs, item["results"], strict=True):
            assert output.confidence == pytest.approx(wanted["confidence"], rel=1e-7, abs=1e-3)
            # 0.9.3 misplaces timesteps where it prunes classes.
            if cutoff_prob == 1.0:
                assert output.timesteps == wanted["timesteps"], item["id"]
            assert len(output.timesteps) == len(output.tokens)


def test_float32_gives_the_same_texts() -> None:
    module, probs = load_module(), golden_probs("test0001")
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    double = module.ctc_beam_search_decoder(probs, alphabet, 100, num_results=5)
    single = module.ctc_beam_search_decoder(probs.astype(np.float32), alphabet, 100, num_results=5)
    assert [text for _, text in single] == [text for _, text in double]
