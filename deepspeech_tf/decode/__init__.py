"""Decoding of probabilities to text: greedy, and beam search with an external scorer."""
