#!/usr/bin/env bash
# Trains on two hours of read English: scorer from other text and the transcripts, training, tests, int8 model.
#   run.sh [DATA [TEXT [OUT]]]     DATA has train.csv, dev.csv, test.csv (default ../shared/data/librispeech)
# MORE=no skips the last stage, which adds the recordings of more_speech.py: copies of the recordings in DATA and ALSO
# with simulated microphones, and sentences of TEXT synthesized with espeak-ng and flite.
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data/librispeech} text=${2:-../shared/data/text/read_english.txt} out=${3:-work/librispeech}
export PYTHON=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
{ cat "$text"; "$PYTHON" bin/transcripts.py "$data/train.csv"; } > "$out/text.txt"
[ -f "$out/scorer/kenlm.scorer" ] || bash training/scorer.sh "$out/text.txt" 4 "$out/scorer"
# The shortest utterances come first: an epoch takes an eighth of the time, and CTC learns the alignment faster.
if [ ! -f "$out/short/finished.json" ]; then
  "$PYTHON" -m deepspeech_tf.train --flagfile training/librispeech/flags.txt --epochs 25 --limit_train 300 \
    --train_files "$data/train.csv" --dev_files "$data/dev.csv" --limit_dev 32 \
    --checkpoint_dir "$out/short" --summary_dir "$out/summaries/short"
fi
from=$out/short
[ ! -f "$out/checkpoints/checkpoint" ] || from=$out/checkpoints # resumes an interrupted run
[ -f "$out/checkpoints/finished.json" ] || "$PYTHON" -m deepspeech_tf.train \
  --flagfile training/librispeech/flags.txt --load_train last \
  --train_files "$data/train.csv" --dev_files "$data/dev.csv" \
  --load_checkpoint_dir "$from" --save_checkpoint_dir "$out/checkpoints" --summary_dir "$out/summaries/all"
checkpoints=$out/checkpoints
if [ "${MORE:-}" != no ]; then
  checkpoints=$out/more
  also=${ALSO-../shared/data/read_speech/train.csv ../shared/data/digits/train.csv}
  [ -f "$out/recordings/train.csv" ] || "$PYTHON" -m training.librispeech.more_speech "$out/recordings" \
    --recordings "$data/train.csv" $also --copies 2 --text "$text" --sentences 6000
  from=("--load_checkpoint_dir" "$out/checkpoints" "--load_train" "best" "--save_checkpoint_dir" "$checkpoints")
  [ ! -f "$checkpoints/checkpoint" ] || from=("--checkpoint_dir" "$checkpoints") # resumes an interrupted run
  [ -f "$checkpoints/finished.json" ] || "$PYTHON" -m deepspeech_tf.train \
    --flagfile training/librispeech/flags-more.txt --train_files "$out/recordings/train.csv" \
    --dev_files "$data/dev.csv" "${from[@]}" --summary_dir "$out/summaries/more"
fi
for scorer in "" "$out/scorer/kenlm.scorer"; do
  "$PYTHON" -m deepspeech_tf.evaluate --test_files "$data/test.csv" --checkpoint_dir "$checkpoints" \
    --beam_width 500 --test_batch_size 16 --scorer_path "$scorer" \
    --test_output_file "$out/test${scorer:+-scorer}.json" | tee "$out/test${scorer:+-scorer}.txt"
done
grep -H "^Test on" "$out"/test{,-scorer}.txt
"$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$checkpoints" --scorer_path "$out/scorer/kenlm.scorer" \
  --export_dir "$out/model" --export_tflite --export_file_name librispeech --export_model_name librispeech \
  --export_language en
