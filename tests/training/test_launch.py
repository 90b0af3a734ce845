"""The recipes for Slurm and Kubernetes: syntax, flags that exist, and who gets which place."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from absl import flags

from deepspeech_tf.commandline.cluster import Cluster, requested_cluster
from deepspeech_tf.commandline.flags import ALL_FLAGS, define_flags

ROOT = Path(__file__).resolve().parents[2]
SLURM = ROOT / "training" / "slurm"
KUBERNETES = ROOT / "training" / "kubernetes"

SCONTROL = """#!/bin/bash
if [ "$1 $2" = "show hostnames" ]; then printf '%s\\n' node-a node-b; else echo "scontrol $*" >>"$LOG"; fi
"""
# Runs its command once for each node, as srun does.
SRUN = """#!/bin/bash
while [[ "$1" == --* ]]; do shift; done
for node in 0 1; do SLURM_NODEID=$node "$@" || status=$?; done
exit ${status:-0}
"""
PYTHON = """#!/bin/bash
printf '%s\\n' "$*" >>"$LOG"
exit ${STATUS:-0}
"""


def parse(arguments: list[str]) -> flags.FlagValues:
    values = flags.FlagValues()
    define_flags(values)
    values(["train", *arguments])
    return values


@pytest.fixture
def slurm(tmp_path: Path):
    """Runs `train.sh` with stand-ins of Slurm's programs: its status and the lines that they logged."""
    log = tmp_path / "log"
    for name, text in (("scontrol", SCONTROL), ("srun", SRUN), ("python", PYTHON)):
        program = tmp_path / name
        program.write_text(text)
        program.chmod(0o755)

    def run(*arguments: str, status: int = 0) -> tuple[int, list[str]]:
        environment = {
            **os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "LOG": str(log), "STATUS": str(status),
            "SLURM_JOB_ID": "4711", "SLURM_JOB_NODELIST": "node-[a-b]",
        }  # fmt: skip
        environment.pop("PYTHON", None)
        result = subprocess.run(["bash", str(SLURM / "train.sh"), *arguments], env=environment, check=False)
        return result.returncode, log.read_text().splitlines()

    return run


def test_slurm_starts_a_worker_on_every_node(slurm) -> None:
    status, lines = slurm("--train_files=my data.csv", "--epochs", "3")
    assert status == 0 and len(lines) == 2
    for index, line in enumerate(lines):
        assert line.startswith("-m deepspeech_tf.train --workers ")
        values = parse(re.sub("my data", "my-data", line).split()[2:])
        assert requested_cluster(values) == Cluster(("node-a:24711", "node-b:24711"), index)
        assert values.epochs == 3 and values.train_files == "my-data.csv"


@pytest.mark.parametrize(("status", "requeued"), [(143, True), (1, False)])
def test_slurm_queues_again_what_ran_out_of_time(slurm, status: int, requeued: bool) -> None:
    got, lines = slurm("--train_files=x.csv", status=status)
    assert got == status
    assert ("scontrol requeue 4711" in lines) == requeued


def test_slurm_options() -> None:
    assert subprocess.run(["bash", "-n", str(SLURM / "train.sh")], check=False).returncode == 0
    options = re.findall(r"^#SBATCH (--[\w-]+)", (SLURM / "train.sh").read_text(), re.MULTILINE)
    assert "--nodes" in options and "--requeue" in options


def test_kubernetes_names_every_worker() -> None:
    yaml = pytest.importorskip("yaml", reason="PyYAML reads the file")
    service, job = yaml.safe_load_all((KUBERNETES / "job.yaml").read_text())
    name, spec = job["metadata"]["name"], job["spec"]
    pod = spec["template"]["spec"]
    assert spec["completionMode"] == "Indexed" and spec["completions"] == spec["parallelism"]
    assert service["spec"]["selector"] == {"job-name": name} and service["spec"]["clusterIP"] == "None"
    assert pod["subdomain"] == service["metadata"]["name"]
    (container,) = pod["containers"]
    assert container["command"] == ["python", "-m", "deepspeech_tf.train"]
    port = container["ports"][0]["containerPort"]
    expected = tuple(f"{name}-{n}.{pod['subdomain']}:{port}" for n in range(spec["completions"]))
    for index in range(spec["completions"]):
        arguments = [one.replace("$(JOB_COMPLETION_INDEX)", str(index)) for one in container["args"]]
        assert requested_cluster(parse(arguments)) == Cluster(expected, index)
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}


@pytest.mark.parametrize("folder", [SLURM, KUBERNETES], ids=lambda folder: folder.name)
def test_flags_of_the_instructions_exist(folder: Path) -> None:
    """Of deepspeech_tf.train, or options of Slurm."""
    known = {name for name, *_ in ALL_FLAGS}
    slurm_options = {"nodes", "gpus", "partition", "requeue"}
    for path in folder.iterdir():
        for name in re.findall(r"(?<![\w-])--(\w+)", path.read_text()):
            if "SBATCH" in path.read_text() and not name.islower():
                continue
            no = name.removeprefix("no")
            assert name in known or no in known or name in slurm_options | {"flagfile"} | SBATCH, name


SBATCH = {"job", "ntasks", "time", "open", "signal", "kill", "wait"}
