# Requires: neon-stt-plugin-deepspeech-stream-local setuptools<81
"""The plugin of Neon and Mycroft reads a stream in a thread of its own."""

import contextlib
import sys
import wave
from pathlib import Path

folder = Path(sys.argv[1])
config = {
    "lang": "en-us",
    "model_file": str(folder / "model.pbmm"),
    "scorer_file": str(folder / "model.scorer"),
}
with contextlib.redirect_stdout(sys.stderr):  # of its log
    from neon_stt_plugin_deepspeech_stream_local import DeepSpeechLocalStreamingSTT

    plugin = DeepSpeechLocalStreamingSTT(config)
    plugin.stream_start("en-us")
    with wave.open(str(folder / "recording.wav")) as file:
        while chunk := file.readframes(1024):
            plugin.stream_data(chunk)
    plugin.stream.queue.put(None)
    plugin.stream.join()
print(plugin.stream.transcriptions[0])
