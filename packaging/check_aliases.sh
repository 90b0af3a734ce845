#!/usr/bin/env bash
# Installs programs of others from the package index with the wheels of a folder, and transcribes a recording with each.
#   bash packaging/check_aliases.sh dist python3.12 [PROGRAM …]
# The folder contains the wheel of deepspeech-tf and those of packaging/aliases.py. Each file of packaging/programs names
# the requirements of a program and runs it, unmodified, with the recording, model and scorer of tests/golden.
set -euo pipefail
[ $# -ge 2 ] || { sed -n 2,5p "$0" | cut -c3-; exit 1; }
dist=$(realpath "$1")
python=$2
shift 2
here=$(realpath "$(dirname "$0")")
golden=$here/../tests/golden
[ $# -gt 0 ] || set -- $(cd "$here/programs" && ls ./*.py | xargs -n 1 basename -s .py)
expected="her king buys your bright friend"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" # outside the checkout, so that nothing is imported from it
status=0
for name in "$@"; do
  program=$here/programs/$name.py
  read -r -a requirements <<<"$(sed -n '1s/# Requires: //p' "$program")"
  rm -rf venv model && mkdir model
  "$python" -m venv venv
  venv/bin/python -m pip install --quiet --disable-pip-version-check --find-links "$dist" "${requirements[@]}" ||
    { echo "E $name: its requirements cannot be installed" >&2; status=1; continue; }
  venv/bin/deepspeech-convert "$golden/model/output_graph.tflite" model/model.pbmm >/dev/null
  cp "$golden/kenlm.scorer" model/model.scorer
  cp "$golden/wav/test0001.wav" model/recording.wav
  text=$(venv/bin/python -I "$program" model 2>model/log) || { cat model/log >&2; text="an error"; }
  if [ "$text" = "$expected" ]; then
    versions=$(venv/bin/python -m pip list --format=freeze --disable-pip-version-check |
      grep -E -i "^(${requirements[0]}|deepspeech|stt)==" | tr '\n' ' ')
    echo "$name: $text ($("$python" --version); $versions)"
  else
    echo "E $name: expected: $expected. Received: $text" >&2
    status=1
  fi
done
exit $status
