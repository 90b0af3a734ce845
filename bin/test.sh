#!/usr/bin/env bash
# Runs the tests of the native client (C++), then the Python tests, which share all cores by file. Arguments are passed
# to pytest, skip the C++ tests, and leave one process unless they contain -n.
#   bash bin/test.sh
#   bash bin/test.sh tests/text -k alphabet
set -euo pipefail
cd "$(dirname "$0")/.."
bash bin/setup.sh
export PATH="$PWD/.venv/bin:$PATH"

status=0
if [ $# = 0 ] && [ -f native_client/tests/CMakeLists.txt ]; then
  build=build/native-$(python -c 'import sysconfig; print(sysconfig.get_platform())') # created by bin/setup.sh
  cmake "$build" -DDS_BUILD_TESTS=ON >/dev/null
  cmake --build "$build"
  ctest --test-dir "$build" --output-on-failure --no-tests=error || status=1
fi
if [ $# = 0 ]; then set -- -n auto --dist loadfile; fi
python -m pytest "$@" || status=1
exit $status
