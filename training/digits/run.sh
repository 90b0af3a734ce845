#!/usr/bin/env bash
# Trains a model for connected digits: additional recordings, scorer, training, tests, int8 model with its card.
#   run.sh [DATA [OUT]]     DATA has train.csv, dev.csv, test.csv (default ../shared/data/digits)
# The training starts from the model of training/librispeech (FROM is a folder with its checkpoints), and runs that
# recipe first if necessary. FROM=nothing trains from scratch, with FLAGS=training/digits/flags-320.txt.
# MAKE overrides the options of more_speakers.py. LOAD=best tests and exports the best checkpoint instead of the last.
# RECORDINGS=as-they-are uses only the original recordings, and also trains from scratch:
#   FLAGS=training/digits/flags-0.9.3.txt       the hyperparameters of the comparison with 0.9.3
#   FLAGS=training/digits/flags-recordings.txt  with augmentation
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data/digits} out=${2:-work/digits}
reading=${READING:-../shared/data/librispeech/train.csv}
load=${LOAD:-last} # the learning rate decays to 0, so the last checkpoint has converged
make=${MAKE:---copies 6 --synthetic 2000 --flite 3000 --quietest -24 --hiss -74 --reading $reading}
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
train=$data/train.csv
if [ "${RECORDINGS:-}" != as-they-are ]; then
  train=$out/recordings/train.csv
  [ -f "$train" ] || "$PYTHON" -m training.digits.more_speakers "$data" "$out/recordings" $make
  from=${FROM:-work/librispeech/more}
  [ "$from" = nothing ] || [ -f "$from/checkpoint" ] || bash training/librispeech/run.sh
fi
start=(--checkpoint_dir "$out/checkpoints") # resumes an interrupted run
if [ "${from:-nothing}" != nothing ] && [ ! -f "$out/checkpoints/checkpoint" ]; then
  start=(--load_checkpoint_dir "$from" --load_train last --save_checkpoint_dir "$out/checkpoints")
fi
"$PYTHON" bin/transcripts.py "$data/train.csv" > "$out/transcripts.txt"
scorer=$out/scorer/kenlm.scorer
[ -f "$scorer" ] || bash training/scorer.sh "$out/transcripts.txt" 3 "$out/scorer"
[ -f "$out/checkpoints/finished.json" ] || "$PYTHON" -m deepspeech_tf.train \
  --flagfile "${FLAGS:-training/digits/flags.txt}" --train_files "$train" --dev_files "$data/dev.csv" \
  "${start[@]}" --summary_dir "$out/summaries"
for set in dev test; do
  for with in "" "$scorer"; do
    "$PYTHON" -m deepspeech_tf.evaluate --test_files "$data/$set.csv" --checkpoint_dir "$out/checkpoints" \
      --load_evaluate "$load" --beam_width 100 --test_batch_size 16 --scorer_path "$with" \
      --test_output_file "$out/$set${with:+-scorer}.json" | tee "$out/$set${with:+-scorer}.txt"
  done
done
grep -H "^Test on" "$out"/{dev,test}{,-scorer}.txt
"$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$out/checkpoints" --scorer_path "$scorer" \
  --load_evaluate "$load" --export_dir "$out/model" --export_tflite --export_file_name digits \
  --export_model_name digits --export_language en
