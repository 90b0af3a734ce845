"""Acoustic encoders with a common interface, shared layers, and the CTC loss."""
