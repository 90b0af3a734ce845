"""Fitting the model: compiled steps, epochs, validation, early stopping, checkpoints."""
