#!/usr/bin/env bash
# Measures the line coverage of deepspeech_tf, deepspeech and ds_ctcdecoder by the tests, including child processes.
#   bash bin/coverage.sh
#   bash bin/coverage.sh tests/text
# Arguments are passed to pytest. build/coverage/report.md contains the total, and the files below 60 %.
set -euo pipefail
cd "$(dirname "$0")/.."
[ -x .venv/bin/coverage ] || bash bin/setup.sh
export PATH="$PWD/.venv/bin:$PATH"

rm -rf build/coverage
mkdir -p build/coverage
status=0
coverage run -m pytest "$@" || status=$?
[ $status -le 1 ] || exit $status # 1: a test failed; higher: pytest could not run the tests
coverage combine --quiet
coverage json --quiet -o build/coverage/lines.json
python - <<'PYTHON' | tee build/coverage/report.md
import json

with open("build/coverage/lines.json", encoding="utf-8") as file:
    report = json.load(file)
total = report["totals"]
print(f"{total['percent_covered']:.1f} % of {total['num_statements']} statements are run by the tests.")
low = {name: one["summary"]["percent_covered"] for name, one in report["files"].items()}
low = {name: percent for name, percent in sorted(low.items()) if percent < 60}
print(f"\n{len(low)} files are below 60 %{':' if low else '.'}\n")
for name, percent in low.items():
    print(f"* `{name}`: {percent:.0f} %")
PYTHON
exit $status
