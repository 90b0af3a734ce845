"""An hour of speech: times of the words, memory, and what is lost after kill -9.

    python benchmarks/long_recording.py --minutes 60

Utterances of `../shared/data` are joined with pauses into one FLAC file. Each of them is also transcribed
alone; the words that both transcripts share must have the same times, moved by the place where it was joined.
The command is killed with SIGKILL in the middle and started again; its result is compared with one of an
undisturbed run.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from deepspeech_tf.commandline.begin import begin_command  # noqa: E402
from deepspeech_tf.speech.media import read_media  # noqa: E402
from deepspeech_tf.speech.recognizer import RecognizerConfig, load_recognizer  # noqa: E402
from deepspeech_tf.text.alignment import align  # noqa: E402
from tests.sets import SHARED  # noqa: E402

DATA = SHARED / "data"
SETS = ("librispeech/test.csv", "librispeech/dev.csv", "kathleen/dev.csv", "librispeech/train.csv")
RATE_HZ = 16000
TOLERANCE_S = 0.2


def utterances():
    for name in SETS:
        with open(DATA / name, encoding="utf-8") as file:
            for row in csv.DictReader(file):
                path = DATA / Path(name).parent / row["wav_filename"]
                yield np.concatenate(list(read_media(path, RATE_HZ)))


def join(target: Path, minutes: float):
    """Writes the recording; returns its utterances with the places where they begin, in seconds."""
    random, joined, position = np.random.default_rng(7), [], 0
    with av.open(str(target), "w") as container:
        stream = container.add_stream("flac", rate=RATE_HZ, layout="mono")

        def write(samples) -> None:
            frame = av.AudioFrame.from_ndarray(samples[None], "s16", "mono")
            frame.sample_rate, frame.pts = RATE_HZ, None
            container.mux(stream.encode(frame))

        for samples in utterances():
            if position >= minutes * 60 * RATE_HZ:
                break
            joined.append((position / RATE_HZ, samples))
            pause = random.normal(0, 3, int(random.uniform(0.7, 2) * RATE_HZ)).astype(np.int16)
            for part in (samples, pause):
                write(part)
                position += len(part)
        container.mux(stream.encode(None))
    return joined, position / RATE_HZ


def resident_mb(pid: int) -> tuple[float, float]:
    """Resident memory of a process, and of the largest of its children."""

    def of(one: int) -> float:
        try:
            text = Path(f"/proc/{one}/status").read_text()
        except OSError:
            return 0.0
        return float(text.split("VmRSS:")[1].split()[0]) / 1024 if "VmRSS:" in text else 0.0

    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        children = []
    return of(pid), max((of(int(child)) for child in children), default=0.0)


def command(recording: Path, output: Path) -> list[str]:
    return [
        sys.executable, "-m", "deepspeech_tf.transcribe", str(recording), "--output_dir", str(output),
        "--formats", "json,srt", "--words_per_cue", "1",
    ]  # fmt: skip


def run(recording: Path, output: Path, kill_at: float | None = None):
    """Runs the command; returns seconds and memory. `kill_at` segments are recognized before the kill."""
    started, memory = time.monotonic(), []
    process = subprocess.Popen(command(recording, output), stderr=subprocess.PIPE, cwd=ROOT)
    journal = output / f".{recording.stem}.transcription"
    while process.poll() is None:
        time.sleep(0.5)
        memory.append(resident_mb(process.pid))
        if kill_at is not None and journal.exists() and journal.read_bytes().count(b"\n") > kill_at:
            os.kill(process.pid, signal.SIGKILL)
    message = process.stderr.read().decode().strip().splitlines()[-1:]
    return time.monotonic() - started, memory, message


def time_differences(joined, heard: list[dict]):
    """Differences of start times of words that the recording and its utterances share, in seconds.

    Texts are aligned, so where they differ, a word can be compared with one of its kind said next to it.
    Such pairs do not have the same neighbours; the differences of words that have are returned as well. Words
    that differ by more than the tolerance are listed, with what the recording has in their place.
    """
    config = RecognizerConfig(ROOT / "models/english/english.tflite", ROOT / "models/english/english.scorer")
    recognizer = load_recognizer(config)
    alone = [w for begin, samples in joined for w in recognizer.words(samples, round(begin * RATE_HZ))]
    steps = [step.kind for step in align([w.text for w in alone], [w["word"] for w in heard])]
    one = two = 0
    differences, with_neighbours, far = [], [], []
    for place, kind in enumerate(steps):
        if kind == "same":
            differences.append(heard[two]["start"] - alone[one].start_s)
            if all(other == "same" for other in steps[max(0, place - 1) : place + 2]):
                with_neighbours.append(differences[-1])
            if abs(differences[-1]) > TOLERANCE_S:
                spoken = [(w.start_s, w.end_s, w.text) for w in alone]
                joined_words = [(w["start"], w["end"], w["word"]) for w in heard]
                texts = [text_around(alone[one], words) for words in (spoken, joined_words)]
                far.append((alone[one], differences[-1], *texts))
        one += kind != "extra"
        two += kind != "missing"
    return np.abs(differences), np.abs(with_neighbours), len(alone), far


def text_around(word, words) -> str:
    """The words that are said from a second before a word to half a second after it."""
    return " ".join(text for start, end, text in words if start < word.end_s + 0.5 and end > word.start_s - 1)


def differences_of_srt(path: Path, heard: list[dict]) -> float:
    """The largest difference between a start in the subtitles and the one in JSON, in seconds."""
    blocks = [block.split("\n") for block in path.read_text().strip().split("\n\n")]
    assert [block[2] for block in blocks] == [word["word"] for word in heard]
    starts = [block[1].split(" --> ")[0].replace(",", ".").split(":") for block in blocks]
    seconds = [int(hours) * 3600 + int(minutes) * 60 + float(rest) for hours, minutes, rest in starts]
    return max(abs(one - word["start"]) for one, word in zip(seconds, heard, strict=True))


def main() -> None:
    begin_command()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    minutes = parser.parse_args().minutes
    with tempfile.TemporaryDirectory() as folder:
        recording, whole, resumed = Path(folder, "hour.flac"), Path(folder, "whole"), Path(folder, "resumed")
        joined, length_s = join(recording, minutes)
        seconds, memory, message = run(recording, whole)
        print(f"{length_s:.0f} s of audio, {len(joined)} utterances: {seconds:.0f} s. {message}")
        for what, column in (("main process", 0), ("largest worker", 1)):
            values = [row[column] for row in memory]
            parts = [f"{max(part):.0f}" for part in np.array_split(values[len(values) // 10 :], 5)]
            print(f"resident memory of the {what} in fifths of the run, MB: {', '.join(parts)}")
        segments = len(json.loads((whole / "hour.json").read_text())["segments"])
        run(recording, resumed, kill_at=segments / 2)
        kept = (resumed / ".hour.transcription").read_bytes().count(b"\n") - 1
        seconds, _, message = run(recording, resumed)
        same = (whole / "hour.json").read_bytes() == (resumed / "hour.json").read_bytes()
        print(f"killed after {kept} of {segments} segments; the rest took {seconds:.0f} s. {message}")
        print(f"transcript identical to that of the undisturbed run: {same}")
        heard = json.loads((whole / "hour.json").read_text())
        words = [word for segment in heard["segments"] for word in segment["words"]]
        subtitles = differences_of_srt(whole / "hour.srt", words)
        print(f"starts in the subtitles differ from those in JSON by {subtitles:.4f} s at most")
        differences, with_neighbours, count, far = time_differences(joined, words)
        within = float((differences <= TOLERANCE_S).mean())
        print(
            f"{len(differences)} of {count} words are the same; {within:.2%} start within {TOLERANCE_S} s of "
            f"where they were joined; median {np.median(differences):.3f} s, most {differences.max():.2f} s"
        )
        print(
            f"{len(with_neighbours)} have the same neighbours, too; "
            f"median {np.median(with_neighbours):.3f} s, most {with_neighbours.max():.2f} s"
        )
        for word, difference, alone, joined_text in far:
            print(
                f"{word.text!r} at {word.start_s:.2f} s: {difference:+.2f} s; alone: {alone!r}; "
                f"joined: {joined_text!r}"
            )


if __name__ == "__main__":
    main()
