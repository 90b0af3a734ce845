"""Slow but obvious numpy versions of the layers and of the CTC loss."""

import numpy as np

LSTM = "cudnn_lstm/rnn/multi_rnn_cell/cell_0/cudnn_compatible_lstm_cell"


def context_windows(frames, n_context):
    """`(T, F)` to `(T, (2 * n_context + 1) * F)`."""
    windows = []
    for t in range(len(frames)):
        row = []
        for offset in range(-n_context, n_context + 1):
            inside = 0 <= t + offset < len(frames)
            row.append(frames[t + offset] if inside else np.zeros_like(frames[0]))
        windows.append(np.concatenate(row))
    return np.stack(windows)


def layer_norm(x, gamma, beta):
    mean = x.mean(axis=-1, keepdims=True)
    variance = ((x - mean) ** 2).mean(axis=-1, keepdims=True)
    return (x - mean) / np.sqrt(variance + 1e-12) * gamma + beta


def clipped_dense(x, weights, layer, clip):
    y = np.minimum(np.maximum(x @ weights[f"{layer}/weights"] + weights[f"{layer}/bias"], 0.0), clip)
    if f"{layer}/LayerNorm/gamma" in weights:
        y = layer_norm(y, weights[f"{layer}/LayerNorm/gamma"], weights[f"{layer}/LayerNorm/beta"])
    return y


def sigmoid(x):
    return 1.0 / (1.0 + np.exp(-x))


def lstm(x, kernel, bias):
    """`(T, I)` to `(T, H)`."""
    size = kernel.shape[1] // 4
    c, h, outputs = np.zeros(size), np.zeros(size), []
    for frame in x:
        gates = np.concatenate([frame, h]) @ kernel + bias
        i, j, f, o = (gates[n * size : (n + 1) * size] for n in range(4))
        c = sigmoid(f) * c + sigmoid(i) * np.tanh(j)
        h = sigmoid(o) * np.tanh(c)
        outputs.append(h)
    return np.stack(outputs)


def logits(frames, weights, n_context=9, clip=20.0):
    """One utterance `(T, F)` to `(T, C)`, in float64."""
    weights = {name: np.asarray(value, np.float64) for name, value in weights.items()}
    x = context_windows(np.asarray(frames, np.float64), n_context)
    for layer in ("layer_1", "layer_2", "layer_3"):
        x = clipped_dense(x, weights, layer, clip)
    x = lstm(x, weights[f"{LSTM}/kernel"], weights[f"{LSTM}/bias"])
    x = clipped_dense(x, weights, "layer_5", clip)
    return x @ weights["layer_6/weights"] + weights["layer_6/bias"]


def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def ctc_loss(utterance_logits, labels):
    """One utterance `(T, C)`, blank last: the forward algorithm, state by state."""
    log_probs = np.log(softmax(np.asarray(utterance_logits, np.float64)))
    blank = log_probs.shape[1] - 1
    states = [blank]
    for label in labels:
        states += [int(label), blank]
    alpha = np.full(len(states), -np.inf)
    alpha[0] = 0.0  # before the first frame: at the first blank, or about to enter the first label
    for t, frame in enumerate(log_probs):
        before, alpha = alpha, np.full(len(states), -np.inf)
        for s, label in enumerate(states):
            if t == 0:
                ways = [0.0] if s < 2 else []
            else:
                ways = [before[s]]
                if s >= 1:
                    ways.append(before[s - 1])
                if s >= 2 and label != blank and label != states[s - 2]:
                    ways.append(before[s - 2])
            if ways:
                alpha[s] = np.logaddexp.reduce(ways) + frame[label]
    return -np.logaddexp.reduce(alpha[-2:])
