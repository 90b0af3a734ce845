"""Finds errors in data sets before training."""
