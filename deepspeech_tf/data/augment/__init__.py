"""Augmentation: random changes of the training utterances, which make the model more robust."""

from deepspeech_tf.data.augment.base import Augmentation, Domain, Moment, apply_domain
from deepspeech_tf.data.augment.registry import parse_augmentations

__all__ = ["Augmentation", "Domain", "Moment", "apply_domain", "parse_augmentations"]
