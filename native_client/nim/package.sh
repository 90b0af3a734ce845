#!/usr/bin/env bash
# Makes a folder that contains the Nim package with the libraries that it needs (see ../libraries.sh): package.sh FOLDER
set -euo pipefail
package=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to make is missing}
bash "$package/../libraries.sh" "$folder/lib"
cp "$package/../../LICENSE" "$package/deepspeech.nimble" "$package/deepspeech.nim" "$package/README.md" "$folder/"
cp -r "$package/deepspeech" "$package/examples" "$folder/"
echo "$folder: $(du -sh "$folder" | cut -f1)"
