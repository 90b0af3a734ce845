"""The acoustic model: context windows, dense layers, LSTM, and the CTC loss."""
