"""The encoder `deepspeech`, as in DeepSpeech 0.9.3: context windows, dense layers, an LSTM."""
