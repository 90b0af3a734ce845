# Requires: deepspeech-server cyclotron<2 cyclotron-aiohttp<2 cyclotron-std<2
"""deepspeech-server, written for Coqui's module stt, answers a request.

Version 3.0.1 uses RxPY 3, but cyclotron 2 another version, with which the server answers no request.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PORT = 8181
folder = Path(sys.argv[1]).resolve()
model = {"model": f"{folder}/model.pbmm", "scorer": f"{folder}/model.scorer", "beam_width": 500}
config = {
    "coqui": model | {"lm_alpha": None, "lm_beta": None},
    "server": {"http": {"host": "127.0.0.1", "port": PORT, "request_max_size": 1 << 20}},
    "log": {"level": [{"logger": "deepspeech_server", "level": "WARNING"}]},
}
(folder / "server.yaml").write_text(json.dumps(config))  # JSON is YAML
program = Path(sys.executable).with_name("deepspeech-server")
server = subprocess.Popen([program, "--config", folder / "server.yaml"], stdout=sys.stderr)
try:
    for _ in range(60):
        if server.poll() is not None:
            sys.exit(f"deepspeech-server ended with status {server.returncode}")
        time.sleep(1)
        audio = (folder / "recording.wav").read_bytes()
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}/stt", audio, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                print(answer.read().decode())
            break
        except (ConnectionError, urllib.error.URLError) as error:
            if not isinstance(getattr(error, "reason", error), ConnectionError):
                raise
finally:
    server.kill()
