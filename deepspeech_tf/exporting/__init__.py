"""Trained weights as models for the native client: frozen graphs, TFLite files, model cards."""
