"""Frozen dataclasses: every choice that the library takes, checked once when it is made."""

from deepspeech_tf.config.bounds import LARGEST_COUNT, require_range
from deepspeech_tf.config.data import ORDERS, EvaluationData, TrainingData
from deepspeech_tf.config.decoding import LARGEST_WEIGHT, DecodingConfig
from deepspeech_tf.config.devices import DeviceConfig
from deepspeech_tf.config.export import GRAPH_VERSION, LARGEST_STEPS, ExportConfig
from deepspeech_tf.config.features import (
    LARGEST_WINDOW_MS,
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
    "LARGEST_COUNT",
    "LARGEST_STEPS",
    "LARGEST_WEIGHT",
    "LARGEST_WINDOW_MS",
    "LOAD_TRAIN_CHOICES",
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
