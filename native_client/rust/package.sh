#!/usr/bin/env bash
# Makes a folder that contains the crate with the libraries that it needs (see ../libraries.sh): package.sh FOLDER
set -euo pipefail
crate=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to make is missing}
bash "$crate/../libraries.sh" "$folder/lib"
cp "$crate/../../LICENSE" "$crate/Cargo.toml" "$crate/build.rs" "$crate/README.md" "$folder/"
cp -r "$crate/src" "$crate/examples" "$folder/"
echo "$folder: $(du -sh "$folder" | cut -f1)"
