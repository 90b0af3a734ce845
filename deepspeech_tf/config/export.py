"""What an exported model is, apart from its weights."""

from __future__ import annotations

from dataclasses import dataclass

from deepspeech_tf.config.bounds import COUNT, Bounds, Checked, Choices, within
from deepspeech_tf.errors import ConfigError, quote

MAX_STEPS = 10_000  # frames or utterances in one call of an exported model
# Value of the graph's `metadata_version`; clients refuse anything smaller than their own.
GRAPH_VERSION = 6


@dataclass(frozen=True)
class ExportConfig(Checked):
    """What the exported model is, apart from its weights.

    Args:
        n_steps: frames per call of the exported acoustic model.
        batch_size: utterances per call; more than 1 in frozen graphs only.
        beam_width: that the model file suggests to clients.
        language: that the model file states.
        quantize: dynamic-range int8 weights in a .tflite file.
        file_name: base name of the model file, without suffix.
        compat: "0.9": a .tflite file that the clients of 0.9.3 load, too.

    Raises:
        ConfigError: if a value is out of range.
    """

    n_steps: int = within(16, Bounds(1, MAX_STEPS))
    batch_size: int = within(1, Bounds(1, MAX_STEPS))
    beam_width: int = within(500, COUNT)
    language: str = ""
    quantize: bool = True
    file_name: str = "output_graph"
    compat: str = within("", Choices(("0.9", "")))

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("file_name", "language"):
            value, names = getattr(self, name), {name: f"ExportConfig.{name}"}
            if name == "file_name" and ("/" in value or not value):
                raise ConfigError(f"{name} must be a name without slashes. Received: {quote(value)}", names)
            if any("\ud800" <= character <= "\udfff" for character in value):
                raise ConfigError(f"{name} must be UTF-8. Received: {quote(value)}", names)
