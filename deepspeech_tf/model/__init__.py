"""Acoustic encoders behind one interface, the layers that they share, and the CTC loss."""
