#!/usr/bin/env bash
# Trains models/english: data, synthetic speech, training, scorer, scorer weights, export, error rates.
#   run.sh [OUT [training flag ...]]     OUT: default work/english
# KOKORO and HIBARI are the numbers of clips to synthesize with these voices (default 2000 and 2800, about two and three and
# a half hours of speech), WHISPER the model whose encoder the training starts from (whisper-tiny.en or whisper-base; none:
# random weights), HEAD_STEPS the number of steps that train only the layers after the blocks (default 2000; 0 without
# WHISPER), EPOCHS of epochs that then train all layers (default 0; without WHISPER 20), WORDS the vocabulary of the scorer,
# PRUNE the counts up to which n-grams are dropped, TRIALS the number of scorer weights to try.
# Run the same command again to resume an interrupted run. README.md has the cost of each stage.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-work/english}
shift || true
export PYTHON=${PYTHON:-.venv/bin/python}
whisper=${WHISPER:-whisper-base} kokoro=${KOKORO:-2000} hibari=${HIBARI:-2800}
head_steps=${HEAD_STEPS:-2000} epochs=${EPOCHS:-0} words=${WORDS:-110000} trials=${TRIALS:-30}
if [ "$whisper" = none ]; then
  head_steps=0 epochs=${EPOCHS:-20} # random outputs of the blocks are not worth learning from
fi
mkdir -p "$out"
stage() { printf '\n== %s\n' "$1"; }

stage "packages and corpora"
# shellcheck source=training/english/sets.sh
. training/english/sets.sh
packages=${PACKAGES:-$out/packages}
[ "$whisper" = none ] && [ -z "$sentences" ] || "$PYTHON" -m training.english.packages "$packages"

synthesize() { # FOLDER VOICES COUNT SEED
  stage "synthetic speech: $3 clips of $2"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check -r training/english/requirements.txt
  "$PYTHON" -m training.english.synthesis "$packages" "$sentences" "$1" --voices "$2" --count "$3" --seed "$4" \
    --skip "${skip[@]}"
  "$PYTHON" -m training.english.filtering "$packages/whisper-tiny.en" "$1/train.csv"
  train_files=$train_files,$1/train-kept.csv
}
if [ -n "$sentences" ]; then
  [ "$kokoro" = 0 ] || synthesize "$out/synthetic" kokoro "$kokoro" 1
  [ "$hibari" = 0 ] || synthesize "$out/synthetic-hibari" hibari "$hibari" 2
fi
augment=()
if [ -d "$packages/impulses" ]; then
  [ -f "$out/rooms/rooms.csv" ] || "$PYTHON" -m training.english.rooms "$packages/impulses" "$out/rooms"
  augment+=(--augment "rir[p=0.3,source=$out/rooms/rooms.csv]")
fi
[ -d "$out/noise" ] || "$PYTHON" -m training.digits.noise "${train_files%%,*}" "$out/noise" --count 12
augment+=(--augment "noise[p=0.4,source=$out/noise,snr=17~12]")

if [ "$head_steps" -gt 0 ]; then
  stage "outputs of Whisper's encoder"
  changes=(--augment "speed[p=0.7,factor=1~0.1]" --augment "volume[p=0.6,dbfs=-8~8]"
    --augment "frequency_mask[n=2,size=12~12]")
  "$PYTHON" -m training.english.outputs "$packages/$whisper" "$dev_files" "$out/outputs"
  "$PYTHON" -m training.english.outputs "$packages/$whisper" "$train_files" "$out/outputs" --versions 2 \
    "${changes[@]}" "${augment[@]}"
  stage "training of the layers after the blocks"
  [ -f "$out/head/finished.json" ] || "$PYTHON" -m training.english.head "$packages/$whisper" "$out/outputs" \
    "$train_files${twice:+,$twice}" "$dev_files" "$out/head" --steps "$head_steps"
  if [ ! -d "$out/checkpoints" ]; then
    rm -rf "$out/checkpoints.part"
    cp -r "$out/head" "$out/checkpoints.part"
    mv "$out/checkpoints.part" "$out/checkpoints"
  fi
fi

if [ "$epochs" -gt 0 ] && [ ! -f "$out/all-layers" ]; then
  stage "training of all layers"
  teacher=()
  [ "$whisper" = none ] || teacher=(--init_from "$packages/$whisper" --teacher_weight 1)
  steps=$("$PYTHON" -m training.english.steps "$train_files" --batch_seconds 60 --epochs "$epochs")
  "$PYTHON" -m deepspeech_tf.train --flagfile training/english/flags.txt --train_files "$train_files" \
    --dev_files "$dev_files" --checkpoint_dir "$out/checkpoints" --epochs "$epochs" --summary_dir "$out/summaries" \
    "${teacher[@]}" "${augment[@]}" --force_initialize_learning_rate --lr_decay_steps $((head_steps + steps)) "$@"
  touch "$out/all-layers"
fi

stage "scorer: $words words"
export WORDS=$words PRUNE=${PRUNE:-0|1|5|7}
lm=$out/scorer
if [ ! -f "$lm/kenlm.scorer" ]; then
  mkdir -p "$lm"
  # shellcheck disable=SC2086
  { [ -z "$text" ] || xz -dcf "$text"; "$PYTHON" bin/transcripts.py ${train_files//,/ }; } |
    "$PYTHON" -m training.english.overlap ${dev_files//,/ } "${test_files[@]#*=}" > "$lm/text.txt"
  bash training/scorer.sh "$lm/text.txt" 4 "$lm"
fi

stage "scorer weights with the lowest error rate on the validation set"
best=$out/checkpoints/lm_optimizer/best.json
[ -f "$best" ] || "$PYTHON" -m deepspeech_tf.lm_optimizer --test_files "$dev_files" --checkpoint_dir "$out/checkpoints" \
  --scorer_path "$lm/kenlm.scorer" --n_trials "$trials" --beam_width 200 --lm_alpha_max 2 --lm_beta_max 4
read -r alpha beta < <("$PYTHON" -c \
  'import json, sys; best = json.load(open(sys.argv[1])); print(best["lm_alpha"], best["lm_beta"])' "$best")

stage "export"
if [ ! -f "$out/model/english.tflite" ]; then
  bash training/scorer.sh "$lm/text.txt" 4 "$lm" "$alpha" "$beta"
  mkdir -p "$out/model"
  cp "$lm/kenlm.scorer" "$out/model/english.scorer"
  "$PYTHON" -m deepspeech_tf.export --checkpoint_dir "$out/checkpoints" --export_dir "$out/model" --export_tflite \
    --export_file_name english --export_model_name english --export_language en
fi

stage "error rates of the exported model in the native client"
for pair in "${test_files[@]}"; do
  for scorer in "" "$out/model/english.scorer"; do
    result=$out/results/${pair%%=*}${scorer:+-scorer}
    mkdir -p "$out/results"
    [ -f "$result.txt" ] || {
      "$PYTHON" bin/evaluate_tflite.py --model "$out/model/english.tflite" --scorer "$scorer" --csv "${pair#*=}" \
        --dump "$result" > "$result.part"
      mv "$result.part" "$result.txt"
    }
  done
done
grep -H "^Test on" "$out"/results/*.txt
