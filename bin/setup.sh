#!/usr/bin/env bash
# Sets up the project on Debian 12, Ubuntu 22.04 or newer: installs system packages (with apt), creates a virtual
# environment in .venv, and installs the project with its dependencies into it.
#   bash bin/setup.sh
# PYTHON=python3.12 selects the interpreter (3.10 to 3.13). Steps that are already done are skipped.
set -euo pipefail
cd "$(dirname "$0")/.."

python=${PYTHON:-python3}
venv=.venv
stamp=$venv/setup.stamp
log=$PWD/.cache/setup.log
native_log=$PWD/.cache/setup-native.log
native= # PID of the build of the native client
began=$SECONDS

say() { printf '%s\n' "$*"; }
fail() { printf 'E %s\n' "$*" >&2; exit 1; }

# Logs the output of a command; shows its last lines if it fails.
logged() {
  printf '\n$ %s\n' "$*" >>"$log"
  "$@" >>"$log" 2>&1 && return
  tail -n 25 "$log" >&2
  fail "command failed: $*
E Is there a network connection? Complete output: $log"
}

inputs_hash() {
  {
    "$python" --version
    pwd
    find pyproject.toml setup.py VERSION native_client -type f -not -path '*/__pycache__/*' \
      -not -path 'native_client/javascript/*' \
      -not -path '*/python/*/lib/*' -not -path '*/python/*/bin/*' -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d' ' -f1
}

has_library() { [ "$(g++ -print-file-name="lib$1.so" 2>/dev/null)" != "lib$1.so" ]; }

missing_packages() {
  command -v "$python" >/dev/null || echo python3
  # Interpreters from other sources include venv.
  "$python" -c 'import ensurepip, venv' 2>/dev/null || echo python3-venv
  command -v g++ >/dev/null || echo g++
  [ -e /usr/include/pthread.h ] || echo libc6-dev
  [ -e /usr/include/doctest/doctest.h ] || [ -e /usr/local/include/doctest/doctest.h ] || echo doctest-dev
  for library in program_options thread system; do
    command -v g++ >/dev/null && has_library "boost_$library" || echo "libboost-${library//_/-}-dev"
  done
}

install_packages() {
  local missing root=()
  missing=$(missing_packages)
  [ -n "$missing" ] || return 0
  # shellcheck disable=SC2086 # word splitting is intended
  set -- $missing
  command -v apt-get >/dev/null || fail "missing Debian packages (or their equivalents): $*"
  if [ "$(id -u)" != 0 ]; then
    root=(sudo -n)
    sudo -n true 2>/dev/null || fail "run this command as root first: apt-get install -y --no-install-recommends $*"
  fi
  say "system packages: $*"
  logged "${root[@]}" apt-get update -q
  logged "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

check_python() {
  "$python" -c 'import sys; sys.exit(not (3, 10) <= sys.version_info < (3, 14))' ||
    fail "expected Python 3.10 to 3.13. Received: $("$python" --version). Select another one with PYTHON=python3.12 bash bin/setup.sh"
}

make_environment() {
  # Recreates an environment that was moved, or whose interpreter is missing or different.
  local question='import os, sys; print(os.path.realpath(sys.prefix), sys.version)'
  local wanted there
  wanted="$(pwd -P)/$venv $("$python" -c 'import sys; print(sys.version)')"
  there=$("$venv/bin/python" -c "$question" 2>/dev/null) || there=
  if [ "$there" != "$wanted" ] || ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    say "virtual environment: $venv ($("$python" --version))"
    logged "$python" -m venv --clear "$venv"
  fi
}

# Requirements from pyproject.toml, one per line: "build", or names of extras.
requirements() {
  "$venv/bin/python" - "$@" <<'PYTHON'
import sys
try:
    import tomllib
except ImportError:  # Python 3.10; pip contains the same parser
    from pip._vendor import tomli as tomllib
with open("pyproject.toml", "rb") as file:
    content = tomllib.load(file)
extras = content["project"]["optional-dependencies"]
lists = [content["build-system"]["requires"]] if sys.argv[1:] == ["build"] else [
    content["project"]["dependencies"], *(extras[name] for name in sys.argv[1:])]
print("\n".join(sorted({line for lines in lists for line in lines})))
PYTHON
}

pip() {
  logged "$venv/bin/python" -m pip "$@" --disable-pip-version-check --no-input --progress-bar off
}

# The compiler needs the CPU and pip the network, so they run in parallel.
install_project() {
  export PATH="$PWD/$venv/bin:$PATH"
  requirements build >"$venv/build-requirements.txt"
  requirements train dev >"$venv/requirements.txt"
  say "build tools"
  pip install -r "$venv/build-requirements.txt"
  say "native client, in the background"
  "$venv/bin/python" setup.py --quiet build_ext --inplace >"$native_log" 2>&1 &
  native=$!
  say "Python packages (TensorFlow is the largest, about 600 MB to download) …"
  pip install -r "$venv/requirements.txt"
  say "waiting for the native client …"
  if ! wait "$native"; then
    native=
    tail -n 25 "$native_log" >&2
    fail "the native client could not be built; complete output: $native_log"
  fi
  native=
  pip install --no-deps --no-build-isolation --editable .
}

trap '[ -z "$native" ] || kill "$native" 2>/dev/null || true' EXIT
mkdir -p "$(dirname "$log")"
: >"$log"
install_packages
check_python
wanted=$(inputs_hash)
if [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && "$venv/bin/python" -c '' 2>/dev/null; then
  say "already set up ($venv)"
  exit 0
fi
make_environment
install_project
"$venv/bin/python" -c 'import deepspeech, ds_ctcdecoder, deepspeech_tf' 2>>"$log" ||
  fail "installed, but the packages cannot be imported; see $log"
printf '%s\n' "$wanted" >"$stamp"
say "set up in $((SECONDS - began)) s"
