"""Trains like 0.9.3 on the graph of `tf1_graph.py` with given batches; runs on Python 3.7.

Arguments: a JSON file with `batches` (.npz), `folder` for checkpoints, `start` (a checkpoint or null),
`n_hidden`, `epochs`, `learning_rate`, `dropout`, `seed`. Batches are shuffled from the second epoch on, as
with `--shuffle_batches`. Prints a line of JSON per epoch; checkpoints have the names of 0.9.3.
"""

import json
import os
import sys

import numpy as np
import tensorflow as tf
from tf1_graph import build

FEEDS = ("features", "feature_lengths", "labels", "label_lengths")


def feed(feeds, data, name, number, dropout):
    """Of one batch of the training or dev set."""
    arrays = {feeds[key]: data[f"{name}_{key}_{number}"] for key in FEEDS}
    return {feeds["dropout"]: dropout, **arrays}


def train(options, data, session, graph, report):
    feeds, step, losses = graph
    saver = tf.compat.v1.train.Saver(max_to_keep=2)
    if options["start"]:
        saver.restore(session, options["start"])
    best, order = np.inf, np.arange(int(data["train_count"]))
    for epoch in range(options["epochs"]):
        if epoch:
            order = np.random.RandomState(options["seed"] + epoch).permutation(len(order))
        trained = [
            np.mean(session.run([step, losses], feed(feeds, data, "train", number, options["dropout"]))[1])
            for number in order
        ]
        checked = [
            np.mean(session.run(losses, feed(feeds, data, "dev", number, 0.0)))
            for number in range(int(data["dev_count"]))
        ]
        dev_loss = float(np.mean(checked))  # mean over batches, as in 0.9.3
        saver.save(session, os.path.join(options["folder"], "train"), epoch)
        if dev_loss < best:
            best = dev_loss
            path = os.path.join(options["folder"], "best_dev")
            saver.save(session, path, epoch, latest_filename="best_dev_checkpoint")
        report({"epoch": epoch, "loss": float(np.mean(trained)), "dev_loss": dev_loss})


def main():
    with open(sys.argv[1]) as file:
        options = json.load(file)
    data = np.load(options["batches"])
    data = {name: data[name] for name in data.files}
    tf.compat.v1.set_random_seed(options["seed"])
    feeds, step, _, losses = build(
        options["n_hidden"],
        int(data["n_classes"]),
        data["train_features_0"].shape[2],
        options["learning_rate"],
    )
    tf.compat.v1.train.get_or_create_global_step()
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        train(options, data, session, (feeds, step, losses), lambda line: print(json.dumps(line), flush=True))


if __name__ == "__main__":
    main()
