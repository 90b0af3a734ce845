"""Transcribes raw 16-bit samples with the Python package of 0.9.3: MODEL SCORER SAMPLES."""

import sys

import numpy as np

import deepspeech

path, scorer, recording = sys.argv[1:]
samples = np.fromfile(recording, "<i2")
model = deepspeech.Model(path)
model.enableExternalScorer(scorer)
print("rate", model.sampleRate())
print("text", model.stt(samples))

metadata = model.sttWithMetadata(samples, 3)
best = metadata.transcripts[0]
print("candidates", len(metadata.transcripts))
print("tokens", "".join(token.text for token in best.tokens))
print(f"confidence {best.confidence:.3f}")
print(f"first token at {best.tokens[0].start_time:.2f} s")

stream = model.createStream()
for start in range(0, len(samples), 320):
    stream.feedAudioContent(samples[start : start + 320])
print("so far", stream.intermediateDecode())
print("streamed", stream.finishStream())
try:
    deepspeech.Model("missing")
except RuntimeError as error:
    print("refused", error)
