"""`deepspeech.resample`: types, lengths, and values that are refused."""

from __future__ import annotations

import numpy as np
import pytest

from tests.native.client import need_client


def test_tone_keeps_its_frequency_and_amplitude() -> None:
    need_client()
    from deepspeech import resample

    for from_hz in (8000, 22050, 44100, 48000):
        seconds = np.arange(from_hz) / from_hz
        received = resample(0.5 * np.sin(2 * np.pi * 440 * seconds), from_hz, 16000)
        expected = 16384 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)
        assert received.dtype == np.int16
        assert received.shape == (16000,)
        assert np.abs(received - expected)[400:-400].max() < 8


def test_integers_are_scaled_and_the_same_rate_changes_nothing() -> None:
    need_client()
    from deepspeech import resample

    samples = np.array([0, 1, -1, 32767, -32768, 12345], np.int16)
    assert (resample(samples, 16000, 16000) == samples).all()
    repeated = np.tile(samples, 200)
    assert (resample(repeated, 44100, 16000) == resample(repeated / 32768, 44100, 16000)).all()
    assert (resample(repeated[::2], 44100, 16000) == resample(repeated[::2].copy(), 44100, 16000)).all()


@pytest.mark.parametrize("nothing", [[], np.zeros(0, np.int16), np.zeros((0, 2))])
def test_no_samples(nothing: object) -> None:
    need_client()
    from deepspeech import resample

    assert resample(nothing, 44100, 16000).shape == (0,)


@pytest.mark.parametrize("rate_hz", [0, 999, 1_000_000, 2**32 - 1])
def test_impossible_rates(rate_hz: int) -> None:
    need_client()
    from deepspeech import DeepSpeechError, resample

    for rates in ((rate_hz, 16000), (16000, rate_hz)):
        with pytest.raises(DeepSpeechError) as caught:
            resample(np.zeros(10), *rates)
        assert caught.value.code == 0x200A
        assert caught.value.details == (
            f"expected a sampling rate from 1000 to 999999 Hz. Received: {rate_hz}"
        )


@pytest.mark.parametrize("rate_hz", [-1, 2**32])
def test_rates_that_c_cannot_take(rate_hz: int) -> None:
    need_client()
    from deepspeech import resample

    with pytest.raises(ValueError, match="from_hz must be from 0"):
        resample(np.zeros(10), rate_hz, 16000)
    with pytest.raises(TypeError):
        resample(np.zeros(10), 16000.5, 8000)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 2e9])
def test_samples_that_are_no_audio(value: float) -> None:
    need_client()
    from deepspeech import DeepSpeechError, resample

    for to_hz in (8000, 16000):
        with pytest.raises(DeepSpeechError) as caught:
            resample(np.array([0.0, value]), 16000, to_hz)
        assert caught.value.details.startswith("expected finite samples of at most 1e9. Received: ")
        assert caught.value.details.endswith(" at position 1")


@pytest.mark.parametrize("audio", [np.zeros(4, np.int32), np.zeros((2, 2)), ["a"], np.zeros(2, np.uint8)])
def test_other_arrays(audio: object) -> None:
    need_client()
    from deepspeech import resample

    with pytest.raises(ValueError, match="one-dimensional array of int16 or floating-point samples"):
        resample(audio, 44100, 16000)
