"""`--workers` and `TF_CONFIG`: who trains with whom."""

from __future__ import annotations

import json

import pytest
from absl import flags

from deepspeech_tf.commandline.cluster import Cluster, requested_cluster
from deepspeech_tf.commandline.flags import define_flags
from deepspeech_tf.errors import ConfigError

TWO = ["10.0.0.1:2222", "node-2.example:2222"]


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TF_CONFIG", raising=False)


def cluster(*arguments: str) -> Cluster | None:
    values = flags.FlagValues()
    define_flags(values)
    values(["train", *arguments])
    return requested_cluster(values)


def environment(jobs: object, kind: str = "worker", index: object = 0) -> str:
    return json.dumps({"cluster": jobs, "task": {"type": kind, "index": index}})


def test_flags() -> None:
    assert cluster() is None
    assert cluster(f"--workers={TWO[0]}, {TWO[1]}", "--worker_index=1") == Cluster(tuple(TWO), 1)
    assert cluster("--workers=[::1]:80", "--worker_index=0") == Cluster(("[::1]:80",), 0)


@pytest.mark.parametrize(
    ("jobs", "kind", "index", "wanted"),
    [
        ({"worker": TWO}, "worker", 1, Cluster(tuple(TWO), 1)),
        ({"chief": TWO[:1], "worker": TWO[1:]}, "worker", 0, Cluster(tuple(TWO), 1)),
        ({"chief": TWO[:1], "worker": TWO[1:]}, "chief", 0, Cluster(tuple(TWO), 0)),
        ({"worker": TWO[:1]}, "worker", 0, None),
        ({}, "worker", 0, None),
    ],
)
def test_environment(
    monkeypatch: pytest.MonkeyPatch, jobs: object, kind: str, index: int, wanted: Cluster | None
) -> None:
    monkeypatch.setenv("TF_CONFIG", environment(jobs, kind, index))
    assert cluster() == wanted
    flagged = cluster("--workers=a:1,b:2", "--worker_index=0")  # flags win
    assert flagged == Cluster(("a:1", "b:2"), 0)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--workers=a:1,b:2",),
        ("--workers=a:1,b:2", "--worker_index=2"),
        ("--workers=a:1,a:1", "--worker_index=0"),
        ("--workers=a,b", "--worker_index=0"),
        ("--workers=a:1,,b:2", "--worker_index=0"),
        ("--workers=a:0,b:70000", "--worker_index=0"),
        ("--worker_index=0",),
    ],
)
def test_wrong_flags(arguments: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match="--worker"):
        cluster(*arguments)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "null",
        environment(TWO),
        environment({"worker": TWO}, "evaluator"),
        environment({"worker": TWO}, "chief"),
        environment({"worker": TWO, "ps": ["c:1"]}),
        environment({"worker": TWO}, index="first"),
        environment({"worker": 7}),
        environment({"worker": TWO}, index=5),
        environment({"worker": [1, 2]}),
    ],
)
def test_wrong_environment(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(ConfigError, match=r"TF_CONFIG|worker"):
        cluster()
