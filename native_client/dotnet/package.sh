#!/usr/bin/env bash
# Makes the NuGet package with the libraries that it needs (see ../libraries.sh): package.sh FOLDER
set -euo pipefail
sources=$(cd "$(dirname "$0")" && pwd)
mkdir -p "${1:?the folder for the package is missing}"
folder=$(cd "$1" && pwd)
version=$(tr -d '[:space:]' < "$sources/../../VERSION")
case $(uname -m) in
  x86_64) platform=linux-x64 ;;
  aarch64) platform=linux-arm64 ;;
  *) echo "E expected x86_64 or aarch64, got: $(uname -m)" >&2; exit 1 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bash "$sources/build.sh" "$work/built"
contents=$work/contents
mkdir -p "$contents"/{_rels,build/net46,lib/net46,lib/netstandard2.0,runtimes/$platform/native}
for framework in net46 netstandard2.0; do
  cp "$work"/built/DeepSpeechClient.{dll,xml} "$contents/lib/$framework/"
done
cp "$work"/built/*.so "$contents/runtimes/$platform/native/"
sed "s/@VERSION@/$version/" "$sources/nuget/DeepSpeech-TF.nuspec" > "$contents/DeepSpeech-TF.nuspec"
sed "s/linux-x64/$platform/" "$sources/nuget/DeepSpeech-TF.targets" > "$contents/build/net46/DeepSpeech-TF.targets"
cp "$sources/nuget/content_types.xml" "$contents/[Content_Types].xml"
cp "$sources/nuget/relationships.xml" "$contents/_rels/.rels"
cp "$sources/README.md" "$sources/../../LICENSE" "$work/built/LICENSES.md" "$contents/"
notices=(LICENSE LICENSES.md README.md)
if [ -f "$work/built/LICENSE.LiteRT" ]; then
  cp "$work/built/LICENSE.LiteRT" "$contents/LICENSE.LiteRT.md"
  notices+=(LICENSE.LiteRT.md)
fi
package=$folder/DeepSpeech-TF.$version.nupkg
rm -f "$package"
(cd "$contents" && python3 -m zipfile -c "$package" "[Content_Types].xml" _rels/ build/ lib/ runtimes/ DeepSpeech-TF.nuspec "${notices[@]}")
echo "$package: $(du -sh "$package" | cut -f1)"
