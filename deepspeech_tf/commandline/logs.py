"""Log lines as DeepSpeech prints them: a level letter, a space, the text; errors go to stderr."""

from __future__ import annotations

import logging
import sys

# --log_level counts from 0 (debug) to 3 (errors).
LEVELS = (logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR)


class _PrefixFormatter(logging.Formatter):
    """Puts the letter of the level before every line of a message."""

    def format(self, record: logging.LogRecord) -> str:
        letter = record.levelname[0]
        return "\n".join(f"{letter} {line}" for line in record.getMessage().split("\n"))


class _StreamByLevel(logging.Handler):
    """Writes to the stdout or stderr that is current when the message is logged."""

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
