"""The commands of Coqui STT's training package, as far as they have an equivalent in `deepspeech_tf`."""
