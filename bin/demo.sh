#!/usr/bin/env bash
# Sets up the project, then trains, tests and exports a model, and transcribes recordings with it.
#   bash bin/demo.sh                synthetic spoken commands and digits; about 10 minutes on two cores
#   bash bin/demo.sh --data DIR     your own recordings: DIR/train.csv and optionally dev.csv and test.csv
#   bash bin/demo.sh --help         all options
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
bash "$project/bin/setup.sh"
exec "$project/.venv/bin/python" "$project/training/demo/run.py" "$@"
