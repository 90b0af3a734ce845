#!/usr/bin/env bash
# Builds the assembly, its documentation and the programs with mcs, and puts the libraries beside them: build.sh FOLDER
set -euo pipefail
sources=$(cd "$(dirname "$0")" && pwd)
folder=${1:?the folder to make is missing}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
cd "$sources"
compile() { mcs -nologo -warnaserror -warn:4 -langversion:7 -optimize+ "$@"; }
mapfile -t library < <(find DeepSpeechClient -name '*.cs' | sort)
compile -unsafe -target:library -out:"$folder/DeepSpeechClient.dll" -doc:"$folder/DeepSpeechClient.xml" "${library[@]}"
references=(-r:"$folder/DeepSpeechClient.dll" -r:System.Core)
compile -out:"$folder/DeepSpeechConsole.exe" "${references[@]}" DeepSpeechConsole/*.cs
compile -out:"$folder/Report.exe" "${references[@]}" Report/*.cs DeepSpeechConsole/Wav.cs
compile -out:"$folder/Tests.exe" "${references[@]}" Tests/*.cs DeepSpeechConsole/Wav.cs
for program in DeepSpeechConsole Report Tests; do
  cp runtimeconfig.json "$folder/$program.runtimeconfig.json"
done
bash ../libraries.sh "$folder"
