"""Servers that collect an utterance and recognize it after its end, one at a time, for comparison.

    python collecting_server.py deepspeech MODEL SCORER
    python collecting_server.py whisper MODEL_FOLDER

This is the pattern of the example servers of DeepSpeech and Coqui STT, and of servers with faster-whisper,
which does not stream: one model, a lock, and the whole utterance. They understand what load.py sends.
"""

from __future__ import annotations

import asyncio
import functools
import json
import sys
import threading
from collections.abc import Callable

import numpy as np
from websockets.asyncio.server import ServerConnection, serve


def deepspeech(model: str, scorer: str) -> Callable[[np.ndarray], str]:
    import deepspeech

    loaded = deepspeech.Model(model)
    loaded.enableExternalScorer(scorer)
    return loaded.stt


def whisper(folder: str) -> Callable[[np.ndarray], str]:
    """int8, the fastest search (a beam of 1), both processors."""
    from faster_whisper import WhisperModel

    model = WhisperModel(folder, "cpu", compute_type="int8", cpu_threads=2)

    def recognize(samples: np.ndarray) -> str:
        segments, _ = model.transcribe(samples.astype(np.float32) / 32768, language="en", beam_size=1)
        return " ".join(segment.text.strip() for segment in segments)

    return recognize


async def converse(recognize: Callable[[np.ndarray], str], socket: ServerConnection) -> None:
    parts: list[bytes] = []
    async for message in socket:
        if isinstance(message, bytes):
            parts.append(message)
        elif json.loads(message)["type"] == "start":
            await socket.send(json.dumps({"type": "ready"}))
        else:
            text = await asyncio.to_thread(recognize, np.frombuffer(b"".join(parts), np.int16))
            await socket.send(json.dumps({"type": "final", "text": text}))
            await socket.send(json.dumps({"type": "done"}))
            return


async def main() -> None:
    recognize, lock = (
        {"deepspeech": deepspeech, "whisper": whisper}[sys.argv[1]](*sys.argv[2:]),
        threading.Lock(),
    )

    def locked(samples: np.ndarray) -> str:
        with lock:
            return recognize(samples)

    async with serve(functools.partial(converse, locked), "127.0.0.1", 0, compression=None) as server:
        port = server.sockets[0].getsockname()[1]
        print(f'ready: http://127.0.0.1:{port}"', file=sys.stderr, flush=True)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
