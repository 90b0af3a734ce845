#!/usr/bin/env bash
# Installs the toolchain of the Nim binding on Debian: Nim 1.6 or newer with nimble, and a C compiler.
set -euo pipefail
if command -v nim >/dev/null && command -v nimble >/dev/null && command -v cc >/dev/null; then
  echo "$(nim --version | head -n 1), $(cc --version | head -n 1)"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "E expected to be run as root: Debian's packages nim and gcc are missing" >&2
  exit 1
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends nim gcc libc6-dev
nim --version
