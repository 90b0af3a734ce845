"""The command line: converts flags, named as in DeepSpeech 0.9.3, to frozen configurations."""
