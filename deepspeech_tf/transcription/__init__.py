"""Transcribes recordings of any length with an exported model, in several processes, resumable."""
