"""Codec: lossy speech coding, as in an internet telephone call."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from deepspeech_tf.audio.opus import (
    DELAY_S,
    HIGHEST_BITRATE,
    LOWEST_BITRATE,
    RATES_HZ,
    decode_packets,
    encode_packets,
)
from deepspeech_tf.data.augment.base import Array, Augmentation, Domain, Moment
from deepspeech_tf.data.augment.value_range import ValueRange, int_range, require_range
from deepspeech_tf.errors import ConfigError


@dataclass(frozen=True)
class Codec(Augmentation):
    """Encodes with Opus at `bitrate` bits per second, and decodes; the length is unchanged, without delay."""

    domains = (Domain.SAMPLE,)

    bitrate: ValueRange = field(default=int_range(3200))

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("bitrate", self.bitrate, LOWEST_BITRATE, HIGHEST_BITRATE, "bits per second")

    def apply(self, data: Array, moment: Moment, rng: np.random.Generator) -> Array:
        rate_hz = moment.features.sample_rate_hz
        if rate_hz not in RATES_HZ:
            raise ConfigError(
                f"augment codec: sample_rate_hz must be one of {RATES_HZ}. Received: {rate_hz}",
                {"augment": "TrainingData.augment", "sample_rate_hz": "ModelConfig.sample_rate_hz"},
            )
        delay = round(DELAY_S * rate_hz)
        pcm = np.clip(np.rint(np.pad(data, (0, delay)) * 32768), -32768, 32767).astype(np.int16)
        packets = encode_packets(pcm[:, np.newaxis], rate_hz, int(self.bitrate.pick(moment.clock, rng)))
        decoded = decode_packets(packets, rate_hz, 1)[delay : delay + len(data), 0]
        return np.pad(decoded, (0, len(data) - len(decoded)))
