"""The SavedModel, as used by a program without this package."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
import tensorflow as tf

from deepspeech_tf.audio.features import extract_features
from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.errors import ExportError
from deepspeech_tf.exporting.saved_model import export_saved_model
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder
from deepspeech_tf.text.alphabet import Alphabet
from tests.exporting.models import ALPHABET, N_LABELS, golden_weights, random_weights
from tests.sets import utterances

MODEL = DeepSpeechConfig(n_labels=N_LABELS, n_hidden=32)


def wav_bytes(samples: np.ndarray, rate_hz: int = 16000) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format="WAV", subtype="PCM_16")
    return file.getvalue()


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    (folder / "x.scorer").write_bytes(b"scorer")
    target = folder / "model"
    for _ in range(2):  # a second export replaces the first
        export_saved_model(
            random_weights(MODEL), MODEL, FeatureConfig(), target,
            alphabet=ALPHABET, scorer_path=str(folder / "x.scorer"),
        )  # fmt: skip
    return target


def test_what_lies_there(exported: Path) -> None:
    names = {path.name for path in exported.iterdir()}
    assert {"saved_model.pb", "variables", "alphabet.txt", "exported.scorer"} <= names
    assert not [name for name in names if name.startswith(".")]
    assert Alphabet.from_file(exported / "alphabet.txt") == ALPHABET


def test_features_of_a_wav_file(exported: Path) -> None:
    compute = tf.saved_model.load(str(exported)).signatures["compute_features"]
    noise = np.random.default_rng(0).integers(-9000, 9000, 12345).astype(np.int16)
    answer = compute(input_wavfile=tf.constant(wav_bytes(noise)))
    wanted = extract_features(noise.astype(np.float32) / 32768, FeatureConfig()).numpy()
    assert answer["features_len"].numpy().tolist() == [len(wanted)]
    np.testing.assert_allclose(answer["features"].numpy()[0], wanted, atol=1e-4)
    stereo = compute(input_wavfile=tf.constant(wav_bytes(np.stack([noise, noise], axis=1))))
    np.testing.assert_allclose(stereo["features"].numpy()[0], wanted, atol=1e-4)
    with pytest.raises(tf.errors.InvalidArgumentError, match="expected a WAV file of 16000 Hz"):
        compute(input_wavfile=tf.constant(wav_bytes(noise, 8000)))


def test_probabilities_are_those_of_the_model(exported: Path) -> None:
    forward = tf.saved_model.load(str(exported)).signatures["forward_from_features"]
    features = np.random.default_rng(1).normal(size=(2, 40, 26)).astype(np.float32)
    probs = forward(features=tf.constant(features), features_len=tf.constant([40, 25]))["probs"].numpy()
    model = DeepSpeechEncoder(MODEL)
    for name, variable in model.named_weights().items():
        variable.assign(random_weights(MODEL)[name])
    whole = tf.nn.softmax(model(features[:1], tf.constant([40]))[0]).numpy()[0]
    np.testing.assert_allclose(probs[0], whole, atol=1e-5)
    alone = tf.nn.softmax(model(features[1:, :25], tf.constant([25]))[0]).numpy()[0]
    np.testing.assert_allclose(probs[1, :25], alone, atol=1e-5)


def test_golden_probabilities(golden: Path, tmp_path: Path) -> None:
    config, weights = golden_weights()
    export_saved_model(weights, config, FeatureConfig(), tmp_path)
    forward = tf.saved_model.load(str(tmp_path)).signatures["forward_from_features"]
    for name in utterances(golden):
        features = np.load(golden / "arrays" / f"{name}.feat.npy")[np.newaxis].astype(np.float32)
        probs = forward(features=tf.constant(features), features_len=tf.constant([features.shape[1]]))[
            "probs"
        ]
        wanted = np.load(golden / "arrays" / f"{name}.probs.npy")
        np.testing.assert_allclose(probs.numpy()[0], wanted, atol=1e-4)


def test_other_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="expected the weights of the model"):
        export_saved_model({}, MODEL, FeatureConfig(), tmp_path)
