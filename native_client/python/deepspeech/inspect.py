"""`python -m deepspeech.inspect`: shows the contents of a model or a scorer, and whether it is valid."""

from __future__ import annotations

from deepspeech.programs import inspect

if __name__ == "__main__":
    inspect()
