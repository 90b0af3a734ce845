"""Resamples recordings to the sampling rate of a model."""

from __future__ import annotations

import ctypes

import numpy as np
import numpy.typing as npt

from deepspeech import _arguments as arguments
from deepspeech import _declarations as c
from deepspeech._library import library
from deepspeech.errors import check


def resample(audio: npt.ArrayLike, from_hz: int, to_hz: int) -> npt.NDArray[np.int16]:
    """Resamples a recording with the filter of the program `deepspeech`, and rounds it to 16 bits.

    Chunks of a stream must not be resampled separately, because each call treats its ends as silence.

    Args:
        audio: one channel, `(samples,)`: int16, or floating point where full scale is 1.
        from_hz: sampling rate of `audio`, from 1000 to 999999.
        to_hz: sampling rate of the result, likewise; `Model.sampleRate()` returns that of a model.

    Returns:
        int16 `(samples * to_hz / from_hz,)`, rounded.

    Raises:
        DeepSpeechError: if a sampling rate is out of range, or a sample is infinite, NaN or larger than 1e9.
        ValueError: if `audio` has another type or more than one dimension.
    """
    samples = _floats(audio)
    count = arguments.unsigned("the number of samples", len(samples))
    rates = arguments.unsigned("from_hz", from_hz), arguments.unsigned("to_hz", to_hz)
    pointer, length = samples.ctypes.data_as(ctypes.POINTER(ctypes.c_float)), ctypes.c_uint()
    function = library().DS_ResampleAudio
    check("ResampleAudio", function(pointer, count, *rates, None, 0, ctypes.byref(length)))
    result = np.empty(length.value, np.int16)
    place = result.ctypes.data_as(c.Samples)
    check("ResampleAudio", function(pointer, count, *rates, place, len(result), ctypes.byref(length)))
    return result


def _floats(audio: npt.ArrayLike) -> npt.NDArray[np.float32]:
    array = np.asarray(audio)
    if array.size == 0:
        return np.zeros(0, np.float32)
    if array.ndim != 1 or not (array.dtype == np.int16 or np.issubdtype(array.dtype, np.floating)):
        raise ValueError(
            "audio must be a one-dimensional array of int16 or floating-point samples. "
            f"Received: {array.dtype} with shape {array.shape}"
        )
    scale = np.float32(1 / 32768) if array.dtype == np.int16 else np.float32(1)
    return np.ascontiguousarray(array.astype(np.float32, copy=False) * scale)
