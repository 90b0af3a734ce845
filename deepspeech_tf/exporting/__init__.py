"""Exports trained weights for the native client: frozen graphs, TFLite files, model cards."""
