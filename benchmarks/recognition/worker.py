"""Transcribes WAV files with one recognizer in its own interpreter, pinned to one core, and measures it.

The job is a JSON object on standard input: kind, model, scorer, core and wavs (16 kHz, 16 bits, mono). The
last line of standard output is the result, in JSON. Imports nothing of this project, because it also runs in
the environments of other recognizers.

Audio arrives in pieces of 20 ms, as from a microphone. Times are processor time of all threads of the
process, so other load on the machine changes them little, and elapsed time.
"""

import json
import os
import re
import sys
import time
import wave

PIECE = 320  # samples: 20 ms


class Ours:
    """This project's client."""

    def __init__(self, model, scorer):
        from deepspeech import Model

        self._model = Model(model)
        self._model.setThreads(1)
        if scorer:
            self._model.enableExternalScorer(scorer)

    def begin(self):
        self._stream = self._model.createStream()

    def feed(self, samples):
        self._stream.feedAudioContent(samples)

    def finish(self):
        return self._stream.finishStream()


class PocketSphinx:
    """PocketSphinx with its default model. It adapts to the channel from one recording to the next."""

    def __init__(self, model, scorer):
        from pocketsphinx import Decoder

        self._decoder = Decoder(loglevel="FATAL", samprate=16000)

    def begin(self):
        self._decoder.start_utt()

    def feed(self, samples):
        self._decoder.process_raw(samples.tobytes())

    def finish(self):
        self._decoder.end_utt()
        best = self._decoder.hyp()
        return best.hypstr if best else ""


class Whisper:
    """Whisper in faster-whisper: int8, beam of 5, numbers in words. It does not stream."""

    def __init__(self, model, scorer):
        from faster_whisper import WhisperModel

        self._model = WhisperModel(model, "cpu", compute_type="int8", cpu_threads=1)
        vocabulary = self._model.hf_tokenizer.get_vocab()
        self._digits = [number for token, number in vocabulary.items() if is_digits(token)]

    def begin(self):
        self._pieces = []

    def feed(self, samples):
        self._pieces.append(samples)

    def finish(self):
        import numpy as np

        audio = np.concatenate(self._pieces).astype(np.float32) / 32768
        segments, _ = self._model.transcribe(
            audio, language="en", beam_size=5, suppress_tokens=[-1, *self._digits]
        )
        return " ".join(segment.text.strip() for segment in segments)


def is_digits(token):
    """Whether a token of Whisper writes digits; `<|1.00|>` is a time, which must remain possible."""
    return bool(re.search(r"\d", token)) and not token.startswith("<|")


KINDS = {"ours": Ours, "pocketsphinx": PocketSphinx, "whisper": Whisper}


def read_wav(path):
    import numpy as np

    with wave.open(path) as file:
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def transcribe(recognizer, samples):
    """Transcript and times of one recording; `final` is the work after the last piece."""
    began, began_cpu = time.perf_counter(), time.process_time()
    recognizer.begin()
    for start in range(0, len(samples), PIECE):
        recognizer.feed(samples[start : start + PIECE])
    fed, fed_cpu = time.perf_counter(), time.process_time()
    text = recognizer.finish()
    ended, ended_cpu = time.perf_counter(), time.process_time()
    return {
        "text": text,
        "audio_s": len(samples) / 16000,
        "cpu_s": ended_cpu - began_cpu,
        "elapsed_s": ended - began,
        "final_cpu_s": ended_cpu - fed_cpu,
        "final_elapsed_s": ended - fed,
    }


def peak_memory_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


def main():
    job = json.load(sys.stdin)
    os.sched_setaffinity(0, {job["core"]})
    began = time.process_time()
    recognizer = KINDS[job["kind"]](job["model"], job["scorer"])
    load = time.process_time() - began
    transcribe(recognizer, read_wav(job["wavs"][0])[:16000])  # warm-up
    utterances = [transcribe(recognizer, read_wav(path)) for path in job["wavs"]]
    print()
    print(json.dumps({"load_cpu_s": load, "peak_memory_mb": peak_memory_mb(), "utterances": utterances}))


if __name__ == "__main__":
    main()
