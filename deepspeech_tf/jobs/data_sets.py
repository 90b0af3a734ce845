"""Reads and checks the data sets of a job, before any long work."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.config import EvaluationData, TrainingConfig, TrainingData
from deepspeech_tf.config.data import file_names
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.batching import Batching, BucketedBatches, SortedBatches, TimedBatches
from deepspeech_tf.data.check import check_utterances, durations_s
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.spelling import respell
from deepspeech_tf.data.utterance import Utterance
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NamedUtterances:
    """The utterances of one manifest, by the manifest's name."""

    name: str
    utterances: list[Utterance]


@dataclass(frozen=True)
class TrainingManifests:
    """The manifests of a training: training manifests merged, the others separate."""

    train: list[Utterance]
    dev: list[NamedUtterances]
    metrics: list[NamedUtterances]


def read_training_sets(data: TrainingData, alphabet: Alphabet) -> TrainingManifests:
    """Read the manifests of a training, with transcripts in the alphabet's form of Unicode."""
    buffer, reverse, limit = data.read_buffer_bytes, data.reverse_dev, data.limit_dev
    train = file_names(data.train_files)
    return TrainingManifests(
        _read(train, alphabet, data.reverse_train, data.limit_train, buffer) if train else [],
        [_named(one, alphabet, reverse, limit, buffer) for one in file_names(data.dev_files)],
        [_named(one, alphabet, reverse, limit, buffer) for one in file_names(data.metrics_files)],
    )


def read_test_sets(data: EvaluationData, alphabet: Alphabet) -> list[NamedUtterances]:
    """Read test sets, with transcripts in the alphabet's form of Unicode."""
    buffer = data.read_buffer_bytes
    return [_named(one, alphabet, data.reverse, data.limit, buffer) for one in file_names(data.test_files)]


def check_training_sets(
    manifests: TrainingManifests,
    model: ModelDescription,
    tests: Sequence[NamedUtterances] = (),
    *,
    any_rate: bool,
) -> None:
    """Check every utterance before training, including those of `tests`."""
    named = [*manifests.dev, *manifests.metrics, *tests]
    _check([*manifests.train, *(one for group in named for one in group.utterances)], model, any_rate)


def check_test_sets(sets: Sequence[NamedUtterances], model: ModelDescription, *, any_rate: bool) -> None:
    """Check every utterance before any long work."""
    _check([one for group in sets for one in group.utterances], model, any_rate)


def training_dataset(
    data: TrainingData,
    config: TrainingConfig,
    utterances: list[Utterance],
    model: ModelDescription,
    replicas: int = 1,
) -> Dataset:
    """The training set with its augmentations, in batches for `replicas` replicas in total."""
    return Dataset(
        utterances,
        model.alphabet,
        model.features,
        training_batches(data, config, utterances, replicas),
        augmentations=parse_augmentations(list(data.augment), original=data.augment_as_0_9_3),
        epochs=config.epochs,
        seed=config.seed,
        disk_cache=DiskCache(data.feature_cache) if data.feature_cache else None,
        subsampling=model.encoder.subsampling,
        cache_for_epochs=data.cache_for_epochs,
    )


def training_batches(
    data: TrainingData, config: TrainingConfig, utterances: Sequence[Utterance], replicas: int
) -> Batching:
    """Batches for `replicas` replicas in total."""
    is_bucketed, start = data.batch_order == "bucketed", data.shuffle_start
    if data.batch_seconds:
        return TimedBatches(
            durations_s(utterances),
            data.batch_seconds * replicas,
            shuffle=is_bucketed or data.shuffle_batches,
            seed=config.seed,
            shuffle_start=start,
        )
    size = config.train_batch_size * replicas
    if is_bucketed:
        sizes = [utterance.size for utterance in utterances]
        return BucketedBatches(sizes, size, config.seed, shuffle_start=start)
    return SortedBatches(len(utterances), size, shuffle=data.shuffle_batches, shuffle_start=start)


def plain_dataset(utterances: list[Utterance], model: ModelDescription, batch_size: int) -> Dataset:
    """A set for validation or test: no augmentation, manifest order."""
    return Dataset(utterances, model.alphabet, model.features, batch_size)


def _named(file: str, alphabet: Alphabet, reverse: bool, limit: int, buffer: int) -> NamedUtterances:
    return NamedUtterances(file, _read([file], alphabet, reverse, limit, buffer))


def _read(
    files: Sequence[str], alphabet: Alphabet, reverse: bool, limit: int, buffer_bytes: int
) -> list[Utterance]:
    utterances, respelled = respell(
        read_manifests(files, reverse=reverse, limit=limit, buffer_bytes=buffer_bytes), alphabet
    )
    for one in respelled:
        log.info(
            "%s: %d of %d transcripts brought to the %s form of the alphabet, first: %s",
            ",".join(files), one.count, len(utterances), one.form, one.example,
        )  # fmt: skip
    return utterances


def _check(utterances: Sequence[Utterance], model: ModelDescription, any_rate: bool) -> None:
    check_utterances(
        utterances,
        model.alphabet,
        model.features,
        any_rate=any_rate,
        subsampling=model.encoder.subsampling,
    )
