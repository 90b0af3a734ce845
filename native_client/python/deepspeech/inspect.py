"""`python -m deepspeech.inspect`: what is in a model or a scorer, and whether it is sound."""

from __future__ import annotations

from deepspeech.programs import inspect

if __name__ == "__main__":
    inspect()
