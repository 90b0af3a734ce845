#!/usr/bin/env bash
# Style (clang-format) and static analysis (clang-tidy) of the native client. Any finding is an error.
#   bash bin/lint_native.sh           both
#   bash bin/lint_native.sh format    one of them: format or tidy
#   bash bin/lint_native.sh fix       rewrites the files in the style
# Version 14 of both, as Debian 12 and Ubuntu 22.04 have it: others format differently. The rules are in
# native_client/.clang-format and native_client/.clang-tidy. clang-tidy needs the build folder that bin/setup.sh makes.
set -euo pipefail
cd "$(dirname "$0")/.."
version=14

fail() { printf 'E %s\n' "$*" >&2; exit 1; }

need() {
  command -v "$1-$version" >/dev/null || fail "$1-$version is needed. On Debian and Ubuntu: apt-get install $1-$version"
}

sources() {  # of these folders of native_client; files that git does not know yet included
  git ls-files -z --cached --others --exclude-standard -- "$@" | while IFS= read -r -d '' file; do
    [ ! -f "$file" ] || printf '%s\0' "$file"
  done
}

format() {  # options of clang-format
  need clang-format
  sources 'native_client/*.cc' 'native_client/*.h' 'native_client/*.c' | xargs -0 "clang-format-$version" "$@"
}

tidy() {
  need clang-tidy
  local python=python3 build
  [ -x .venv/bin/python ] && python=.venv/bin/python
  build=build/native-$("$python" -c 'import sysconfig; print(sysconfig.get_platform())')
  [ -f "$build/compile_commands.json" ] || fail "$build/compile_commands.json is missing: bash bin/setup.sh"
  # Those of other systems are not compiled here.
  sources 'native_client/src/*.cc' 'native_client/tools/*.cc' ':!native_client/src/platform/windows' \
    ':!native_client/src/platform/macos' |
    xargs -0 -n 4 -P "$(nproc)" "clang-tidy-$version" -p "$build" --quiet 2>/dev/null
}

[ $# -gt 0 ] || set -- format tidy
for action in "$@"; do
  case $action in
    format) format --dry-run --Werror ;;
    fix) format -i ;;
    tidy) tidy ;;
    *) fail "format, tidy or fix expected. Received: $action" ;;
  esac
done
