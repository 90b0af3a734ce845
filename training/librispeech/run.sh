#!/usr/bin/env bash
# Two hours of read English: scorer from other read text and the training transcripts, training, test.
#   run.sh [DATA [TEXT [OUT]]]     DATA has train.csv, dev.csv, test.csv (default ../shared/data/librispeech)
# An interrupted run continues when the same command is given again.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data/librispeech} text=${2:-../shared/data/text/read_english.txt} out=${3:-work/librispeech}
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
{ cat "$text"; "$PYTHON" bin/transcripts.py "$data/train.csv"; } > "$out/text.txt"
[ -f "$out/scorer/kenlm.scorer" ] || bash training/scorer.sh "$out/text.txt" 4 "$out/scorer"
# The shortest utterances first: an epoch of them takes an eighth of the time, and CTC finds the alignment there.
if [ ! -f "$out/short/finished.json" ]; then
  "$PYTHON" -m deepspeech_tf.train --flagfile training/librispeech/flags.txt --epochs 25 --limit_train 300 \
    --train_files "$data/train.csv" --dev_files "$data/dev.csv" --limit_dev 32 \
    --checkpoint_dir "$out/short" --summary_dir "$out/summaries/short"
fi
from=$out/short
[ ! -f "$out/checkpoints/checkpoint" ] || from=$out/checkpoints # an interrupted run continues
"$PYTHON" -m deepspeech_tf.train --flagfile training/librispeech/flags.txt --load_train last \
  --train_files "$data/train.csv" --dev_files "$data/dev.csv" \
  --load_checkpoint_dir "$from" --save_checkpoint_dir "$out/checkpoints" --summary_dir "$out/summaries/all"
for scorer in "" "$out/scorer/kenlm.scorer"; do
  "$PYTHON" -m deepspeech_tf.evaluate --test_files "$data/test.csv" --checkpoint_dir "$out/checkpoints" \
    --beam_width 500 --test_batch_size 16 --scorer_path "$scorer" \
    --test_output_file "$out/test${scorer:+-scorer}.json" | tee "$out/test${scorer:+-scorer}.txt"
done
grep -H "^Test on" "$out"/test{,-scorer}.txt
