"""The loss of every epoch as a JSON file beside the checkpoints."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from pathlib import Path

from deepspeech_tf.errors import reason_of
from deepspeech_tf.events import EpochLoss
from deepspeech_tf.whole_file import json_text, write_text

log = logging.getLogger(__name__)

LOSS_CURVE_FILE = "loss_curve.json"


class LossCurve:
    """Appends to `<folder>/loss_curve.json`; a resumed run drops what it will compute again.

    `first_epoch` is the one that is appended next; None keeps all that was read.
    """

    def __init__(self, folder: Path, first_epoch: int | None = None) -> None:
        self._path = folder / LOSS_CURVE_FILE
        self.epochs: list[EpochLoss] = [
            old for old in self._read() if first_epoch is None or old.epoch < first_epoch
        ]

    def append(self, point: EpochLoss) -> None:
        """Rewrite the file with `point` as its last line.

        If it cannot be written, a warning is logged. Training continues, and the next epoch writes all
        points.
        """
        self.epochs.append(point)
        text = ",\n".join(json_text(asdict(point)) for point in self.epochs)
        try:
            write_text(self._path, f"[\n{text}\n]\n")
        except OSError as error:
            log.warning("%s cannot be written: %s", self._path, reason_of(error))

    def _read(self) -> list[EpochLoss]:
        try:
            return [EpochLoss(**point) for point in json.loads(self._path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError):
            return []
