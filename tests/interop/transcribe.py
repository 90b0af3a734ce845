"""Run by the Python of a peer: transcripts of WAV files by its client, as JSON. MODEL SCORER WAV…"""

import json
import sys
import wave

import numpy as np

try:
    from deepspeech import Model
except ImportError:
    from stt import Model

model = Model(sys.argv[1])
model.enableExternalScorer(sys.argv[2])
transcripts = []
for path in sys.argv[3:]:
    with wave.open(path) as file:
        transcripts.append(model.stt(np.frombuffer(file.readframes(file.getnframes()), np.int16)))
print(json.dumps(transcripts))
