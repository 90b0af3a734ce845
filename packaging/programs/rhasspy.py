# Requires: rhasspy-asr-deepspeech numpy<1.24
"""rhasspy-asr-deepspeech transcribes a file, then the same audio as a stream.

It requires networkx 2, which uses names that NumPy 1.24 removed: run this with Python 3.10 or 3.11.
"""

import sys
import wave
from pathlib import Path

from rhasspyasr_deepspeech import DeepSpeechTranscriber

folder = Path(sys.argv[1])
transcriber = DeepSpeechTranscriber(folder / "model.pbmm", folder / "model.scorer", beam_width=500)
recording = folder / "recording.wav"
whole = transcriber.transcribe_wav(recording.read_bytes())
with wave.open(str(recording)) as file:
    rate, width, channels = file.getframerate(), file.getsampwidth(), file.getnchannels()
    chunks = [file.readframes(320) for _ in range(0, file.getnframes(), 320)]
streamed = transcriber.transcribe_stream(chunks, rate, width, channels)
if (streamed.text, streamed.tokens) != (whole.text, whole.tokens):
    sys.exit(f"expected when streaming: {whole}. Received: {streamed}")
if [token.token for token in whole.tokens] != whole.text.split():
    sys.exit(f"expected the words of the text. Received: {whole.tokens}")
print(whole.text)
