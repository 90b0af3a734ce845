"""Which matrices of an int8 model remain float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from deepspeech_tf.config import ExportConfig, FeatureConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.input_precision import restore_feature_matrices
from deepspeech_tf.exporting.tflite import export_tflite
from deepspeech_tf.exporting.tflite_schema import parse_model
from deepspeech_tf.model.transformer.config import TransformerConfig
from tests.exporting.models import ALPHABET, N_LABELS, random_weights
from tests.exporting.running import TfliteModel

FEATURES = FeatureConfig(window_ms=25, step_ms=10, feature_kind="log_mel", n_mels=80)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, Path]:
    """A small transformer with log-mel features, with int8 and with float32 weights."""
    config = TransformerConfig(N_LABELS, width=64, n_blocks=1, chunk_rows=8, left_context=8, period=16)
    weights, folder = random_weights(config), tmp_path_factory.mktemp("exported")
    return {
        quantize: export_tflite(
            weights,
            config,
            FEATURES,
            ExportConfig(quantize=quantize),
            ALPHABET.serialize(),
            folder / f"{quantize}",
        )
        for quantize in (True, False)
    }


def test_log_mel_of_int8_models(exported: dict[bool, Path]) -> None:
    """A quiet tone beside a loud one: int8 matrices hide it."""
    time_s = np.arange(400) / 16_000
    samples = 0.5 * np.sin(2 * np.pi * 500 * time_s) + 0.001 * np.sin(2 * np.pi * 5000 * time_s)
    with_int8, with_float32 = (
        TfliteModel(exported[quantize]).mfccs(samples.astype(np.float32)) for quantize in (True, False)
    )
    assert np.abs(with_float32).max() > 0.5
    np.testing.assert_allclose(with_int8, with_float32, atol=1e-4)


def test_the_other_matrices_are_int8(exported: dict[bool, Path]) -> None:
    sizes = [exported[quantize].stat().st_size for quantize in (True, False)]
    matrices = 4 * (400 * 402 + 201 * 80)  # bytes of the Fourier transform and the bands
    assert sizes[0] - matrices < 0.4 * (sizes[1] - matrices)


def test_a_matrix_that_no_layer_has(exported: dict[bool, Path]) -> None:
    model = parse_model(exported[True].read_bytes())
    with pytest.raises(ExportError, match=r"shape \(400, 402\)\. Received: 0"):
        restore_feature_matrices(model, [np.ones((400, 402), np.float32)])
