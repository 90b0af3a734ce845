#!/usr/bin/env bash
# Installs programs of others from the package index with the wheels of a folder, and transcribes a recording with each.
#   bash packaging/check_aliases.sh dist python3.12
# The folder contains the wheel of deepspeech-tf and those of packaging/aliases.py. The recording, model and scorer are
# those of tests/golden. The programs are pydeepspeech (requires deepspeech==0.9.3) and deepspeech-server (stt>=1.3).
set -euo pipefail
[ $# = 2 ] || { sed -n 2,5p "$0" | cut -c3-; exit 1; }
dist=$(realpath "$1")
python=$2
golden=$(realpath "$(dirname "$0")/../tests/golden")
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$folder"' EXIT
wanted="her king buys your bright friend"
check() {
  [ "$2" = "$wanted" ] || { echo "E $1: expected: $wanted. Received: $2" >&2; exit 1; }
  echo "$1: $2"
}

cd "$folder" # outside the checkout, so that nothing is imported from it
"$python" -m venv venv
bin=$folder/venv/bin
# setuptools before 81 has pkg_resources, which webrtcvad imports. deepspeech-server 3.0.1 uses RxPY 3, and cyclotron 2
# another version, with which the server answers no request.
"$bin/python" -m pip install --quiet --disable-pip-version-check --find-links "$dist" \
  pydeepspeech deepspeech-server "setuptools<81" "cyclotron<2" "cyclotron-aiohttp<2" "cyclotron-std<2"
"$bin/python" -m pip list --format=freeze --disable-pip-version-check | grep -i -E "deepspeech|^stt"

# pydeepspeech looks for *.pbmm and *.scorer, and writes the text beside the recording.
mkdir model
"$bin/deepspeech-convert" "$golden/model/output_graph.tflite" model/golden.pbmm >/dev/null
cp "$golden/kenlm.scorer" "$golden/wav/test0001.wav" model
"$bin/python" -c "
from pydeepspeech.transcribe import transcribe
transcribe(1, 'model/test0001.wav', 'model')" >/dev/null
check pydeepspeech "$(sed 's/ *$//' model/test0001.txt)"

cat >server.yaml <<YAML
coqui: {model: $golden/model/output_graph.tflite, scorer: $golden/kenlm.scorer, beam_width: 500, lm_alpha: null, lm_beta: null}
server: {http: {host: 127.0.0.1, port: 8181, request_max_size: 1048576}}
log: {level: [{logger: deepspeech_server, level: WARNING}]}
YAML
"$bin/deepspeech-server" --config server.yaml >server.log 2>&1 &
server=$!
"$bin/python" -c "
import sys, time, urllib.request
audio = open(sys.argv[1], 'rb').read()
for attempt in range(60):
    try:
        request = urllib.request.Request('http://127.0.0.1:8181/stt', audio, method='POST')
        print(urllib.request.urlopen(request, timeout=60).read().decode())
        break
    except ConnectionError:
        time.sleep(1)
    except urllib.error.URLError as error:
        if not isinstance(error.reason, ConnectionError):
            raise
        time.sleep(1)
" "$golden/wav/test0001.wav" >answer.txt || { cat server.log >&2; exit 1; }
check deepspeech-server "$(cat answer.txt)"
