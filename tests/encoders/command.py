"""A command of the project with the tests' encoder registered: `python -m tests.encoders.command train …`."""

from __future__ import annotations

import importlib
import sys

from tests.encoders.causal import register_causal

if __name__ == "__main__":
    register_causal()
    name = sys.argv.pop(1)
    importlib.import_module(f"deepspeech_tf.{name}").main()
