"""Decoding with an alphabet that has the blank and other symbols among its labels."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.peers.environments import PeerMissing, peer_python
from tests.native.ctcdecoder import ALPHA, BETA, GOLDEN, ROOT, golden_probs, load_module

# <pad> is the blank, as in models of wav2vec 2.0.
LABELS = ["<pad>", "<s>", "</s>", "<unk>", " ", *"etaonihsrdlumwcfgypbvk'xjqz"]
BLANK, IGNORED = 0, frozenset({1, 2, 3})
UTTERANCES = ("test0000", "test0001", "test0004")

PEER_PROGRAM = """
import json, sys
import numpy as np
import coqui_stt_ctcdecoder as decoder
folder, scorer_path, spelling, alpha, beta = sys.argv[1:]
alphabet = decoder.Alphabet(f"{folder}/alphabet.txt")
scorer = decoder.Scorer(float(alpha), float(beta), scorer_path, decoder.Alphabet(spelling))
answers = []
for path in sorted(__import__("glob").glob(f"{folder}/*.npy")):
    for used in (None, scorer):
        results = decoder.ctc_beam_search_decoder_for_wav2vec2am(
            np.load(path), alphabet, 64, blank_id=0, ignored_symbols=[1, 2, 3], scorer=used, num_results=3)
        answers.append([[r.transcript, r.confidence] for r in results])
print(json.dumps(answers))
"""


@pytest.fixture
def module() -> Any:
    return load_module()


@pytest.fixture
def labels_file(tmp_path: Path) -> Path:
    path = tmp_path / "alphabet.txt"
    path.write_text("\n".join(LABELS) + "\n")
    return path


def rearrange(probs: np.ndarray) -> np.ndarray:
    """Columns as in LABELS, as logarithms; 5 % of each frame go to the symbols in angle brackets."""
    columns = [" ", *"abcdefghijklmnopqrstuvwxyz", "'", "<pad>"]
    rows = np.full((len(probs), len(LABELS)), 0.05 / 3)
    for place, label in enumerate(LABELS):
        if label in columns:
            rows[:, place] = 0.95 * probs[:, columns.index(label)]
    return np.log(rows)


@pytest.mark.parametrize("with_scorer", [False, True])
def test_same_texts_as_the_plain_decoder(module: Any, labels_file: Path, with_scorer: bool) -> None:
    plain = module.Alphabet(ROOT / "data" / "alphabet.txt")
    alphabet = module.Alphabet(labels_file)
    probs = [golden_probs(name) for name in UTTERANCES]
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", plain) if with_scorer else None
    for rows in probs:
        wanted = module.coqui.ctc_beam_search_decoder_batch(
            rows[None], [len(rows)], plain, 64, 1, scorer=scorer, num_results=3
        )[0]
        received = module.ctc_beam_search_decoder_for_wav2vec2am(
            rearrange(rows), alphabet, 64, 1.0, 40, BLANK, IGNORED, scorer, num_results=3
        )
        lost = len(rows) * np.log(0.95)  # per frame to the ignored symbols
        assert [r.transcript for r in received] == [w.transcript for w in wanted]
        assert [r.timesteps for r in received] == [w.timesteps for w in wanted]
        np.testing.assert_allclose(
            [r.confidence for r in received], [w.confidence + lost for w in wanted], atol=1e-2
        )
        best = received[0]
        assert "".join(LABELS[token] for token in best.tokens) == best.transcript


def test_batch_and_blank_behind_the_alphabet(module: Any) -> None:
    alphabet = module.Alphabet()
    alphabet.Deserialize(b"\x02\x00" + b"\x00\x00\x01\x00a" + b"\x01\x00\x01\x00b")
    logits = np.log([[[0.8, 0.1, 0.1], [0.1, 0.1, 0.8], [0.1, 0.8, 0.1]]] * 2)
    received = module.ctc_beam_search_decoder_for_wav2vec2am_batch(logits, [3, 1], alphabet, 8, 2)
    assert [results[0].transcript for results in received] == ["ab", "a"]


def test_bad_arguments(module: Any, labels_file: Path) -> None:
    alphabet = module.Alphabet(labels_file)
    logits = np.zeros((4, len(LABELS)))
    with pytest.raises(ValueError, match=f"must have {len(LABELS) + 1} classes"):
        module.ctc_beam_search_decoder_for_wav2vec2am(logits, alphabet, 8)
    with pytest.raises(ValueError, match="blank_id"):
        module.ctc_beam_search_decoder_for_wav2vec2am(logits, alphabet, 8, blank_id=99)
    with pytest.raises(ValueError, match="shape"):
        module.ctc_beam_search_decoder_for_wav2vec2am(logits[0], alphabet, 8, blank_id=0)
    with pytest.raises(ValueError, match="scorer must be initialized"):
        module.ctc_beam_search_decoder_for_wav2vec2am(logits, alphabet, 8, blank_id=0, scorer=module.Scorer())


def test_same_answers_as_coqui(module: Any, labels_file: Path, tmp_path: Path) -> None:
    try:
        python = peer_python("coqui-stt-ctcdecoder")
    except PeerMissing as reason:
        pytest.skip(str(reason))
    spelling = ROOT / "data" / "alphabet.txt"
    for name in UTTERANCES:
        np.save(tmp_path / f"{name}.npy", rearrange(golden_probs(name)))
    command = [python, "-c", PEER_PROGRAM, tmp_path, GOLDEN / "kenlm.scorer", spelling, str(ALPHA), str(BETA)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    wanted = json.loads(done.stdout.strip().splitlines()[-1])
    alphabet = module.Alphabet(labels_file)
    scorer = module.Scorer(ALPHA, BETA, GOLDEN / "kenlm.scorer", module.Alphabet(spelling))
    received = []
    for path in sorted(tmp_path.glob("*.npy")):
        for used in (None, scorer):
            results = module.ctc_beam_search_decoder_for_wav2vec2am(
                np.load(path), alphabet, 64, 1.0, 40, BLANK, IGNORED, used, num_results=3
            )
            received.append([[r.transcript, r.confidence] for r in results])
    assert [[text for text, _ in results] for results in received] == [
        [text for text, _ in results] for results in wanted
    ]
    for ours, theirs in zip(received, wanted, strict=True):
        np.testing.assert_allclose([c for _, c in ours], [c for _, c in theirs], atol=1e-2)
