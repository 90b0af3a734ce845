"""Groups the segments of a recording into batches that are recognized together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deepspeech_tf.speech.segments import Segment
from deepspeech_tf.transcription.job import Work


def batches_of(segments: Iterable[Segment], work: Work, rate_hz: int) -> Iterator[tuple[Segment, ...]]:
    """Yields the segments in batches; outliers, longer than `work.outlier_s`, have batches of their own.

    Args:
        segments: of one recording.
        work: has the sizes of batches.
        rate_hz: the sampling rate of the segments.
    """
    waiting: list[list[Segment]] = [[], []]  # ordinary segments, outliers
    for segment in segments:
        is_outlier = len(segment.samples) > work.outlier_s * rate_hz
        batch = waiting[is_outlier]
        batch.append(segment)
        if len(batch) >= (work.outlier_batch_size if is_outlier else work.batch_size):
            waiting[is_outlier] = []
            yield tuple(batch)
    yield from (tuple(batch) for batch in waiting if batch)
