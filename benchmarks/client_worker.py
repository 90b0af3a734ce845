"""Measures one client on one recording in its own interpreter; prints JSON. MODEL SCORER WAV SECONDS."""

import importlib.util
import json
import sys
import time
import wave

import numpy as np

if importlib.util.find_spec("deepspeech") or not importlib.util.find_spec("stt"):
    from deepspeech import Model
else:
    from stt import Model

CHUNK = 320  # samples: 20 ms

model_path, scorer_path, wav, seconds = sys.argv[1:]
began = time.perf_counter()
model = Model(model_path)
load = time.perf_counter() - began
with wave.open(wav) as file:
    samples = np.frombuffer(file.readframes(file.getnframes()), np.int16)
samples = np.tile(samples, 1 + int(float(seconds) * 16000) // len(samples))[: int(float(seconds) * 16000)]
model.stt(samples[:16000])  # warm-up

real_time, cpu_time = [], []
for _ in range(3):
    began, cpu = time.perf_counter(), time.process_time()
    model.stt(samples)
    real_time.append(time.perf_counter() - began)
    cpu_time.append(time.process_time() - cpu)

# Latency with live audio: the processing that remains when the audio has arrived.
stream = model.createStream()
began = time.perf_counter()
for start in range(0, 9600, CHUNK):  # 0.6 s: the first batch of 16 timesteps and its context
    stream.feedAudioContent(samples[start : start + CHUNK])
stream.intermediateDecode()
first_partial = time.perf_counter() - began
for start in range(9600, len(samples), CHUNK):
    stream.feedAudioContent(samples[start : start + CHUNK])
began = time.perf_counter()
stream.finishStream()
final = time.perf_counter() - began

began = time.perf_counter()
model.enableExternalScorer(scorer_path)
scorer = time.perf_counter() - began
length = len(samples) / 16000
with open("/proc/self/status") as status:
    peak_kb = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
print(
    json.dumps(
        {
            "real_time_factor": min(real_time) / length,
            "cpu_factor": min(cpu_time) / length,
            "first_partial_ms": 1000 * first_partial,
            "final_ms": 1000 * final,
            "load_ms": 1000 * load,
            "scorer_ms": 1000 * scorer,
            "peak_memory_mb": peak_kb / 1024,
        }
    )
)
