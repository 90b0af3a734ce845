"""The same model and training step on TensorFlow 1.15 with LSTMBlockFusedCell; runs on Python 3.7.

Variables have the names of 0.9.3.

Started by `training.py`. Arguments: an .npz of batches and n_hidden. Reads numbers of rounds to do from
standard input, one per line, and answers each with a line of JSON: seconds and mean loss.
"""

import json
import sys
import time

import numpy as np
import tensorflow as tf

N_CONTEXT = 9
CLIP = 20.0
LSTM = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell"


def dense(rows, name, width):
    n_inputs = int(rows.shape[1])
    with tf.compat.v1.variable_scope(name):
        weights = tf.compat.v1.get_variable(
            "weights", [n_inputs, width], initializer=tf.contrib.layers.xavier_initializer()
        )
        bias = tf.compat.v1.get_variable("bias", [width], initializer=tf.zeros_initializer())
    return tf.nn.bias_add(tf.matmul(rows, weights), bias)


def clipped(rows, name, width, dropout):
    return tf.nn.dropout(tf.minimum(tf.nn.relu(dense(rows, name, width)), CLIP), rate=dropout)


def windows(features):
    """Features (B, T, F) to rows (T * B, 19 * F) in time-major order."""
    by_time = tf.transpose(features, [1, 0, 2])
    padded = tf.pad(by_time, [[N_CONTEXT, N_CONTEXT], [0, 0], [0, 0]])
    frames = tf.shape(by_time)[0]
    parts = [padded[n : n + frames] for n in range(2 * N_CONTEXT + 1)]
    return tf.reshape(tf.concat(parts, axis=2), [-1, (2 * N_CONTEXT + 1) * int(features.shape[2])])


def build(n_hidden, n_classes, n_cepstra, learning_rate=1e-4):
    """The placeholders, the training operation, and logits and losses of the batch."""
    feeds = {
        "features": tf.compat.v1.placeholder(tf.float32, [None, None, n_cepstra]),
        "feature_lengths": tf.compat.v1.placeholder(tf.int32, [None]),
        "labels": tf.compat.v1.placeholder(tf.int32, [None, None]),
        "label_lengths": tf.compat.v1.placeholder(tf.int32, [None]),
        "dropout": tf.compat.v1.placeholder(tf.float32, []),
    }
    dropout = feeds["dropout"]
    batch, frames = tf.shape(feeds["features"])[0], tf.shape(feeds["features"])[1]
    rows = windows(feeds["features"])
    for name in ("layer_1", "layer_2", "layer_3"):
        rows = clipped(rows, name, n_hidden, dropout)
    cell = tf.contrib.rnn.LSTMBlockFusedCell(n_hidden, forget_bias=0, name=LSTM)
    outputs, _ = cell(
        tf.reshape(rows, [frames, batch, n_hidden]),
        dtype=tf.float32,
        sequence_length=feeds["feature_lengths"],
    )
    rows = clipped(tf.reshape(outputs, [-1, n_hidden]), "layer_5", n_hidden, dropout)
    logits = tf.reshape(dense(rows, "layer_6", n_classes), [frames, batch, n_classes])
    mask = tf.sequence_mask(feeds["label_lengths"], tf.shape(feeds["labels"])[1])
    labels = tf.SparseTensor(
        tf.where(mask),
        tf.boolean_mask(feeds["labels"], mask),
        tf.cast(tf.shape(feeds["labels"]), tf.int64),
    )
    losses = tf.compat.v1.nn.ctc_loss(labels, logits, feeds["feature_lengths"])
    train = tf.compat.v1.train.AdamOptimizer(learning_rate).minimize(tf.reduce_mean(losses))
    return feeds, train, logits, losses


def main():
    data, n_hidden = np.load(sys.argv[1]), int(sys.argv[2])
    count = int(data["count"])
    feeds, train, _, losses = build(n_hidden, int(data["n_classes"]), data["features_0"].shape[2])
    loss = tf.reduce_mean(losses)
    arrays = [key for key in feeds if key != "dropout"]
    batches = [
        {feeds["dropout"]: 0.05, **{feeds[key]: data[f"{key}_{n}"] for key in arrays}} for n in range(count)
    ]
    with tf.compat.v1.Session() as session:
        session.run(tf.compat.v1.global_variables_initializer())
        for line in sys.stdin:
            steps = int(line)
            started = time.perf_counter()
            losses = [session.run([train, loss], batches[n % count])[1] for n in range(steps)]
            seconds = time.perf_counter() - started
            print(json.dumps({"seconds": seconds, "loss": float(np.mean(losses))}), flush=True)


if __name__ == "__main__":
    main()
