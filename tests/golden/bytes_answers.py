"""Records the results of ds_ctcdecoder 0.9.3 in bytes mode; runs in a Python 3.9 that has it.

python tests/golden/bytes_answers.py
"""

import json
from pathlib import Path

import numpy as np

import ds_ctcdecoder

FOLDER = Path(__file__).resolve().parent
ALPHA, BETA = 0.931289039, 1.18341376
NO_CUTOFF = (1.0, 300)


def main() -> None:
    alphabet, runs = ds_ctcdecoder.UTF8Alphabet(), []
    paths = sorted((FOLDER / "arrays").glob("bytes*.probs.npy"))
    for beam in (20, 100):
        for scored in (False, True):
            scorer = (
                ds_ctcdecoder.Scorer(ALPHA, BETA, str(FOLDER / "bytes.scorer"), alphabet) if scored else None
            )
            items = []
            for path in paths:
                probs = np.load(path).astype(np.float64)
                decode = ds_ctcdecoder.swigwrapper.ctc_beam_search_decoder
                outputs = decode(probs, alphabet, beam, *NO_CUTOFF, scorer if scored else None, {}, 5)
                results = [
                    {
                        "confidence": float(output.confidence),
                        "tokens": list(map(int, output.tokens)),
                        "timesteps": list(map(int, output.timesteps)),
                    }
                    for output in outputs
                ]
                items.append({"id": path.name.split(".")[0], "results": results})
            settings = {"beam": beam, "cutoff_prob": NO_CUTOFF[0], "cutoff_top_n": NO_CUTOFF[1]}
            runs.append({**settings, "scorer": scored, "items": items})
    about = {"lib": "ds", "version": "0.9.3", "scorer": "bytes.scorer", "alpha": ALPHA, "beta": BETA}
    (FOLDER / "decoder" / "ds_bytes.json").write_text(json.dumps({**about, "temp": 1.0, "runs": runs}) + "\n")


if __name__ == "__main__":
    main()
