"""Evaluating a model: transcripts, error rates and the report of DeepSpeech."""
