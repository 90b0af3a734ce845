"""Several devices of one machine train like one; logical processors stand for GPUs."""

import json
import subprocess
import sys
from functools import cache

import numpy as np
import pytest

from deepspeech_tf.fit.replicas import Replicas
from tests.commandline.test_train_command import ENVIRONMENT, ROOT

SECOND_BATCH = (9, 14, 15, 40, 22)  # frames


@cache
def trained(count, precision="float32", dropout=0.0):
    result = subprocess.run(
        [sys.executable, "-m", "tests.fit.mirrored", str(count), precision, str(dropout)],
        cwd=ROOT,
        env={**ENVIRONMENT, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


@pytest.mark.parametrize(("count", "precision"), [(2, "float32"), (3, "float32"), (2, "float16")])
def test_replicas_have_the_losses_of_one_device(count, precision):
    """Also with batches that do not divide evenly, are smaller than the replicas, or hold an infinity."""
    one, several = trained(1, precision), trained(count, precision)
    tolerance = 1e-4 if precision == "float32" else 0.05
    assert np.isinf(one["losses"][3][1])
    for got, wanted in zip(several["losses"], one["losses"], strict=True):
        np.testing.assert_allclose(got, wanted, rtol=tolerance)
    np.testing.assert_allclose(several["evaluated"], one["evaluated"], rtol=tolerance)
    for frames, got, wanted in zip(SECOND_BATCH, several["probs"], one["probs"], strict=True):
        np.testing.assert_allclose(got[:frames], wanted[:frames], atol=tolerance)
    assert several["replicas_are_equal"] and several["compared"] > 30
    assert several["traces"] == 1 and several["step"] == 12


def test_replicas_drop_different_units():
    """With dropout it is another training, that learns as well."""
    one, several = trained(1, dropout=0.2), trained(2, dropout=0.2)
    assert several["losses"][0] != one["losses"][0]
    assert several["replicas_are_equal"]
    assert np.mean(several["losses"][8]) < 0.9 * np.mean(several["losses"][0])


def test_rows_are_shared_out_without_gap():
    class Three:
        num_replicas_in_sync = 6

    for worker in range(3):
        replicas = Replicas(Three(), workers=3, worker=worker)
        assert list(replicas.local) == [2 * worker, 2 * worker + 1]
        for size in (1, 5, 6, 7, 100):
            rows = [row for replica in range(6) for row in replicas.rows(size, replica)]
            assert rows == list(range(size))
            own = [row for replica in replicas.local for row in replicas.rows(size, replica)]
            assert list(replicas.own_rows(size)) == own


def test_alone_nothing_is_shared():
    replicas = Replicas()
    assert replicas.is_chief and replicas.agree("ä€ text") == "ä€ text"
    np.testing.assert_array_equal(replicas.total([1.0, 2.5]), [1.0, 2.5])
