"""One object holds the options of decoding; functions of 0.9.3 and Coqui only make it of their arguments."""

from __future__ import annotations

import dataclasses
import inspect
import subprocess
import sys
import warnings
from typing import Any

import numpy as np
import pytest

from tests.native.ctcdecoder import ROOT, load_module

# The parameters of 0.9.3: name, default (... if there is none).
DOCUMENTED = {
    "ctc_beam_search_decoder": "probs_seq alphabet beam_size cutoff_prob=1.0 cutoff_top_n=40 scorer=None "
    "hot_words={} num_results=1",
    "ctc_beam_search_decoder_batch": "probs_seq seq_lengths alphabet beam_size num_processes cutoff_prob=1.0 "
    "cutoff_top_n=40 scorer=None hot_words={} num_results=1",
    "ctc_beam_search_decoder_for_wav2vec2am": "probs_seq alphabet beam_size cutoff_prob=1.0 cutoff_top_n=40 "
    "blank_id=-1 ignored_symbols=frozenset() scorer=None hot_words={} num_results=1",
    "ctc_beam_search_decoder_for_wav2vec2am_batch": "probs_seq seq_lengths alphabet beam_size num_threads "
    "cutoff_prob=1.0 cutoff_top_n=40 blank_id=-1 ignored_symbols=frozenset() scorer=None hot_words={} "
    "num_results=1",
}


@pytest.fixture
def module() -> Any:
    return load_module()


@pytest.fixture
def alphabet(module: Any) -> Any:
    return module.Alphabet(ROOT / "data" / "alphabet.txt")


def make_probs(batch: int = 2) -> np.ndarray:
    odds = np.exp(np.random.default_rng(5).normal(0, 3, (batch, 20, 29)))
    return odds / odds.sum(axis=-1, keepdims=True)


@pytest.mark.parametrize("name", DOCUMENTED)
def test_arguments_of_0_9_3_and_coqui(module: Any, name: str) -> None:
    parameters = inspect.signature(getattr(module, name)).parameters.values()
    shown = [p.name if p.default is p.empty else f"{p.name}={p.default!r}" for p in parameters]
    assert " ".join(shown) == DOCUMENTED[name]


def test_options_are_one_frozen_object(module: Any) -> None:
    options = module.DecoderOptions(100, num_threads=3)
    with pytest.raises(dataclasses.FrozenInstanceError):
        options.beam_size = 5
    for name in (field.name for field in dataclasses.fields(options)):
        assert f"\n        {name}: " in module.DecoderOptions.__doc__, f"{name} is not described"


def test_every_function_decodes_as_the_options_say(module: Any, alphabet: Any) -> None:
    probs, lengths = make_probs(), [20, 13]
    options = module.DecoderOptions(16, 0.9, 12, num_results=3, num_threads=2)
    wanted = module.decode(probs, lengths, alphabet, options)
    assert [len(results) for results in wanted] == [3, 3]
    arguments = (alphabet, 16, 2, 0.9, 12, None, {}, 3)
    assert module.coqui.ctc_beam_search_decoder_batch(probs, lengths, *arguments) == wanted
    pairs = [[result[:2] for result in results] for results in wanted]
    assert module.ctc_beam_search_decoder_batch(probs, lengths, *arguments) == pairs
    assert module.ctc_beam_search_decoder(probs[1, :13], alphabet, 16, 0.9, 12, None, {}, 3) == pairs[1]
    other = module.decode(probs, lengths, alphabet, dataclasses.replace(options, beam_size=1))
    assert other != wanted
    logs = np.log(probs)
    wanted = module.decode_wav2vec2(logs, lengths, alphabet, options)
    arguments = (alphabet, 16, 2, 0.9, 12, -1, frozenset(), None, {}, 3)
    assert module.ctc_beam_search_decoder_for_wav2vec2am_batch(logs, lengths, *arguments) == wanted


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"beam_size": 0}, "beam_size must be greater than 0. Received: 0"),
        ({"num_threads": 0}, "num_threads must be greater than 0. Received: 0"),
        ({"num_results": 2**31}, "num_results must be"),
        ({"cutoff_prob": 1.5}, "cutoff_prob must be from 0 to 1. Received: 1.5"),
        ({"hot_words": {"a": float("nan")}}, "the boost of hot word 'a'"),
    ],
)
def test_options_out_of_range(module: Any, change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        module.DecoderOptions(**({"beam_size": 10} | change))
    with pytest.raises(ValueError, match="scorer must be initialized"):
        module.DecoderOptions(10, scorer=module.Scorer())


def test_warnings_are_for_the_code_that_decodes(module: Any, alphabet: Any) -> None:
    probs, lengths = make_probs(), [20, 20]
    options = module.DecoderOptions(10, hot_words={"a": 1.0})
    calls = [
        lambda: module.decode(probs, lengths, alphabet, options),
        lambda: module.decode_batch(probs, lengths, alphabet, 10, 1, hot_words={"a": 1.0}),
        lambda: module.coqui.ctc_beam_search_decoder_batch(
            probs, lengths, alphabet, 10, 1, hot_words={"a": 1.0}
        ),
        lambda: module.ctc_beam_search_decoder(probs[0], alphabet, 10, hot_words={"a": 1.0}),
        lambda: module.decode_wav2vec2(np.log(probs), lengths, alphabet, options),
        lambda: module.ctc_beam_search_decoder_for_wav2vec2am(
            np.log(probs[0]), alphabet, 10, hot_words={"a": 1.0}
        ),
    ]
    for call in calls:
        with warnings.catch_warnings(record=True) as seen:
            warnings.simplefilter("always")
            call()
        assert [warning.filename for warning in seen] == [__file__]


OUT_OF_MEMORY = """
import resource, sys
sys.path.insert(0, {package!r})
import numpy as np
import ds_ctcdecoder
from ds_ctcdecoder import _declarations
alphabet = ds_ctcdecoder.Alphabet({alphabet!r})
probs = np.full((2, 8, 29), 1 / 29)
used = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + (400 << 20), resource.RLIM_INFINITY))
for _ in range(5):  # the first utterance is short, so that often the other thread runs out of memory
    try:
        ds_ctcdecoder.ctc_beam_search_decoder_batch(probs, [3, 8], alphabet, 10**8, 2)
    except Exception as error:
        assert "bad_alloc" in _declarations.library.DsCtc_ErrorMessage().decode(), error
    else:
        raise SystemExit("decoded")
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the memory is limited as Linux does it")
def test_a_failure_in_another_thread_keeps_its_reason(module: Any) -> None:
    code = OUT_OF_MEMORY.format(
        package=str(ROOT / "native_client" / "python"), alphabet=str(ROOT / "data" / "alphabet.txt")
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stderr
