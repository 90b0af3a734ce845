"""Frozen dataclasses: every choice that the library takes, checked once when it is made."""

from deepspeech_tf.config.bounds import MAX_COUNT, require_range
from deepspeech_tf.config.data import ORDERS, EvaluationData, TrainingData
from deepspeech_tf.config.decoding import MAX_WEIGHT, DecodingConfig
from deepspeech_tf.config.devices import DeviceConfig
from deepspeech_tf.config.export import GRAPH_VERSION, MAX_STEPS, ExportConfig
from deepspeech_tf.config.features import (
    MAX_WINDOW_MS,
    MEL_LOWER_HZ,
    N_CEPSTRA,
    N_MEL_CHANNELS,
    FeatureConfig,
)
from deepspeech_tf.config.lm_search import LmSearchConfig
from deepspeech_tf.config.model import ModelConfig
from deepspeech_tf.config.training import (
    LOAD_TRAIN_CHOICES,
    PRECISIONS,
    SCHEDULES,
    OptimizerConfig,
    TrainingConfig,
)

__all__ = [
    "GRAPH_VERSION",
    "LOAD_TRAIN_CHOICES",
    "MAX_COUNT",
    "MAX_STEPS",
    "MAX_WEIGHT",
    "MAX_WINDOW_MS",
    "MEL_LOWER_HZ",
    "N_CEPSTRA",
    "N_MEL_CHANNELS",
    "ORDERS",
    "PRECISIONS",
    "SCHEDULES",
    "DecodingConfig",
    "DeviceConfig",
    "EvaluationData",
    "ExportConfig",
    "FeatureConfig",
    "LmSearchConfig",
    "ModelConfig",
    "OptimizerConfig",
    "TrainingConfig",
    "TrainingData",
    "require_range",
]
