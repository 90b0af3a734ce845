#!/usr/bin/env bash
# Trains on the 960 hours of LibriSpeech: CSV files, scorer, training, tests, int8 model.
#   run.sh DATA OUT [training flag ...]
# DATA contains LibriSpeech/, the archives of SLR12, or nothing: then SETS selects the downloads (all: 60 GB).
# TEXT is the text for the scorer, one sentence per line, such as SLR11's librispeech-lm-norm.txt; the default is the
# training transcripts.
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$1 out=$2
shift 2
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
if [ ! -f "$out/csv/train.csv" ]; then
  mkdir -p "$out/csv"
  # shellcheck disable=SC2086
  "$PYTHON" bin/import_librispeech.py "$data" ${SETS:+--sets $SETS} --target_dir "$out/csv" --filter_alphabet data/alphabet.txt
fi
text=${TEXT:-$out/transcripts.txt}
[ -n "${TEXT:-}" ] || "$PYTHON" bin/transcripts.py "$out/csv/train.csv" > "$text"
scorer=$out/scorer/kenlm.scorer
[ -f "$scorer" ] || bash training/scorer.sh "$text" "${ORDER:-5}" "$out/scorer"
"$PYTHON" -m deepspeech_tf.train --flagfile training/librispeech960/flags.txt \
  --train_files "$out/csv/train.csv" --dev_files "$out/csv/dev-clean.csv" \
  --checkpoint_dir "$out/checkpoints" --summary_dir "$out/summaries" "$@"
"$PYTHON" -m deepspeech_tf.evaluate --test_files "$out/csv/test-clean.csv" --checkpoint_dir "$out/checkpoints" \
  --test_batch_size 32 --scorer_path "$scorer" --report_dir "$out/report" | tee "$out/test.txt"
"$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$out/checkpoints" --scorer_path "$scorer" \
  --export_dir "$out/model" --export_tflite --export_model_name librispeech --export_language en
