#!/usr/bin/env bash
# Builds a scorer from a text: scorer.sh TEXT ORDER FOLDER [ALPHA BETA]  →  FOLDER/kenlm.scorer
# ALPHABET is the alphabet file (default data/alphabet.txt).
set -euo pipefail
cd "$(dirname "$0")/.."
text=$1 order=$2 folder=$3 alpha=${4:-0.931289039105002} beta=${5:-1.1834137581510284}
alphabet=${ALPHABET:-data/alphabet.txt}
python=${PYTHON:-.venv/bin/python}
mkdir -p "$folder"
"$python" data/lm/generate_lm.py --input_txt "$text" --alphabet "$alphabet" --output_dir "$folder" --top_k 500000 \
  --arpa_order "$order" --max_arpa_memory 50% --arpa_prune 0 --binary_a_bits 255 --binary_q_bits 8 \
  --binary_type trie --discount_fallback
package=$(dirname "$python")/generate_scorer_package
[ -x "$package" ] || package=native_client/python/deepspeech/bin/generate_scorer_package # a build in place
"$package" --alphabet "$alphabet" --lm "$folder/lm.binary" \
  --vocab "$folder/vocab-500000.txt" --package "$folder/kenlm.scorer" --default_alpha "$alpha" --default_beta "$beta"
