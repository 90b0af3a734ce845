"""Names of the weights in checkpoints of 0.9.3."""

from __future__ import annotations

LSTM_NAME = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell"
# Prefixes, from the input to the output.
LAYERS = ("layer_1/", "layer_2/", "layer_3/", "cudnn_lstm/", "layer_5/", "layer_6/")
