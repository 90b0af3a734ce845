#!/usr/bin/env bash
# Copies what a binding needs to run, libdeepspeech.so and libLiteRt.so, into a folder: libraries.sh FOLDER
# The native client must be built; LiteRT is taken from the package ai-edge-litert, or from DS_LITERT_LIBRARY.
set -euo pipefail
if [ $# != 1 ]; then
  echo "Usage: libraries.sh FOLDER" >&2
  exit 1
fi
native=$(cd "$(dirname "$0")" && pwd)
library=$native/python/deepspeech/lib/libdeepspeech.so
runtime=${DS_LITERT_LIBRARY:-$(find "$native/../.venv" -path '*ai_edge_litert/libLiteRt.so' 2>/dev/null | head -n 1)}
for file in "$library" "$runtime"; do
  if [ ! -f "$file" ]; then
    echo "E expected libdeepspeech.so (bash bin/setup.sh) and libLiteRt.so (DS_LITERT_LIBRARY), got: '$file'" >&2
    exit 1
  fi
done
mkdir -p "$1"
cp "$library" "$runtime" "$1/"
