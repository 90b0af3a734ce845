"""ds_ctcdecoder has the names, results and errors of the package of 0.9.3."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.native.ctcdecoder import ALPHA, BETA, GOLDEN, ROOT, golden_probs, load_module
from tests.sets import utterances


@pytest.fixture
def module() -> Any:
    return load_module()


@pytest.fixture
def alphabet(module: Any) -> Any:
    return module.Alphabet(ROOT / "data" / "alphabet.txt")


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_alphabet(alphabet: Any) -> None:
    assert alphabet.GetSize() == 28
    assert alphabet.GetSpaceLabel() == 0 and alphabet.IsSpace(0) and not alphabet.IsSpace(1)
    assert alphabet.Encode("a b'") == [1, 0, 2, 27]
    assert alphabet.Decode([1, 0, 2]) == "a b"
    assert alphabet.CanEncode("hello") and not alphabet.CanEncode("hello!")
    assert alphabet.CanEncodeSingle("z") and alphabet.EncodeSingle("z") == 26
    assert alphabet.DecodeSingle(26) == "z"
    with pytest.raises(KeyError):
        alphabet.Encode("é")


def test_alphabet_file_forms(module: Any, tmp_path: Path) -> None:
    text = "\ufeff# comment\r\n \r\nä\rab\n\n\\#\nx"
    alphabet = module.Alphabet(write(tmp_path / "alphabet.txt", text))
    assert [alphabet.DecodeSingle(i) for i in range(alphabet.GetSize())] == [" ", "ä", "ab", "#", "x"]
    assert not alphabet.CanEncode("ab") and alphabet.CanEncodeSingle("ab")


@pytest.mark.parametrize("text", ["", "# only a comment\n", "a\nb\na\n"])
def test_bad_alphabet_files(module: Any, tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="failed with error code 0x2000"):
        module.Alphabet(write(tmp_path / "alphabet.txt", text))
    with pytest.raises(ValueError, match="failed with error code"):
        module.Alphabet(tmp_path / "missing.txt")


def test_alphabet_serialized_in_any_order(module: Any, alphabet: Any) -> None:
    data = alphabet.Serialize()
    copy = module.Alphabet()
    assert copy.Deserialize(data, len(data)) == 0
    assert copy.Serialize() == data
    shuffled = b"\x02\x00" + b"\x01\x00\x01\x00b" + b"\x00\x00\x01\x00a"
    copy.Deserialize(shuffled)
    assert copy.Decode([0, 1]) == "ab" and copy.GetSpaceLabel() == 0xFFFFFFFE


def test_damaged_serialized_alphabets(module: Any, alphabet: Any) -> None:
    data = alphabet.Serialize()
    damaged = [data[:cut] for cut in range(len(data))]
    damaged += [data + b"\0", b"\x01\x00\x01\x00\x01\x00a", b"\x02\x00" + b"\x00\x00\x01\x00a" * 2]
    for serialized in damaged:
        with pytest.raises(ValueError, match="0x2000"):
            module.Alphabet().Deserialize(serialized)


def test_bytes_alphabet(module: Any) -> None:
    alphabet = module.UTF8Alphabet()
    assert alphabet.GetSize() == 255 and alphabet.GetSpaceLabel() == 31
    assert alphabet.Encode("é") == [0xC2, 0xA8]
    assert alphabet.Decode([0xC2, 0xA8]) == "é"
    assert alphabet.Decode([0xC2]) == "\ufffd"


def test_version_and_error_codes(module: Any) -> None:
    assert module.__version__ == (ROOT / "VERSION").read_text().strip()
    assert module.DS_ERR_SCORER_VERSION_MISMATCH == 0x2009 and module.DS_ERR_FAIL_ERASE_HOTWORD == 0x3010


def test_scorer_arguments(module: Any, alphabet: Any, tmp_path: Path) -> None:
    module.Scorer()
    with pytest.raises(ValueError, match="beta parameter is required"):
        module.Scorer(alpha=1.0, scorer_path="x", alphabet=alphabet)
    with pytest.raises(ValueError, match="Scorer initialization failed with error code 0x2005"):
        module.Scorer(1.0, 1.0, str(tmp_path / "missing.scorer"), alphabet)
    with pytest.raises(ValueError, match="must be initialized"):
        module.ctc_beam_search_decoder(np.zeros((1, 29)), alphabet, 10, scorer=module.Scorer())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"beam_size": 0}, "beam_size must be greater than 0"),
        ({"num_processes": 0}, "num_processes must be greater than 0"),
        ({"cutoff_top_n": 0}, "cutoff_top_n must be greater than 0"),
        ({"seq_lengths": [6, 6]}, "seq_lengths must be from 0 to 5"),
        ({"seq_lengths": [1]}, "seq_lengths must have the shape"),
        ({"probs_seq": np.zeros((5, 29))}, "must have the shape"),
        ({"probs_seq": np.zeros((2, 5, 28))}, "expected 29 with the blank. Received: 28"),
    ],
)
def test_bad_arguments(module: Any, alphabet: Any, change: dict[str, Any], message: str) -> None:
    arguments = {
        "probs_seq": np.zeros((2, 5, 29)),
        "seq_lengths": [5, 5],
        "beam_size": 10,
        "num_processes": 2,
    }
    with pytest.raises(ValueError, match=message):
        module.ctc_beam_search_decoder_batch(alphabet=alphabet, **(arguments | change))


def test_batch_equals_one_by_one(module: Any, golden: Path) -> None:
    singles = [golden_probs(name, golden=golden) for name in utterances(golden)[:6]]
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", alphabet)
    lengths = np.array([len(p) for p in singles], np.int32)
    batch = np.full((len(singles), lengths.max(), 29), 0.9)  # values after the lengths must not matter
    for row, probs in zip(batch, singles, strict=True):
        row[: len(probs)] = probs
    wanted = [module.ctc_beam_search_decoder(p, alphabet, 50, scorer=scorer, num_results=3) for p in singles]
    for threads in (1, 3, 8):
        found = module.ctc_beam_search_decoder_batch(
            batch, lengths, alphabet, 50, threads, scorer=scorer, num_results=3
        )
        assert found == wanted


def test_odd_probabilities_give_no_result(module: Any, alphabet: Any) -> None:
    rng = np.random.default_rng(0)
    for value in (0.0, 1.0, np.nan, np.inf, -1.0, 1e300):
        probs = rng.random((20, 29))
        probs[rng.random((20, 29)) < 0.3] = value
        with pytest.raises(ValueError, match="utterance 0, frame 0"):
            module.ctc_beam_search_decoder(probs, alphabet, 20)
    assert module.ctc_beam_search_decoder(np.zeros((0, 29)), alphabet, 20) == [(0.0, "")]


def test_hot_words(module: Any) -> None:
    alphabet = module.Alphabet(GOLDEN / "alphabet.txt")
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", alphabet)
    probs = golden_probs("test0001")
    plain = module.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer, num_results=3)
    assert plain[0][1].split()[3] == "your"
    boosted = module.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer, hot_words={"our": 20.0})
    assert "our" in boosted[0][1].split()
    # "your" is third from last: its boost counts while it is in the 5-gram, but not in the score of the last
    # word, which is added when decoding ends.
    raised = module.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer, hot_words={"your": 2.0})
    assert raised[0][1] == plain[0][1]
    assert raised[0][0] == pytest.approx(plain[0][0] + 2 * 2.0 * ALPHA, abs=1e-3)


def test_bytes_mode(module: Any) -> None:
    alphabet = module.UTF8Alphabet()
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "bytes.scorer", alphabet)
    assert scorer.is_utf8_mode() and scorer.get_max_order() == 3
    probs = np.full((9, 256), 1e-4)
    for frame, character in zip(probs[1::2], "spot", strict=True):
        frame[ord(character) - 1] = 0.95
    probs[::2, 255] = 0.95
    ((confidence, text),) = module.ctc_beam_search_decoder(probs, alphabet, 50, scorer=scorer)
    assert text == "spot"
    ngrams = [("s",), ("s", "p"), ("s", "p", "o"), ("p", "o", "t")]
    lm = sum(scorer.get_log_cond_prob(n, bos=len(n) < 3) * scorer.alpha + scorer.beta for n in ngrams)
    assert confidence == pytest.approx(9 * np.log(0.95) + lm, abs=0.05)


def test_results_with_all_that_is_known(module: Any, alphabet: Any) -> None:
    probs = np.random.default_rng(3).random((2, 12, alphabet.GetSize() + 1)) ** 8
    probs /= probs.sum(axis=-1, keepdims=True)
    pairs = module.ctc_beam_search_decoder_batch(probs, [12, 7], alphabet, 20, 2, num_results=3)
    results = module.coqui.ctc_beam_search_decoder_batch(probs, [12, 7], alphabet, 20, 2, num_results=3)
    assert [[(r.confidence, r.transcript) for r in row] for row in results] == pairs
    for result in results[0] + results[1]:
        assert result[1] == alphabet.Decode(result.tokens)
        assert len(result.timesteps) == len(result.tokens)
        assert result.timesteps == sorted(result.timesteps)
