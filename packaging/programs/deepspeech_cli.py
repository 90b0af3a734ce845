# Requires: deepspeech-cli deepspeech==0.9.3 click<8.1
"""deepspeech-cli runs the program `deepspeech` and writes what it prints into a file.

click before version 8.1 is what typer 0.4, which it requires, works with.
"""

import os
import subprocess
import sys
from pathlib import Path

folder = Path(sys.argv[1]).resolve()
programs = Path(sys.executable).parent
config = folder / "cli.ini"
config.write_text(
    f"[DEFAULT]\ndeepspeech_path = {programs / 'deepspeech'}\nmodel_version = 0.9.3\n"
    f"[en]\nmodel_path = {folder / 'model.pbmm'}\nscorer_path = {folder / 'model.scorer'}\n"
)
command = [programs / "ds", folder / "recording.wav"]
environment = os.environ | {"DEEPSPEECH_CLI_CONFIG": str(config)}
subprocess.run(command, env=environment, stdout=sys.stderr, check=True)
print((folder / "recording.txt").read_text().strip())
