#!/usr/bin/env bash
# Installs the toolchain of the Go binding on Debian: Go 1.19 or newer, and a C compiler.
set -euo pipefail
if command -v go >/dev/null && command -v cc >/dev/null; then
  echo "$(go version), $(cc --version | head -n 1)"
  exit 0
fi
if [ "$(id -u)" != 0 ]; then
  echo "E expected to be run as root: Debian's packages golang-go and gcc are missing" >&2
  exit 1
fi
apt-get update -q
DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends golang-go gcc libc6-dev
go version
