#!/usr/bin/env bash
# Measures the effect of noise augmentation: runs the same training without and with --augment noise, and tests both on
# test.csv, unchanged and with different noise at 20, 10 and 5 dB.
#   noise.sh [DATA [VOICES [OUT]]]     DATA: train.csv, dev.csv, test.csv; VOICES: recordings for the babble noise
# Run the same command again to resume an interrupted run.
set -euo pipefail
cd "$(dirname "$0")/../.."
data=${1:-../shared/data/digits} voices=${2:-../shared/data/librispeech} out=${3:-work/digits-noise}
python=${PYTHON:-.venv/bin/python}
mkdir -p "$out"
[ -d "$out/noise" ] || "$python" -m training.digits.noise "$voices/train.csv" "$out/noise" --seed 1
[ -d "$out/other-noise" ] || "$python" -m training.digits.noise "$voices/test.csv" "$out/other-noise" --seed 2
for db in 20 10 5; do
  [ -f "$out/test-$db.csv" ] || "$python" bin/data_set_tool.py "$data/test.csv" "$out/test-$db.csv" \
    --augment "noise[source=$out/other-noise,snr=$db]"
done
for way in without with; do
  augment=()
  [ "$way" = with ] && augment=(--augment "noise[p=0.8,source=$out/noise,snr=12.5~10]")
  [ -f "$out/$way.done" ] || "$python" -m deepspeech_tf.train --flagfile "${FLAGS:-training/digits/flags-0.9.3.txt}" \
    --train_files "$data/train.csv" --dev_files "$data/dev.csv" --checkpoint_dir "$out/$way" "${augment[@]}"
  touch "$out/$way.done"
  "$python" -m deepspeech_tf.evaluate --checkpoint_dir "$out/$way" --beam_width 100 --test_batch_size 16 \
    --scorer_path "" --test_files "$data/test.csv,$out/test-20.csv,$out/test-10.csv,$out/test-5.csv" > "$out/$way.txt"
done
grep -H "^Test on" "$out/without.txt" "$out/with.txt"
