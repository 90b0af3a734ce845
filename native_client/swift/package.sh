#!/usr/bin/env bash
# Makes a folder that contains the Swift package with the libraries that it needs (see ../libraries.sh): package.sh FOLDER
set -euo pipefail
package=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to make is missing}
bash "$package/../libraries.sh" "$folder/lib"
cp "$package/../../LICENSE" "$package/README.md" "$folder/"
cp -r "$package/Sources" "$folder/"
sed '/testTarget/d' "$package/Package.swift" > "$folder/Package.swift"
cp "$package/../include/deepspeech.h" "$folder/Sources/CDeepSpeech/"
echo "$folder: $(du -sh "$folder" | cut -f1)"
