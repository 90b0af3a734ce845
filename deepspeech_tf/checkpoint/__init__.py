"""Checkpoints in the layout of DeepSpeech 0.9.3: named tensors, `train-<step>` and `best_dev-<step>`."""
