#!/usr/bin/env bash
# Tests the wheel for Windows with Python for Windows in Wine: runs the tests of the client and of the decoder.
#   bash packaging/check_windows_python.sh dist
# It needs wine and maven, after packaging/build.sh and packaging/check_windows.sh: the package org.bytedeco:cpython
# contains Python for Windows. NumPy is not the newest, as Wine 8 lacks functions of the C library that NumPy 2 needs.
set -euo pipefail
[ $# = 1 ] || { sed -n 2,5p "$0" | cut -c3-; exit 1; }
cd "$(dirname "$0")/.."
tag=win_amd64
wheel=$(realpath "$1"/deepspeech_tf-*-"$tag".whl)
tools=$PWD/build/packaging
python=$tools/windows-python
site=$PWD/build/windows/site
files=(tests/native/test_{client_{golden,api,extended,audio,program,frozen},convert,inspect,coqui_python,resample}.py
  tests/native/test_{ctcdecoder_{api,golden,cases,inputs},scorer_fit}.py)

if [ ! -d "$python" ]; then
  mvn -q dependency:copy -Dartifact=org.bytedeco:cpython:3.11.3-1.5.9:jar:windows-x86_64 -DoutputDirectory="$tools/cpython"
  python3 -m zipfile -e "$tools"/cpython/*.jar "$tools/cpython"
  mv "$tools/cpython/org/bytedeco/cpython/windows-x86_64" "$python"
fi
install() {
  "$tools/venv/bin/python" -m pip install --quiet --disable-pip-version-check --target "$site" --upgrade --only-binary=:all: \
    --platform=win_amd64 --implementation=cp --python-version=3.11 "$@"
}
rm -rf "$site"
install "numpy==1.24.4" pytest pytest-timeout hypothesis colorama
install --no-deps "ai-edge-litert>=2.2,<3" "$wheel"

export WINEPREFIX=$PWD/build/wine-python WINEDEBUG=-all WINEDLLOVERRIDES="mscoree,mshtml=" WINEARCH=win64
export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1 PYTHONPATH
PYTHONPATH=$(winepath -w "$site" 2>/dev/null)
if [ ! -d "$WINEPREFIX/drive_c/windows/system32" ]; then
  wineboot --init >/dev/null 2>&1
  winecfg -v win10 >/dev/null 2>&1
fi
cp "$tools/visual-c++/vcruntime140_threads.dll" "$WINEPREFIX/drive_c/windows/system32"

# Python for Windows starts in Wine only with pipes. The modules of the wheel are tested, not those of the checkout.
log=$tools/windows-tests.txt
wine "$python/python.exe" -X utf8 -m pytest -q -p no:cacheprovider -o pythonpath=. "${files[@]}" </dev/null 2>&1 |
  sed -u 's/\r$//' | tee "$log" | cat || { echo "E tests failed; see $log" >&2; exit 1; }
results=$(grep -Eo '[0-9]+ passed(, [0-9]+ skipped)?' "$log")
python3 packaging/table.py record "$tag" python "$results"
python3 packaging/table.py record "$tag" how "wheel with Python 3.11 for Windows in $(wine --version 2>/dev/null)"
