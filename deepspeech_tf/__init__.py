"""DeepSpeech speech to text on TensorFlow 2 and Keras 3: training, evaluation and export."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("deepspeech-tf")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "0.0.0+uninstalled"
