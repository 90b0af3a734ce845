"""DeepSpeech speech to text on TensorFlow 2 and Keras 3: training, evaluation and export.

The functions are `train`, `evaluate`, `transcribe`, `export`, `convert`, `optimize_lm` and `examine`; each
takes a frozen dataclass (`TrainingJob`, …) and returns a result (doc/python.md). `inspect_model` takes a
path. Each public name is loaded on first use, and TensorFlow when it is first needed.
"""

import importlib
import sys
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from deepspeech_tf.api import (
        convert,
        evaluate,
        examine,
        export,
        inspect_model,
        optimize_lm,
        train,
        transcribe,
    )
    from deepspeech_tf.config import (
        DecodingConfig,
        DeviceConfig,
        EvaluationData,
        ExportConfig,
        LmSearchConfig,
        ModelConfig,
        OptimizerConfig,
        TrainingConfig,
        TrainingData,
    )
    from deepspeech_tf.errors import DeepSpeechError
    from deepspeech_tf.evaluation.results import UtteranceResult
    from deepspeech_tf.events import (
        Callback,
        CheckpointSaved,
        EpochEnded,
        EpochLoss,
        Event,
        PhaseBegan,
        PhaseEnded,
        StepDone,
    )
    from deepspeech_tf.exporting.package import ModelCard
    from deepspeech_tf.jobs.cluster import Cluster
    from deepspeech_tf.jobs.job import (
        ConversionJob,
        DiagnosisJob,
        EvaluationJob,
        ExportJob,
        LmSearchJob,
        TrainingJob,
        TranscriptionJob,
    )
    from deepspeech_tf.jobs.results import (
        EvaluationResult,
        ExportResult,
        SetResult,
        SetTested,
        TrainingResult,
        Transcript,
        Word,
    )

__all__ = [
    "Callback",
    "CheckpointSaved",
    "Cluster",
    "ConversionJob",
    "DecodingConfig",
    "DeepSpeechError",
    "DeviceConfig",
    "DiagnosisJob",
    "EpochEnded",
    "EpochLoss",
    "EvaluationData",
    "EvaluationJob",
    "EvaluationResult",
    "Event",
    "ExportConfig",
    "ExportJob",
    "ExportResult",
    "LmSearchConfig",
    "LmSearchJob",
    "ModelCard",
    "ModelConfig",
    "OptimizerConfig",
    "PhaseBegan",
    "PhaseEnded",
    "SetResult",
    "SetTested",
    "StepDone",
    "TrainingConfig",
    "TrainingData",
    "TrainingJob",
    "TrainingResult",
    "Transcript",
    "TranscriptionJob",
    "UtteranceResult",
    "Word",
    "__version__",
    "convert",
    "evaluate",
    "examine",
    "export",
    "inspect_model",
    "optimize_lm",
    "train",
    "transcribe",
]

_FUNCTIONS = frozenset(
    {"convert", "evaluate", "examine", "export", "inspect_model", "optimize_lm", "train", "transcribe"}
)
# Modules of this package, with their public names.
_HOMES = {
    "config": "Config Data",  # names that end so
    "errors": "DeepSpeechError",
    "evaluation.results": "UtteranceResult",
    "events": "Callback CheckpointSaved EpochEnded EpochLoss Event PhaseBegan PhaseEnded StepDone",
    "exporting.package": "ModelCard",
    "jobs.cluster": "Cluster",
    "jobs.job": "ConversionJob DiagnosisJob EvaluationJob ExportJob LmSearchJob TrainingJob TranscriptionJob",
    "jobs.results": "EvaluationResult ExportResult SetResult SetTested TrainingResult Transcript Word",
}

try:
    __version__ = version("deepspeech-tf")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0+uninstalled"


def _home(name: str) -> str:
    """The module in which a public name is defined."""
    if name in _FUNCTIONS:
        return f"{__name__}.api"
    if name.endswith(tuple(_HOMES["config"].split())):
        return f"{__name__}.config"
    return next(f"{__name__}.{module}" for module, names in _HOMES.items() if name in names.split())


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_home(name)), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(ModuleType):
    """This package: its commands (`python -m deepspeech_tf.train`) are modules with names of functions.

    The import system makes an imported module an attribute of its package. Where that is the name of a
    function, the function stays; the module is in `sys.modules`, which is where `python -m` and
    `importlib.import_module` find it.
    """

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _FUNCTIONS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
