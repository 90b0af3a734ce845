#!/usr/bin/env bash
# Connected digits, an unseen speaker: scorer, training, test without and with the scorer.
#   run.sh [DATA [OUT]]     DATA has train.csv, dev.csv, test.csv (default ../shared/data/digits)
# FLAGS=training/digits/flags-0.9.3.txt trains with the hyper-parameters of the comparison with 0.9.3.
# An interrupted run continues when the same command is given again.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data/digits} out=${2:-work/digits}
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
"$PYTHON" bin/transcripts.py "$data/train.csv" > "$out/transcripts.txt"
[ -f "$out/scorer/kenlm.scorer" ] || bash training/scorer.sh "$out/transcripts.txt" 3 "$out/scorer"
"$PYTHON" -m deepspeech_tf.train --flagfile "${FLAGS:-training/digits/flags.txt}" \
  --train_files "$data/train.csv" --dev_files "$data/dev.csv" \
  --checkpoint_dir "$out/checkpoints" --summary_dir "$out/summaries"
for set in dev test; do
  for scorer in "" "$out/scorer/kenlm.scorer"; do
    "$PYTHON" -m deepspeech_tf.evaluate --test_files "$data/$set.csv" --checkpoint_dir "$out/checkpoints" \
      --beam_width 100 --test_batch_size 16 --scorer_path "$scorer" \
      --test_output_file "$out/$set${scorer:+-scorer}.json" | tee "$out/$set${scorer:+-scorer}.txt"
  done
done
grep -H "^Test on" "$out"/{dev,test}{,-scorer}.txt
