#!/usr/bin/env bash
# Installs the toolchain of the .NET binding on Debian: mono with its compiler mcs, and the .NET runtime of the Python
# package dotnetcore2 in build/bindings/dotnetcore2, on which the tests run, too.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v mcs >/dev/null || ! command -v mono >/dev/null; then
  if [ "$(id -u)" != 0 ]; then
    echo "E expected to be run as root: Debian's packages mono-mcs and mono-runtime are missing" >&2
    exit 1
  fi
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends mono-mcs mono-runtime libmono-system-core4.0-cil
fi
mcs --version
runtime=build/bindings/dotnetcore2
if [ ! -x "$runtime/dotnetcore2/bin/dotnet" ] && [ "$(uname -m)" = x86_64 ]; then
  .venv/bin/python -m pip install --quiet --no-deps --target "$runtime" 'dotnetcore2==3.1.23'
  chmod +x "$runtime/dotnetcore2/bin/dotnet"
fi
