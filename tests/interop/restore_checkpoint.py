"""Runs on TensorFlow 1.15.4: restores a checkpoint into 0.9.3's graph, all of its variables, and trains on.

restore_checkpoint.py BENCHMARKS PREFIX N_HIDDEN INPUTS.npz OUTPUTS.npz TARGET

INPUTS.npz has features, feature_lengths, labels, label_lengths of one batch. OUTPUTS.npz gets the logits
before a step of training, and its loss. The checkpoint afterwards is saved as TARGET.
"""

import sys

import numpy as np
import tensorflow as tf


def main():
    benchmarks, prefix, n_hidden, inputs, outputs, target = sys.argv[1:]
    sys.path.insert(0, benchmarks)
    from tf1_graph import build

    data = np.load(inputs)
    feeds, train, logits, losses = build(int(n_hidden), 29, data["features"].shape[2])
    tf.compat.v1.train.get_or_create_global_step()
    tf.Variable(0.5, trainable=False, name="learning_rate")
    variables = {variable.op.name for variable in tf.compat.v1.global_variables()}
    stored = {name for name, _ in tf.train.list_variables(prefix)}
    if variables != stored:
        sys.exit(f"only in the graph: {variables - stored}; only stored: {stored - variables}")
    saver = tf.compat.v1.train.Saver()
    with tf.compat.v1.Session() as session:
        saver.restore(session, prefix)
        fed = {feeds[key]: data[key] for key in data.files}
        fed[feeds["dropout"]] = 0.0
        before, loss = session.run([logits, losses], fed)
        session.run(train, fed)
        np.savez(outputs, logits=before, losses=loss)
        saver.save(session, target, write_state=False)


if __name__ == "__main__":
    main()
