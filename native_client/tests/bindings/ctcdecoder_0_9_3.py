"""Decodes with ds_ctcdecoder, 0.9.3 or ours: SCORER ALPHABET|bytes PROBABILITIES, as JSON."""

import json
import sys

import numpy as np

import ds_ctcdecoder

scorer_path, alphabet_path, probabilities = sys.argv[1:]
if alphabet_path == "bytes":
    alphabet = ds_ctcdecoder.UTF8Alphabet()
else:
    alphabet = ds_ctcdecoder.Alphabet(alphabet_path)
scorer = ds_ctcdecoder.Scorer(0.9, 1.2, scorer_path, alphabet)
probs = np.load(probabilities).astype(np.float64)
print(json.dumps(ds_ctcdecoder.ctc_beam_search_decoder(probs, alphabet, 100, scorer=scorer)[:5]))
