"""Options of the encoder `transformer`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, ClassVar

from deepspeech_tf.config import require_range
from deepspeech_tf.errors import ConfigError
from deepspeech_tf.model.encoder_config import TRAINING_ONLY, EncoderConfig

SUBSAMPLING = 2  # frames per row: the stride of the second convolution
FRONT_LOOK_AHEAD = 2  # frames after its own that the convolutions of a row see
POSITIONS = 1500  # of Whisper's encoder: 30 seconds
HEAD_WIDTH = 64  # values per attention head, as in Whisper


@dataclass(frozen=True)
class TransformerConfig(EncoderConfig):
    """Size of the network and range of its attention.

    A row is one output of the convolutions and covers two frames of features. The attention of a row sees its
    chunk and the `left_context` rows before the chunk, but nothing before the last multiple of `period`,
    where the position embedding starts again. It also sees `right_context` rows after the chunk, which are
    computed again with the next chunk.

    Args:
        width: values per row; a multiple of 64.
        n_blocks: transformer blocks.
        chunk_rows: rows that are computed together.
        right_context: rows after the chunk, computed with it; a row looks ahead by them and half a chunk in
            the mean, and by them and the whole chunk at most.
        left_context: rows before the chunk; a multiple of `chunk_rows`.
        period: rows after which positions start again; a multiple of `chunk_rows`. The sum of it and
            `right_context` is at most 1500, the positions of Whisper.
        n_convolutions: depthwise convolution blocks between the transformer and the output layer.
        kernel: rows that each of these covers; odd.
        dropout: rate during training.

    Raises:
        ConfigError: if a value is out of range.
    """

    # The features of Whisper.
    default_features: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {"feature_kind": "log_mel", "window_ms": 25, "step_ms": 10}
    )

    unstated_options: ClassVar[Mapping[str, Any]] = MappingProxyType({"right_context": 0})

    n_features: int = 80
    width: int = 384
    n_blocks: int = 4
    chunk_rows: int = 15
    right_context: int = 15
    left_context: int = 240
    period: int = 1440
    n_convolutions: int = 3
    kernel: int = 11
    dropout: float = field(default=0.1, metadata=TRAINING_ONLY)

    def __post_init__(self) -> None:
        super().__post_init__()
        require_range("width", self.width, HEAD_WIDTH, 4096)
        require_range("n_blocks", self.n_blocks, 1, 64)
        require_range("chunk_rows", self.chunk_rows, 1, 1500)
        require_range("right_context", self.right_context, 0, 1499)
        require_range("left_context", self.left_context, 0, 1500)
        require_range("period", self.period, 1, POSITIONS - self.right_context)
        require_range("n_convolutions", self.n_convolutions, 0, 16)
        require_range("kernel", self.kernel, 1, 2 * self.chunk_rows + 1)
        if self.width % HEAD_WIDTH:
            raise ConfigError(f"width must be a multiple of {HEAD_WIDTH}. Received: {self.width}")
        for name in ("left_context", "period"):
            value = getattr(self, name)
            if value % self.chunk_rows:
                raise ConfigError(
                    f"{name} must be a multiple of chunk_rows ({self.chunk_rows}). Received: {value}"
                )
        if self.kernel % 2 == 0:
            raise ConfigError(f"kernel must be odd. Received: {self.kernel}")
        if not 0.0 <= self.dropout < 1.0:
            raise ConfigError(f"dropout must be in [0, 1). Received: {self.dropout}")

    @property
    def n_heads(self) -> int:
        """Attention heads of each block."""
        return self.width // HEAD_WIDTH

    @property
    def period_chunks(self) -> int:
        """Chunks from one restart of the positions to the next."""
        return self.period // self.chunk_rows

    @property
    def subsampling(self) -> int:
        return SUBSAMPLING

    @property
    def look_ahead(self) -> int:
        return FRONT_LOOK_AHEAD + SUBSAMPLING * self.right_context

    def chunk_frames(self, at_least: int) -> int:
        """The chunk of the attention, which is fixed."""
        return self.chunk_rows * SUBSAMPLING
