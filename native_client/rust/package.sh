#!/usr/bin/env bash
# Makes a folder that contains the crate with the libraries that it needs: package.sh FOLDER
# The native client must be built; LiteRT is taken from the package ai-edge-litert, or from DS_LITERT_LIBRARY.
set -euo pipefail
if [ $# != 1 ]; then
  echo "Usage: package.sh FOLDER" >&2
  exit 1
fi
crate=$(cd "$(dirname "$0")" && pwd)
native=$(dirname "$crate")
library=$native/python/deepspeech/lib/libdeepspeech.so
runtime=${DS_LITERT_LIBRARY:-$(find "$native/../.venv" -path '*ai_edge_litert/libLiteRt.so' 2>/dev/null | head -n 1)}
for file in "$library" "$runtime"; do
  if [ ! -f "$file" ]; then
    echo "E expected libdeepspeech.so (bash bin/setup.sh) and libLiteRt.so (DS_LITERT_LIBRARY), got: '$file'" >&2
    exit 1
  fi
done
mkdir -p "$1/lib"
cp "$library" "$runtime" "$1/lib/"
cp "$native/../LICENSE" "$crate/Cargo.toml" "$crate/build.rs" "$crate/README.md" "$1/"
cp -r "$crate/src" "$crate/examples" "$1/"
echo "$1: $(du -sh "$1" | cut -f1)"
