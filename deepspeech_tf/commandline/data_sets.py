"""The data sets that the flags name, checked before anything long begins."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from absl import flags

from deepspeech_tf.checkpoint.description import ModelDescription
from deepspeech_tf.commandline.settings import DataSettings, data_settings
from deepspeech_tf.data.augment import parse_augmentations
from deepspeech_tf.data.batching import Batching, BucketedBatches, SortedBatches, TimedBatches
from deepspeech_tf.data.check import check_utterances, durations_s
from deepspeech_tf.data.dataset import Dataset
from deepspeech_tf.data.disk_cache import DiskCache
from deepspeech_tf.data.manifest import read_manifests
from deepspeech_tf.data.sample import Utterance
from deepspeech_tf.data.spelling import respell
from deepspeech_tf.text.alphabet import Alphabet

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class NamedUtterances:
    """The utterances of one manifest, by the manifest's name."""

    name: str
    utterances: list[Utterance]


@dataclass(frozen=True)
class Manifests:
    """All manifests of a run: the training ones merged, the others one by one."""

    train: list[Utterance]
    dev: list[NamedUtterances]
    metrics: list[NamedUtterances]
    test: list[NamedUtterances]


def read_sets(settings: DataSettings, alphabet: Alphabet) -> Manifests:
    """Read every manifest that the flags name, with transcripts in the alphabet's form of Unicode."""

    def named(files: Sequence[str], reverse: bool, limit: int) -> list[NamedUtterances]:
        return [NamedUtterances(f, read([f], reverse, limit)) for f in files]

    def read(files: Sequence[str], reverse: bool, limit: int) -> list[Utterance]:
        utterances, respelled = respell(
            read_manifests(files, reverse=reverse, limit=limit, buffer_bytes=settings.read_buffer_bytes),
            alphabet,
        )
        for one in respelled:
            log.info(
                "%s: %d of %d transcripts brought to the %s form of the alphabet, first: %s",
                ",".join(files), one.count, len(utterances), one.form, one.example,
            )  # fmt: skip
        return utterances

    return Manifests(
        train=(
            read(settings.train_files, settings.reverse_train, settings.limit_train)
            if settings.train_files
            else []
        ),
        dev=named(settings.dev_files, settings.reverse_dev, settings.limit_dev),
        metrics=named(settings.metrics_files, settings.reverse_dev, settings.limit_dev),
        test=named(settings.test_files, settings.reverse_test, settings.limit_test),
    )


def check_sets(manifests: Manifests, model: ModelDescription, any_rate: bool) -> None:
    """Look at every utterance once, before hours of work depend on it."""
    utterances = [*manifests.train]
    for group in (manifests.dev, manifests.metrics, manifests.test):
        for manifest in group:
            utterances += manifest.utterances
    check_utterances(
        utterances,
        model.alphabet,
        model.features,
        any_rate=any_rate,
        subsampling=model.encoder.subsampling,
    )


def training_dataset(
    values: flags.FlagValues, utterances: list[Utterance], model: ModelDescription, replicas: int = 1
) -> Dataset:
    """The training set with its augmentations, in batches for so many `replicas` together."""
    settings = data_settings(values)
    return Dataset(
        utterances,
        model.alphabet,
        model.features,
        training_batches(values, utterances, replicas),
        augmentations=parse_augmentations(settings.augment, original=settings.augment_as_0_9_3),
        epochs=values.epochs,
        seed=values.random_seed,
        disk_cache=DiskCache(settings.feature_cache) if settings.feature_cache else None,
        subsampling=model.encoder.subsampling,
        cache_for_epochs=settings.cache_for_epochs,
    )


def training_batches(values: flags.FlagValues, utterances: Sequence[Utterance], replicas: int) -> Batching:
    """Batches for so many `replicas` together, as the flags want them."""
    is_bucketed, start = values.batch_order == "bucketed", values.shuffle_start
    if values.batch_seconds:
        return TimedBatches(
            durations_s(utterances),
            values.batch_seconds * replicas,
            shuffle=is_bucketed or values.shuffle_batches,
            seed=values.random_seed,
            shuffle_start=start,
        )
    size = values.train_batch_size * replicas
    if is_bucketed:
        sizes = [utterance.size for utterance in utterances]
        return BucketedBatches(sizes, size, values.random_seed, shuffle_start=start)
    return SortedBatches(len(utterances), size, shuffle=values.shuffle_batches, shuffle_start=start)


def plain_dataset(utterances: list[Utterance], model: ModelDescription, batch_size: int) -> Dataset:
    """A set for validation or test: no augmentation, manifest order."""
    return Dataset(utterances, model.alphabet, model.features, batch_size)
