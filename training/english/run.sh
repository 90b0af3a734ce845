#!/usr/bin/env bash
# Trains models/english: data, synthetic speech, training, scorer, scorer weights, export, error rates.
#   run.sh [OUT [training flag ...]]     OUT: default work/english
# CLIPS is the number of clips to synthesize (default 2000, about two hours of speech), HEAD_EPOCHS the number of epochs
# that train only the layers after the transformer (default 8), EPOCHS of those that then train all layers (default 12),
# WHISPER the model whose encoder the training starts from (whisper-tiny.en or whisper-base; none: random weights, and no
# HEAD_EPOCHS), WORDS the vocabulary of the scorer, TRIALS the number of scorer weights to try.
# Run the same command again to resume an interrupted run. README.md has the cost of each stage.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=${1:-work/english}
shift || true
export PYTHON=${PYTHON:-.venv/bin/python}
whisper=${WHISPER:-whisper-tiny.en} epochs=${EPOCHS:-12} head_epochs=${HEAD_EPOCHS:-8}
clips=${CLIPS:-2000} words=${WORDS:-70000} trials=${TRIALS:-30}
mkdir -p "$out"
stage() { printf '\n== %s\n' "$1"; }

stage "packages and corpora"
# shellcheck source=training/english/sets.sh
. training/english/sets.sh
packages=${PACKAGES:-$out/packages}
[ "$whisper" = none ] && [ "$clips" = 0 ] || "$PYTHON" -m training.english.packages "$packages"

if [ -n "$sentences" ] && [ "$clips" -gt 0 ]; then
  stage "synthetic speech: $clips clips"
  "$PYTHON" -m pip install --quiet --disable-pip-version-check -r training/english/requirements.txt
  "$PYTHON" -m training.english.synthesis "$packages" "$sentences" "$out/synthetic" --count "$clips" --skip "${skip[@]}"
  "$PYTHON" -m training.english.filtering "$packages/whisper-tiny.en" "$out/synthetic/train.csv"
  train_files=$train_files,$out/synthetic/train-kept.csv
fi
augment=()
if [ -d "$packages/impulses" ]; then
  [ -f "$out/rooms/rooms.csv" ] || "$PYTHON" -m training.english.rooms "$packages/impulses" "$out/rooms"
  augment+=(--augment "rir[p=0.3,source=$out/rooms/rooms.csv]")
fi
[ -d "$out/noise" ] || "$PYTHON" -m training.digits.noise "${train_files%%,*}" "$out/noise" --count 12
augment+=(--augment "noise[p=0.4,source=$out/noise,snr=17~12]")

init=()
if [ "$whisper" = none ]; then
  head_epochs=0 # random outputs of the transformer are not worth learning from
else
  init=(--init_from "$packages/$whisper")
fi
train() { # FOLDER EPOCHS [flag ...]; the cosine schedule counts steps from the first stage and ends with the last epoch
  local folder=$1 count=$2
  shift 2
  [ -f "$folder/finished.json" ] || "$PYTHON" -m deepspeech_tf.train --flagfile training/english/flags.txt \
    --train_files "$train_files" --dev_files "$dev_files" --checkpoint_dir "$folder" --epochs "$count" \
    --summary_dir "$out/summaries" "${init[@]}" "${augment[@]}" "$@"
}
length() { "$PYTHON" -m training.english.steps "$train_files" --batch_seconds 60 --epochs "$1"; }

if [ "$head_epochs" -gt 0 ]; then
  stage "training of the layers after the transformer"
  train "$out/head" "$head_epochs" --trained_layers 5 --learning_rate 0.001 --lr_decay_steps "$(length "$head_epochs")" "$@"
  if [ ! -d "$out/checkpoints" ]; then
    rm -rf "$out/checkpoints.part"
    cp -r "$out/head" "$out/checkpoints.part"
    rm "$out/checkpoints.part/finished.json"
    mv "$out/checkpoints.part" "$out/checkpoints"
  fi
fi

stage "training of all layers"
teacher=()
[ "$whisper" = none ] || teacher=(--teacher_weight 1)
train "$out/checkpoints" "$epochs" "${teacher[@]}" --force_initialize_learning_rate \
  --lr_decay_steps "$(length $((head_epochs + epochs)))" "$@"

stage "scorer: $words words"
export WORDS=$words PRUNE=${PRUNE:-0|0|2|3}
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
