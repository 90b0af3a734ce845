"""A streaming transformer: attention over chunks and a limited left context."""
