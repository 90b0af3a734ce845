#!/bin/bash
# Trains on all nodes of a Slurm job; every argument goes to deepspeech_tf.train:
#     sbatch training/slurm/train.sh --flagfile FILE --train_files CSV --checkpoint_dir DIR
#SBATCH --job-name=deepspeech
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --time=24:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --signal=TERM@120

set -uo pipefail

port=${DEEPSPEECH_PORT:-$((20000 + SLURM_JOB_ID % 20000))}
workers=$(scontrol show hostnames "$SLURM_JOB_NODELIST" | sed "s/\$/:$port/" | paste -sd, -)

# One task a node; its place among the nodes is its place in --workers.
# shellcheck disable=SC2016
srun --ntasks-per-node=1 --kill-on-bad-exit=1 --wait=0 bash -c '
    exec "${PYTHON:-python}" -m deepspeech_tf.train --workers "$0" --worker_index "$SLURM_NODEID" "$@"
' "$workers" "$@"
status=$?

# 143: ended by SIGTERM before the time limit, with everything trained saved.
if [ "$status" -eq 143 ]; then
    scontrol requeue "$SLURM_JOB_ID"
fi
exit "$status"
