#!/usr/bin/env bash
# Transfer learning to another language: reinitializes the last layer(s) for the new alphabet, keeps the others.
#   run.sh CHECKPOINTS DATA ALPHABET OUT [training flag ...]
# CHECKPOINTS: from this project, DeepSpeech 0.7 to 0.9, or Coqui STT. DATA has train.csv, dev.csv, test.csv.
# DROP is the number of layers to reinitialize, from the output (default 1). TEXT: for the scorer, one sentence per line.
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
from=$1 data=$2 alphabet=$3 out=$4
shift 4
export PYTHON=${PYTHON:-.venv/bin/python} ALPHABET=$alphabet
mkdir -p "$out"
text=${TEXT:-$out/transcripts.txt}
[ -n "${TEXT:-}" ] || "$PYTHON" bin/transcripts.py "$data/train.csv" > "$text"
scorer=$out/scorer/kenlm.scorer
[ -f "$scorer" ] || bash training/scorer.sh "$text" "${ORDER:-4}" "$out/scorer"
start=(--load_checkpoint_dir "$from" --save_checkpoint_dir "$out/checkpoints" --drop_source_layers "${DROP:-1}" --load_cudnn)
[ ! -f "$out/checkpoints/checkpoint" ] || start=(--checkpoint_dir "$out/checkpoints")
"$PYTHON" -m deepspeech_tf.train --flagfile training/transfer/flags.txt "${start[@]}" \
  --train_files "$data/train.csv" --dev_files "$data/dev.csv" --alphabet_config_path "$alphabet" \
  --summary_dir "$out/summaries" "$@"
"$PYTHON" -m deepspeech_tf.evaluate --test_files "$data/test.csv" --checkpoint_dir "$out/checkpoints" \
  --alphabet_config_path "$alphabet" --test_batch_size 16 --scorer_path "$scorer" --report_dir "$out/report" |
  tee "$out/test.txt"
"$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$out/checkpoints" --alphabet_config_path "$alphabet" \
  --scorer_path "$scorer" --export_dir "$out/model" --export_tflite --export_model_name transfer
