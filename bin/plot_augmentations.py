#!/usr/bin/env python3
"""Show the effect of augmentations on a recording: spectrograms before and after each of them.

    plot_augmentations.py RECORDING OUT [--augment 'reverb[delay=50]'] [--sounds]

Without --augment, every operation is shown with an example, with synthetic noise or a synthetic impulse
response where needed. This program creates the pictures of doc/augmentation.md.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from deepspeech_tf.audio.features import features_of, spectrogram
from deepspeech_tf.audio.read import read_audio
from deepspeech_tf.commandline.importing import run_importer
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.augment import Augmentation, Domain, Moment, parse_augmentations
from deepspeech_tf.data.recode import wav_bytes
from deepspeech_tf.errors import AudioError

CONFIG = FeatureConfig()
FLOOR_DB = -75.0  # the darkest color, relative to the loudest point of the original
COLOURS = 48  # in the picture files, to keep them small

Array = npt.NDArray[np.float32]

EXAMPLES = (
    "overlay[source={noise},snr=20]",
    "noise[source={noise},snr=20]",
    "rir[source={room}]",
    "speed[factor=1.25]",
    "codec[bitrate=6000]",
    "reverb[delay=50,decay=6]",
    "resample[rate=6000]",
    "volume[dbfs=-27]",
    "pitch[pitch=1.3]",
    "tempo[factor=1.4]",
    "warp[nt=1,nf=1,wt=0.4]",
    "frequency_mask[n=3,size=15]",
    "time_mask[n=3,size=250]",
    "dropout[rate=0.3]",
    "add[stddev=3]",
    "multiply[stddev=1]",
)


def write_sources(folder: Path) -> dict[str, Path]:
    """Creates the recordings of the examples: crackling hiss, and an impulse response of half a second."""
    rng, rate_hz = np.random.default_rng(1), CONFIG.sample_rate_hz
    folders = {name: folder / name for name in ("noise", "room")}
    for path in folders.values():
        path.mkdir()
    hiss = rng.normal(0, 0.05, 10 * rate_hz)
    hiss[:: rate_hz // 2] = 0.8
    soundfile.write(folders["noise"] / "hiss.wav", hiss, rate_hz)
    time_s = np.arange(rate_hz // 2) / rate_hz
    ringing = 0.15 * rng.normal(0, 1, len(time_s)) * 10 ** (-60 / 20 * time_s / 0.5)
    ringing[0] = 0.9
    soundfile.write(folders["room"] / "hall.wav", ringing.clip(-1, 1), rate_hz)
    return folders


def before_and_after(samples: Array, augmentation: Augmentation, seed: int, clock: float) -> list[Array]:
    """The input and the output of an augmentation, in its domain."""
    data = samples
    if augmentation.domain in (Domain.SPECTROGRAM, Domain.FEATURES):
        data = spectrogram(data, CONFIG).numpy()
    if augmentation.domain is Domain.FEATURES:
        data = features_of(data, CONFIG).numpy()
    return [data, augmentation.apply(data, Moment(clock, CONFIG), np.random.default_rng(seed))]


def pictures(pair: list[Array], domain: Domain) -> list[Array]:
    """Images `(bins, frames)`: level in dB below the loudest point before, or the features."""
    if domain is Domain.FEATURES:
        return [frames.T for frames in pair]
    powers = [one if domain is Domain.SPECTROGRAM else spectrogram(one, CONFIG).numpy() for one in pair]
    loudest = max(float(powers[0].max()), 1e-20)
    return [10 * np.log10(np.maximum(power.T / loudest, 1e-20)) for power in powers]


def draw(pair: list[Array], domain: Domain, title: str) -> bytes:
    """The two spectrograms side by side, on one scale, as a PNG file."""
    import matplotlib

    matplotlib.use("Agg")  # no display needed
    from matplotlib import pyplot
    from PIL import Image

    images = pictures(pair, domain)
    is_spectrum = domain is not Domain.FEATURES
    # the first coefficient, the level, is so low that all others would have the same color
    low, high = (FLOOR_DB, 0.0) if is_spectrum else tuple(np.quantile(images[0][1:], (0.01, 0.99)))
    top = CONFIG.sample_rate_hz / 2000 if is_spectrum else CONFIG.n_cepstra
    longest = max(image.shape[1] for image in images) * CONFIG.step_ms / 1000
    figure, both = pyplot.subplots(1, 2, figsize=(9, 2.6), sharey=True, layout="constrained")
    for axes, image, name in zip(both, images, ("before", title), strict=True):
        end_s = image.shape[1] * CONFIG.step_ms / 1000
        shown: Any = axes.imshow(
            image, origin="lower", aspect="auto", cmap="magma", vmin=low, vmax=high, extent=(0, end_s, 0, top)
        )
        axes.set(title=name, xlabel="s", xlim=(0, longest))
    both[0].set_ylabel("kHz" if is_spectrum else "coefficient")
    figure.colorbar(shown, ax=both, label="dB" if is_spectrum else "")
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", dpi=90)
    pyplot.close(figure)
    small = io.BytesIO()
    Image.open(drawn).convert("RGB").quantize(COLOURS).save(small, format="png", optimize=True)
    return small.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recording", help="audio file, or sample of a database (set.sdb:5)")
    parser.add_argument("out", type=Path, help="folder for OPERATION.png, made if missing")
    parser.add_argument(
        "--augment", action="append", default=[], help="operation[param=value,...]; repeatable"
    )
    parser.add_argument("--clock", type=float, default=0.5, help="0 to 1: progress that a:b goes by")
    parser.add_argument("--seed", type=int, default=1, help="of the augmentations")
    parser.add_argument("--sounds", action="store_true", help="also OPERATION.wav, of those that act on it")
    params = parser.parse_args()
    samples = read_audio(params.recording, CONFIG.sample_rate_hz)
    if not CONFIG.frames(len(samples)):
        raise AudioError(f"{params.recording}: is too short for a spectrogram")
    params.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        sources = write_sources(Path(place))
        texts = params.augment or [example.format(**sources) for example in EXAMPLES]
        for text, augmentation in zip(texts, parse_augmentations(texts), strict=True):
            pair = before_and_after(samples, augmentation, params.seed, params.clock)
            path = params.out / (text.split("[")[0] + ".png")
            for name, source in sources.items():
                text = text.replace(str(source), name)
            path.write_bytes(draw(pair, augmentation.domain, text))
            if params.sounds and augmentation.domain in (Domain.SAMPLE, Domain.SIGNAL):
                path.with_suffix(".wav").write_bytes(wav_bytes(pair[1], CONFIG.sample_rate_hz))
            print(path, file=sys.stderr)


if __name__ == "__main__":
    run_importer(main)
