"""Diagnosis of data sets: examines rows in parallel, then compares them with each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from deepspeech_tf.config import FeatureConfig
from deepspeech_tf.data.progress import with_progress
from deepspeech_tf.diagnosis.across import compare
from deepspeech_tf.diagnosis.examine import Examined, examine_row
from deepspeech_tf.diagnosis.finding import KINDS, SEVERITIES, Finding
from deepspeech_tf.diagnosis.rows import Manifest, Row
from deepspeech_tf.text.alphabet import Alphabet

_CHUNK = 16  # rows per task; few are enough, because each recording is read completely
_SHOW_PROGRESS_FROM = 200  # rows


@dataclass(frozen=True)
class Diagnosis:
    """The result of a diagnosis.

    Args:
        manifests: the files.
        examined: all well-formed rows.
        findings: all findings, most severe first, then by file and row.
        features: those of the model.
    """

    manifests: Sequence[Manifest]
    examined: Sequence[Examined]
    findings: Sequence[Finding]
    features: FeatureConfig = FeatureConfig()  # noqa: RUF009

    @property
    def counts(self) -> Mapping[str, int]:
        """Number of findings of each kind, most severe first."""
        counted = Counter(finding.kind for finding in self.findings)
        return {kind: counted[kind] for kind in KINDS_BY_SEVERITY if counted[kind]}

    def rows_of(self, manifest: Manifest) -> list[Examined]:
        return [one for one in self.examined if one.manifest is manifest]

    def of_severity(self, severity: str) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == severity]


KINDS_BY_SEVERITY = sorted(KINDS, key=lambda kind: SEVERITIES.index(KINDS[kind].severity))


def diagnose(
    manifests: Sequence[Manifest],
    alphabet: Alphabet,
    features: FeatureConfig,
    *,
    any_rate: bool = True,
    subsampling: int = 1,
    workers: int | None = None,
) -> Diagnosis:
    """Reads every recording once and finds the problems of the sets.

    Args:
        manifests: from `rows.read_rows`; the transcripts and sizes of their rows are repaired in place.
        alphabet: the characters that transcripts may contain.
        features: sample rate and frames per second.
        any_rate: whether audio with a different sampling rate is accepted and resampled.
        subsampling: frames per output row of the encoder.
        workers: number of threads; None for the default of `ThreadPoolExecutor`.
    """
    rows = [(row, manifest) for manifest in manifests for row in manifest.rows]

    def examine_chunk(start: int) -> list[Examined]:
        chunk = rows[start : start + _CHUNK]
        return [
            examine_row(row, manifest, alphabet, features, any_rate, subsampling) for row, manifest in chunk
        ]

    examined: list[Examined] = []
    pool = ThreadPoolExecutor(workers)
    try:
        results = pool.map(examine_chunk, range(0, len(rows), _CHUNK))
        words = ("Reading", "Read")
        for found in with_progress(results, len(rows), _CHUNK, words, _SHOW_PROGRESS_FROM):
            examined += found
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C does not wait for tasks that have not started
    compare(examined)
    findings = [finding for manifest in manifests for finding in manifest.findings]
    findings += [finding for one in examined for finding in one.findings]
    findings += _unused_labels(examined, alphabet)
    return Diagnosis(manifests, examined, _sorted(findings, manifests), features)


def _sorted(findings: list[Finding], manifests: Sequence[Manifest]) -> list[Finding]:
    order = {manifest.path: number for number, manifest in enumerate(manifests)}
    kinds = {kind: number for number, kind in enumerate(KINDS_BY_SEVERITY)}
    return sorted(findings, key=lambda f: (kinds[f.kind], order.get(f.file, len(order)), f.row))


def _unused_labels(examined: Sequence[Examined], alphabet: Alphabet) -> list[Finding]:
    trained: list[Row] = [one.row for one in examined if one.phase == "train"]
    if alphabet.is_bytes or not trained:
        return []
    used = set().union(*(row.transcript for row in trained))
    unused = [label for label in alphabet.labels if label not in used]
    if not unused:
        return []
    files = ", ".join(dict.fromkeys(row.file for row in trained))
    return [Finding("unused_labels", files, 0, "", ", ".join(map(repr, unused)))]
