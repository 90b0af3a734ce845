#!/usr/bin/env bash
# Installs the toolchain of the Rust binding on Debian: Rust 1.63 or newer with cargo, and a linker.
set -euo pipefail
if command -v cargo >/dev/null && command -v cc >/dev/null; then
  echo "$(cargo --version), $(cc --version | head -n 1)"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "E expected to be run as root: Debian's packages cargo and gcc are missing" >&2
  exit 1
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends cargo rustc gcc libc6-dev
cargo --version
