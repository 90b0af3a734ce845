"""The encoder `deepspeech`, that of DeepSpeech 0.9.3: context windows, dense layers, an LSTM."""
