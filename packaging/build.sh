#!/usr/bin/env bash
# Builds the files of a release into dist/: wheels, the source distribution, archives of the native client and of models.
#   bash packaging/build.sh                        all
#   bash packaging/build.sh win_amd64 sdist        some: platforms as in packaging/platforms.py, sdist, aliases, models
# It runs on Linux and needs Python 3.10 or newer with venv, and network access for pip: the compilers come from the
# package ziglang, LiteRT's libraries from the wheels of ai-edge-litert. See doc/packaging.md.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
tools=build/packaging
python=$tools/venv/bin/python

if [ ! -f "$tools/venv/complete" ]; then
  "${PYTHON:-python3}" -m venv --clear "$tools/venv"
  "$python" -m pip install --quiet --disable-pip-version-check --upgrade \
    pip "setuptools>=77" wheel build cmake ninja "ziglang>=0.15" auditwheel lief
  touch "$tools/venv/complete"
fi
export PATH="$root/$tools/venv/bin:$PATH"
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
mkdir -p dist

build_platform() {
  local tag=$1 target build=build/native-$1
  target=$("$python" packaging/platforms.py "$tag" zig_target)
  export CMAKE_ARGS="-DCMAKE_TOOLCHAIN_FILE=$root/native_client/cmake/zig.cmake -DDS_ZIG_TARGET=$target"
  "$python" packaging/table.py forget "$tag"
  echo "$tag: wheel"
  rm -rf "build/wheel-$tag"
  "$python" setup.py --quiet build --build-base "build/wheel-$tag" bdist_wheel --plat-name "$tag" --dist-dir dist
  echo "$tag: archive"
  rm -rf "build/archive-$tag"
  cmake --install "$build" --prefix "build/archive-$tag/native_client" --component archive >/dev/null
  # For packaging/check_*.sh.
  local suffix=
  [ "$tag" != win_amd64 ] || suffix=.exe
  "$python" -m ziglang cc -target "$target" -O1 -I native_client/include packaging/check_client.c \
    -o "build/archive-$tag/check_client$suffix" -L "build/archive-$tag/native_client" -ldeepspeech -Wl,-rpath,'$ORIGIN'
  "$python" packaging/archive.py "$tag" dist
  "$python" packaging/check_binaries.py "$tag" dist | tee "build/packaging/binaries-$tag.txt"
  "$python" packaging/table.py record "$tag" built yes
}

[ $# -gt 0 ] || set -- manylinux_2_28_x86_64 manylinux_2_28_aarch64 win_amd64 macosx_12_0_arm64 sdist aliases models
for name in "$@"; do
  case $name in
    sdist) "$python" -m build --sdist --no-isolation --outdir dist . >"$tools/sdist.log" || { cat "$tools/sdist.log" >&2; exit 1; } ;;
    aliases) "$python" packaging/aliases.py dist ;;
    models) "$python" packaging/models.py dist ;;
    *) build_platform "$name" ;;
  esac
done
(cd dist && ls -l)
