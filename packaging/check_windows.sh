#!/usr/bin/env bash
# Tests the archive for Windows with Wine: loads the library, transcribes a recording with the program, from a folder
# with a space and a letter beyond ASCII in its name, and with a C program.
#   bash packaging/check_windows.sh dist
# It needs wine (Debian: apt-get install wine wine64), after packaging/build.sh. Wine's settings are kept in build/wine.
# The recordings, model and scorer are those of tests/golden.
set -euo pipefail
[ $# = 1 ] || { sed -n 2,6p "$0" | cut -c3-; exit 1; }
cd "$(dirname "$0")/.."
tag=win_amd64
archive=$(realpath "$1/native_client-$tag.zip")
wanted="her king buys your bright friend"
target="$PWD/build/windows/some földer"
export WINEPREFIX=$PWD/build/wine WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" WINEARCH=win64
export LC_ALL=C.UTF-8
[ -d "$WINEPREFIX" ] || wineboot --init >/dev/null 2>&1

rm -rf "$target"
mkdir -p "$target"
python3 -m zipfile -e "$archive" "$target"
cp "build/archive-$tag/check_client.exe" tests/golden/{model/output_graph.tflite,kenlm.scorer,wav/test0001.wav} "$target"
how="archive with $(wine --version 2>/dev/null)"

# Wine has most of the Visual C++ runtime, but not this part, which LiteRT's library needs.
runtime=build/packaging/visual-c++
if [ ! -e "$runtime/vcruntime140_threads.dll" ]; then
  build/packaging/venv/bin/python -m pip download --quiet --disable-pip-version-check --dest "$runtime" --no-deps \
    --only-binary=:all: --platform=win_amd64 --python-version=3.11 msvc-runtime
  python3 - "$runtime" <<'END'
import pathlib, sys, zipfile
folder = pathlib.Path(sys.argv[1])
(path,) = folder.glob("*.whl")
with zipfile.ZipFile(path) as wheel:
    name = next(name for name in wheel.namelist() if name.endswith("/vcruntime140_threads.dll"))
    (folder / "vcruntime140_threads.dll").write_bytes(wheel.read(name))
END
fi
# Runs a program in the folder, which must print the transcript.
transcribe() {
  local received
  received=$(cd "$target" && wine "$@" 2>"$target/stderr.txt") || { cat "$target/stderr.txt" >&2; echo "E $* failed" >&2; exit 1; }
  received=${received//$'\r'/}
  [ "$received" = "$wanted" ] || { echo "E $*: expected: $wanted. Received: $received" >&2; exit 1; }
}

options=(--model output_graph.tflite --scorer kenlm.scorer --audio test0001.wav)
message=$(cd "$target" && wine deepspeech.exe "${options[@]}" 2>&1) && { echo "E it needs no Visual C++ runtime" >&2; exit 1; }
[[ $message == *"probably the Visual C++ runtime (vc_redist.x64.exe)"* ]] ||
  { echo "E expected the runtime that is missing. Received: $message" >&2; exit 1; }
cp "$runtime/vcruntime140_threads.dll" "$target"
transcribe deepspeech.exe "${options[@]}"
transcribe stt.exe "${options[@]}"
transcribe deepspeech.exe "${options[@]}" --init_from_bytes
folder=$(winepath -w "$target" 2>/dev/null)
transcribe deepspeech.exe --model "$folder\\output_graph.tflite" --scorer "$folder\\kenlm.scorer" --audio "$folder\\test0001.wav"
cd "$target"
wine deepspeech-inspect.exe output_graph.tflite >/dev/null
wine deepspeech-convert.exe output_graph.tflite golden.pbmm --audio test0001.wav
transcribe deepspeech.exe --model golden.pbmm "${options[@]:2}"
wine deepspeech-convert.exe golden.pbmm again.tflite
transcribe deepspeech.exe --model again.tflite "${options[@]:2}"
message=$(DS_LITERT_LIBRARY=absent.dll wine deepspeech.exe "${options[@]}" 2>&1) && { echo "E it needs no LiteRT" >&2; exit 1; }
[[ $message == *"path of its libLiteRt.dll."* ]] || { echo "E expected the library that is missing. Received: $message" >&2; exit 1; }
cd - >/dev/null
python3 packaging/table.py record "$tag" cli yes
transcribe check_client.exe output_graph.tflite kenlm.scorer test0001.wav
python3 packaging/table.py record "$tag" library "yes (C program)"
python3 packaging/table.py record "$tag" how "$how"
echo "$tag: $how: $wanted"
