"""Speed of CTC beam search: milliseconds per frame of this project's ds_ctcdecoder and of another's.

    python benchmarks/decoder.py [--other PYTHON]

`--other` names a Python interpreter that has ds_ctcdecoder 0.9.3 (and NumPy); both then decode the same
probabilities in turn, several times, and the best time of each counts. It is processor time, so that other
work on the machine matters little; both decode in one thread. Data: ../shared/golden, the softmax of
logits (temperature 1) and of logits / 2 (temperature 2: flatter, more ways to go).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT.parent / "shared" / "golden"
ALPHA, BETA = 0.931289039105002, 1.1834137581510284


def load_probs(utterances, temperature):
    """Softmax of the golden logits, a list of float64 `(frames, classes)`."""
    result = []
    for i in range(utterances):
        logits = np.load(GOLDEN / "arrays" / f"test{i:04d}.logits.npy").astype(np.float64) / temperature
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        result.append(odds / odds.sum(axis=-1, keepdims=True))
    return result


def measure(beam, scored, temperature, utterances, long_utterance):
    """Milliseconds per frame, and the texts."""
    import ds_ctcdecoder

    alphabet = ds_ctcdecoder.Alphabet(str(GOLDEN / "alphabet.txt"))
    scorer = None
    if scored:
        scorer = ds_ctcdecoder.Scorer(ALPHA, BETA, str(GOLDEN / "kenlm.scorer"), alphabet)
    batch = load_probs(utterances, temperature)
    if long_utterance:
        batch = [np.concatenate(batch)]
    start = time.process_time()
    texts = [
        ds_ctcdecoder.ctc_beam_search_decoder(probs, alphabet, beam, scorer=scorer)[0][1] for probs in batch
    ]
    seconds = time.process_time() - start
    return 1000.0 * seconds / sum(len(probs) for probs in batch), texts


def run(python, arguments):
    """One measurement in a process of its own."""
    environment = dict(os.environ, PYTHONPATH="")
    if python == sys.executable:
        environment["PYTHONPATH"] = str(ROOT / "native_client" / "python")
    command = [python, __file__, "--measure", json.dumps(arguments)]
    output = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(output.decode().splitlines()[-1])


def best(python, arguments, repeats):
    results = [run(python, arguments) for _ in range(repeats)]
    return min(milliseconds for milliseconds, _ in results), results[0][1]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--other", help="Python interpreter with ds_ctcdecoder 0.9.3")
    parser.add_argument("--utterances", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--long", action="store_true", help="join the utterances to a single one")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(measure(*json.loads(options.measure))))
        return
    print(
        "beam  scorer  temperature  ms/frame"
        + ("  0.9.3 ms/frame  ratio  same texts" if options.other else "")
    )
    for temperature in (1, 2):
        for scored in (False, True):
            for beam in (100, 500, 1024):
                arguments = (beam, scored, temperature, options.utterances, options.long)
                ours, texts = best(sys.executable, arguments, options.repeats)
                line = f"{beam:4}  {'yes' if scored else 'no ':6}  {temperature:11}  {ours:8.4f}"
                if options.other:
                    theirs, other_texts = best(options.other, arguments, options.repeats)
                    same = sum(a == b for a, b in zip(texts, other_texts, strict=True))
                    line += f"  {theirs:14.4f}  {theirs / ours:5.1f}  {same} of {len(texts)}"
                print(line, flush=True)


if __name__ == "__main__":
    main()
