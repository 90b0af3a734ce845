# Requires: pydeepspeech setuptools<81
"""pydeepspeech looks for *.pbmm and *.scorer in a folder and writes the text beside the recording.

setuptools before version 81 has pkg_resources, which webrtcvad imports.
"""

import contextlib
import sys
from pathlib import Path

from pydeepspeech.transcribe import transcribe

folder = Path(sys.argv[1])
with contextlib.redirect_stdout(sys.stderr):
    transcribe(1, str(folder / "recording.wav"), str(folder))
print((folder / "recording.txt").read_text().strip())
