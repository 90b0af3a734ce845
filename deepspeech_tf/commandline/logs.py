"""Log lines as DeepSpeech prints them: a level letter, a space, the text; errors go to stderr."""

from __future__ import annotations

import logging
import sys

# --log_level counts from 0 (debug) to 3 (errors).
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)


class _PrefixFormatter(logging.Formatter):
    """Every line of a message gets the level's letter."""

    def format(self, record: logging.LogRecord) -> str:
        letter = record.levelname[0]
        return "\n".join(f"{letter} {line}" for line in record.getMessage().split("\n"))


class _StreamByLevel(logging.Handler):
    """Writes to whatever stdout and stderr are at the moment of the message."""

    def emit(self, record: logging.LogRecord) -> None:
        stream = sys.stderr if record.levelno >= logging.ERROR else sys.stdout
        stream.write(self.format(record) + "\n")
        stream.flush()


def configure_logging(log_level: int) -> None:
    """Send the package's log to the terminal from `log_level` (0 debug … 3 errors) up."""
    logger = logging.getLogger("deepspeech_tf")
    logger.handlers.clear()
    handler = _StreamByLevel()
    handler.setFormatter(_PrefixFormatter())
    logger.addHandler(handler)
    logger.setLevel(LEVELS[min(max(log_level, 0), len(LEVELS) - 1)])
    logger.propagate = False
