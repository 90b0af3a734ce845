#!/usr/bin/env bash
# Installs the toolchains of the bindings on Debian and Ubuntu, and the packages that their tests need.
#   bash bin/setup_bindings.sh              # all languages
#   bash bin/setup_bindings.sh javascript   # some of them
# Tests of a binding are skipped without its toolchain. Needs root for missing Debian packages.
set -euo pipefail
cd "$(dirname "$0")/.."

languages=(dotnet go java javascript nim rust)

fail() { printf 'E %s\n' "$*" >&2; exit 1; }

# Installs Debian packages unless all programs named before "--" exist: need node npm -- nodejs npm.
need() {
  local programs=() missing= program
  while [ "$1" != -- ]; do programs+=("$1"); shift; done
  shift
  for program in "${programs[@]}"; do command -v "$program" >/dev/null || missing=1; done
  [ -n "$missing" ] || return 0
  command -v apt-get >/dev/null || fail "missing programs: ${programs[*]} (Debian packages: $*)"
  [ "$(id -u)" = 0 ] || fail "run this command as root first: apt-get install -y --no-install-recommends $*"
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"
}

setup_dotnet() { bash bin/setup_bindings_dotnet.sh; }

setup_go() { bash bin/setup_bindings_go.sh; }

setup_java() { bash bin/setup_bindings_java.sh; }

setup_nim() { bash bin/setup_bindings_nim.sh; }

setup_rust() { bash bin/setup_bindings_rust.sh; }

setup_javascript() {
  need node npm -- nodejs npm
  local version
  version=$(node -p 'process.versions.node.split(".")[0]')
  [ "$version" -ge 20 ] || fail "the JavaScript binding needs Node 20 or newer. Found: $(node --version)"
  (cd native_client/javascript && npm install --no-audit --no-fund)
}

[ $# -gt 0 ] || set -- "${languages[@]}"
for language in "$@"; do
  [ "$(type -t "setup_$language")" = function ] || fail "expected one of: ${languages[*]}. Received: $language"
done
for language in "$@"; do
  printf '== %s\n' "$language"
  "setup_$language"
done
