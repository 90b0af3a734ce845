#!/usr/bin/env bash
# Trains a model for a language of Common Voice: CSV files, alphabet, doctor, scorer, training, test, int8 model.
#   run.sh DATA OUT [training flag ...]      DATA has train.tsv, dev.tsv, test.tsv, validated.tsv and clips/
# VALIDATOR is a Python file with validate_label(text) for the language; the default accepts only English.
# ALPHABET is an alphabet file; the default contains all characters of the transcripts.
# TEXT is the text for the scorer, one sentence per line; the default is the training transcripts.
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=$1 out=$2
shift 2
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
csv=$data/clips
if [ ! -f "$csv/train-all.csv" ]; then
  "$PYTHON" bin/import_cv2.py "$data" ${VALIDATOR:+--validate_label_locale "$VALIDATOR"} \
    ${ALPHABET:+--filter_alphabet "$ALPHABET"} --left_out "$out/left_out.csv"
fi
export ALPHABET=${ALPHABET:-$out/alphabet.txt}
[ -f "$ALPHABET" ] || "$PYTHON" bin/check_characters.py -csv "$csv/train-all.csv,$csv/dev.csv,$csv/test.csv" -unicode -alpha > "$ALPHABET"
"$PYTHON" -m deepspeech_tf.doctor --train_files "$csv/train-all.csv" --dev_files "$csv/dev.csv" \
  --test_files "$csv/test.csv" --alphabet_config_path "$ALPHABET" --report_dir "$out/doctor" || true
text=${TEXT:-$out/transcripts.txt}
[ -n "${TEXT:-}" ] || "$PYTHON" bin/transcripts.py "$csv/train-all.csv" > "$text"
scorer=$out/scorer/kenlm.scorer
[ -f "$scorer" ] || bash training/scorer.sh "$text" "${ORDER:-5}" "$out/scorer"
"$PYTHON" -m deepspeech_tf.train --flagfile training/common_voice/flags.txt \
  --train_files "$csv/train-all.csv" --dev_files "$csv/dev.csv" --alphabet_config_path "$ALPHABET" \
  --checkpoint_dir "$out/checkpoints" --summary_dir "$out/summaries" "$@"
"$PYTHON" -m deepspeech_tf.evaluate --test_files "$csv/test.csv" --checkpoint_dir "$out/checkpoints" \
  --alphabet_config_path "$ALPHABET" --test_batch_size 32 --scorer_path "$scorer" --report_dir "$out/report" |
  tee "$out/test.txt"
"$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$out/checkpoints" --alphabet_config_path "$ALPHABET" \
  --scorer_path "$scorer" --export_dir "$out/model" --export_tflite --export_model_name common_voice
