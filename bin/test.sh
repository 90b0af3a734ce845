#!/usr/bin/env bash
# Runs all tests: those of the native client (C++), then those in Python. Arguments go to pytest.
#   bash bin/test.sh
#   bash bin/test.sh tests/text -k alphabet
set -euo pipefail
cd "$(dirname "$0")/.."
bash bin/setup.sh
export PATH="$PWD/.venv/bin:$PATH"

status=0
if [ $# = 0 ]; then
  cmake -S native_client -B build/test -G Ninja -DCMAKE_BUILD_TYPE=Release -DDS_BUILD_TESTS=ON
  cmake --build build/test
  ctest --test-dir build/test --output-on-failure --no-tests=error || status=1
fi
python -m pytest "$@" || status=1
exit $status
