#!/usr/bin/env bash
# From nothing to a model that transcribes: sets the project up, then trains, tests, exports and listens.
#   bash bin/demo.sh                synthetic spoken commands and digits; about 10 minutes on two cores
#   bash bin/demo.sh --data DIR     your own recordings: DIR/train.csv and, if you have them, dev.csv and test.csv
#   bash bin/demo.sh --help         everything else
set -euo pipefail
project=$(cd "$(dirname "$0")/.." && pwd)
bash "$project/bin/setup.sh"
exec "$project/.venv/bin/python" "$project/training/demo/run.py" "$@"
