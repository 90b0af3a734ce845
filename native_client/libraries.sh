#!/usr/bin/env bash
# Copies what a binding needs to run, libdeepspeech.so and libLiteRt.so, into a folder, with their licenses, which whoever
# passes the libraries on has to pass on, too: libraries.sh FOLDER
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
cp "$native/../doc/licenses.md" "$1/LICENSES.md"
license=$(find "$(dirname "$runtime")/.." -path '*/ai_edge_litert-*.dist-info/licenses/LICENSE' 2>/dev/null | head -n 1)
if [ -f "$license" ]; then
  cp "$license" "$1/LICENSE.LiteRT"
else
  echo "Warning: no license of LiteRT found beside $runtime; add it to $1" >&2
fi
