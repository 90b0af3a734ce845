"""Audio side of the system: reading files and the one definition of the features."""
