"""The work itself, from a frozen description to a result: training, evaluation, export and more."""
