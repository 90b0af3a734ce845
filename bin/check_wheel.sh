#!/usr/bin/env bash
# Installs a wheel into new environments of several Python versions, and transcribes a recording in each.
#   bash bin/check_wheel.sh dist/deepspeech_tf-*.whl python3.10 python3.11 python3.12 python3.13
# The recording, model and scorer are those of tests/golden.
set -euo pipefail
[ $# -ge 2 ] || { sed -n 2,4p "$0" | cut -c3-; exit 1; }
wheel=$(realpath "$1")
shift
golden=$(realpath "$(dirname "$0")/../tests/golden")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
wanted="her king buys your bright friend"

cd "$folder" # outside the checkout, so that nothing is imported from it
for python in "$@"; do
  rm -rf venv
  "$python" -m venv venv
  venv/bin/python -m pip install --quiet --disable-pip-version-check "$wheel"
  venv/bin/python -c "
import sys, deepspeech, ds_ctcdecoder, deepspeech_tf
assert deepspeech.version() == deepspeech_tf.__version__, (deepspeech.version(), deepspeech_tf.__version__)
assert 'tensorflow' not in sys.modules
print(sys.version.split()[0], end=': ')"
  venv/bin/deepspeech --version
  { venv/bin/generate_scorer_package --help 2>&1 || true; } | grep -q -- --default_alpha
  # Tests the console script and the program itself, whose run path must contain LiteRT.
  for program in venv/bin/deepspeech venv/lib/python*/site-packages/deepspeech/bin/deepspeech; do
    received=$("$program" --model "$golden/model/output_graph.tflite" --scorer "$golden/kenlm.scorer" \
      --audio "$golden/wav/test0001.wav" 2>stderr.txt) || { cat stderr.txt >&2; exit 1; }
    [ "$received" = "$wanted" ] || { echo "E expected: $wanted. Received: $received" >&2; exit 1; }
  done
  venv/bin/python -c "
import sys, wave, numpy as np
from deepspeech import Model
with Model(sys.argv[1] + '/model/output_graph.tflite') as model, wave.open(sys.argv[1] + '/wav/test0001.wav') as file:
    model.enableExternalScorer(sys.argv[1] + '/kenlm.scorer')
    assert model.stt(np.frombuffer(file.readframes(file.getnframes()), np.int16)) == sys.argv[2]
" "$golden" "$wanted" 2>/dev/null
  echo "  $received"
done
