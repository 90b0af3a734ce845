"""Runs jobs: from a frozen description to a result, for training, evaluation, export and more."""
