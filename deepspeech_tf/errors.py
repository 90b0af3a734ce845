"""The errors that a person's input can cause: each says what was wanted, what came, and where.

Commands catch `DeepSpeechError`, print its text and exit with status 1; anything else is a bug of ours.
"""


class DeepSpeechError(Exception):
    """Base of every error caused by input: a flag, a file, a row."""


class ConfigError(DeepSpeechError):
    """A flag or configuration value that cannot be used."""


class ManifestError(DeepSpeechError):
    """A CSV manifest that cannot be read, or a row of it that cannot be used."""


class AudioError(DeepSpeechError):
    """An audio file that is missing, unreadable or empty."""


class CacheError(DeepSpeechError):
    """A feature cache on disk that cannot be used."""


class AlphabetError(DeepSpeechError):
    """An alphabet file that cannot be used, or text that it cannot spell."""


class CheckpointError(DeepSpeechError):
    """A checkpoint that is missing, damaged, or does not fit the model."""


class TrainingError(DeepSpeechError):
    """A training that cannot go on, such as one whose loss is no longer a number."""


class ExportError(DeepSpeechError):
    """An export that cannot be written as asked."""


class ScorerError(DeepSpeechError):
    """An external scorer that cannot be built or opened."""


class ImporterError(DeepSpeechError):
    """A corpus that cannot be fetched, unpacked or read as its layout says."""
