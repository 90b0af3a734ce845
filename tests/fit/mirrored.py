"""Trains on the number of logical processors in the first argument, and prints the results as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any

import numpy as np
import tensorflow as tf

from deepspeech_tf.config import OptimizerConfig
from deepspeech_tf.data.batch import Batch
from deepspeech_tf.fit.adam import Adam
from deepspeech_tf.fit.loss_scale import LossScale
from deepspeech_tf.fit.replicas import Replicas
from deepspeech_tf.fit.step import EvalStep, TrainStep
from deepspeech_tf.model.deepspeech.config import DeepSpeechConfig
from deepspeech_tf.model.deepspeech.encoder import DeepSpeechEncoder
from tests.fit.test_step import batch

SIZES = ((20, 31, 25, 28), (9, 14, 15, 40, 22), (14,), (15, 3, 33))  # the 3 frames are too few for 4 labels


def batches() -> list[Batch]:
    return [batch(frames, seed=n) for n, frames in enumerate(SIZES * 3)]


def replicas_on_processors(count: int) -> Replicas:
    if count == 1:
        return Replicas()
    processor = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(processor, [tf.config.LogicalDeviceConfiguration()] * count)
    return Replicas(tf.distribute.MirroredStrategy([f"CPU:{n}" for n in range(count)]))


def train(replicas: Replicas, precision: str, dropout: float) -> dict[str, Any]:
    config = DeepSpeechConfig(
        5, n_hidden=24, dropout_1=dropout, dropout_2=dropout, dropout_3=dropout, dropout_5=dropout
    )
    with replicas.scope():
        model = DeepSpeechEncoder(config, precision=precision)
        optimizer = Adam(model.named_weights(), OptimizerConfig(learning_rate=0.003))
        loss_scale = LossScale() if precision == "float16" else None
    if loss_scale is not None:
        loss_scale.scale.assign(64.0)  # so that rounding decides of no step whether it overflows
    step = TrainStep(model, optimizer, 1, loss_scale, replicas)
    losses = [step(one).tolist() for one in batches()]
    evaluate = EvalStep(model, replicas)
    evaluated, probs, rows = evaluate(batches()[1])
    copies = []
    for variable in {**model.named_weights(), **optimizer.named_variables()}.values():
        if replicas.count > 1:
            copies += [np.array_equal(variable.values[0], other) for other in variable.values[1:]]
    return {
        "losses": losses,
        "evaluated": evaluated.tolist(),
        "probs": probs.tolist(),
        "rows": rows.tolist(),
        "traces": step.traces,
        "step": int(optimizer.global_step.numpy()),
        "replicas_are_equal": all(copies),
        "compared": len(copies),
    }


if __name__ == "__main__":
    print(json.dumps(train(replicas_on_processors(int(sys.argv[1])), sys.argv[2], float(sys.argv[3]))))
