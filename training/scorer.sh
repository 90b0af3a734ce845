#!/usr/bin/env bash
# Builds a scorer from a text: scorer.sh TEXT ORDER FOLDER [ALPHA BETA]  →  FOLDER/kenlm.scorer
# ALPHABET is the alphabet file (default data/alphabet.txt), WORDS the largest number of words (default 500000), PRUNE the
# counts up to which n-grams of each order are dropped (default 0, none).
set -euo pipefail
cd "$(dirname "$0")/.."
text=$1 order=$2 folder=$3 alpha=${4:-0.931289039105002} beta=${5:-1.1834137581510284}
alphabet=${ALPHABET:-data/alphabet.txt} words=${WORDS:-500000}
python=${PYTHON:-.venv/bin/python}
mkdir -p "$folder"
# An existing language model is kept: a second call only packages it with other weights.
[ -f "$folder/lm.binary" ] || "$python" data/lm/generate_lm.py --input_txt "$text" --alphabet "$alphabet" --output_dir "$folder" --top_k "$words" \
  --arpa_order "$order" --max_arpa_memory 50% --arpa_prune "${PRUNE:-0}" --binary_a_bits 255 --binary_q_bits 8 \
  --binary_type trie --discount_fallback
package=$(dirname "$python")/generate_scorer_package
[ -x "$package" ] || package=native_client/python/deepspeech/bin/generate_scorer_package # a build in place
"$package" --alphabet "$alphabet" --lm "$folder/lm.binary" \
  --vocab "$folder/vocab-$words.txt" --package "$folder/kenlm.scorer" --default_alpha "$alpha" --default_beta "$beta"
