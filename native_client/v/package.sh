#!/usr/bin/env bash
# Makes a folder that contains the V module with the libraries that it needs (see ../libraries.sh): package.sh FOLDER
set -euo pipefail
module=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to make is missing}
bash "$module/../libraries.sh" "$folder/lib"
mkdir -p "$folder/include"
cp "$module/../include/deepspeech.h" "$folder/include/"
cp "$module/../../LICENSE" "$module/README.md" "$module/v.mod" "$module"/*.v "$folder/"
cp -r "$module/examples" "$folder/"
echo "$folder: $(du -sh "$folder" | cut -f1)"
