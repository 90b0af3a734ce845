"""How audio becomes features."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import Bounds, Checked, Choices, within
from deepspeech_tf.errors import ConfigError

N_CEPSTRA = 26  # MFCC coefficients per frame
N_MEL_CHANNELS = 40
FEATURE_KINDS = ("mfcc", "log_mel")
MEL_LOWER_HZ = 20.0
# Beyond this a value is a slip of the pen: it would end in exhausted memory, far from its cause.
MAX_WINDOW_MS = 10_000


@dataclass(frozen=True)
class FeatureConfig(Checked):
    """How audio becomes frames of features.

    Args:
        sample_rate_hz: sampling rate of the model.
        window_ms: analysis window.
        step_ms: from one window to the next.
        n_cepstra: values per frame of `mfcc`.
        feature_kind: `mfcc`, as in DeepSpeech 0.9.3, or `log_mel`, as in Whisper.
        n_mels: values per frame of `log_mel`.

    Raises:
        ConfigError: if the rate is out of range, or window or step is not a whole number of samples.
    """

    sample_rate_hz: int = within(16000, Bounds(1000, 999_999))
    window_ms: int = within(32, Bounds(1, MAX_WINDOW_MS))
    step_ms: int = within(20, Bounds(1, MAX_WINDOW_MS))
    n_cepstra: int = N_CEPSTRA
    feature_kind: str = within("mfcc", Choices(FEATURE_KINDS))
    n_mels: int = within(80, Bounds(1, 512))

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("window_ms", "step_ms"):
            ms = getattr(self, name)
            if (ms * self.sample_rate_hz) % 1000:
                raise ConfigError(
                    f"{name} must be a number of ms that is a whole number of samples at "
                    f"{self.sample_rate_hz} Hz. Received: {ms}",
                    {name: f"FeatureConfig.{name}"},
                )

    @property
    def n_features(self) -> int:
        """Values per frame."""
        return self.n_mels if self.feature_kind == "log_mel" else self.n_cepstra

    @property
    def window_samples(self) -> int:
        return self.window_ms * self.sample_rate_hz // 1000

    @property
    def step_samples(self) -> int:
        return self.step_ms * self.sample_rate_hz // 1000

    def frames(self, samples: int) -> int:
        """Frames that `samples` samples give: no padding, the tail is dropped."""
        if samples < self.window_samples:
            return 0
        return 1 + (samples - self.window_samples) // self.step_samples
