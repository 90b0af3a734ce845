"""The official clients of OpenAI and Wyoming, and clients of both WebSocket protocols, on real speech."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.serving.process import serving
from tests.speech.recordings import RATE_HZ, SENTENCE, SENTENCE_FILE, STARTS, joined, sentence, write_wav

openai = pytest.importorskip("openai")
websockets = pytest.importorskip("websockets")
pytest.importorskip("wyoming")

TEXT = " ".join(SENTENCE)
BLOCK = 8000  # bytes: a quarter of a second


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), "--model", "english", "--model", "digits") as running:
        yield running


@pytest.fixture
def client(server):
    return openai.OpenAI(base_url=f"{server.url}/v1", api_key="any", max_retries=0)


def test_openai_formats(client, tmp_path) -> None:
    path = write_wav(tmp_path / "two.wav", joined([0.5, 2.0])[0])

    def ask(**options):
        with open(path, "rb") as file:
            return client.audio.transcriptions.create(file=file, model="english", **options)

    assert ask().text == f"{TEXT} {TEXT}"
    assert ask(response_format="text").strip() == f"{TEXT} {TEXT}"
    assert ask(response_format="srt").startswith("1\n00:00:00,9")
    assert ask(response_format="vtt").startswith("WEBVTT\n\n00:00:00.9")
    verbose = ask(response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert verbose.duration == pytest.approx(2.5 + 2 * len(sentence()) / RATE_HZ, abs=0.01)
    assert [word.word for word in verbose.words] == SENTENCE * 2
    for word, start in zip(verbose.words, STARTS, strict=False):
        assert word.start == pytest.approx(0.5 + start, abs=0.2)
    assert [segment.text for segment in verbose.segments] == [TEXT] * 2
    assert [model.id for model in client.models.list()] == ["english", "digits"]


def test_openai_stream(client, tmp_path) -> None:
    path = write_wav(tmp_path / "two.wav", joined([0.5, 2.0])[0])
    with open(path, "rb") as file:
        events = list(client.audio.transcriptions.create(file=file, model="whisper-1", stream=True))
    assert [event.type for event in events] == [
        "transcript.text.delta", "transcript.text.delta", "transcript.text.done"
    ]  # fmt: skip
    assert "".join(event.delta for event in events[:-1]) == events[-1].text == f"{TEXT} {TEXT}"


def test_openai_errors(client) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model"), open(SENTENCE_FILE, "rb") as file:
        client.audio.transcriptions.create(file=file, model="../../etc/passwd")
    with pytest.raises(openai.BadRequestError, match="cannot be decoded"):
        client.audio.transcriptions.create(file=("a.mp3", b"no audio" * 99), model="english")
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("none")


async def stream(url: str, samples: np.ndarray, start: dict) -> list[dict]:
    async with websockets.connect(f"{url}/v1/stream") as socket:
        await socket.send(json.dumps({"type": "start", **start}))
        data = samples.tobytes()
        for first in range(0, len(data), BLOCK):
            await socket.send(data[first : first + BLOCK])
        await socket.send(json.dumps({"type": "end"}))
        return [json.loads(message) async for message in socket]


def check_stream(messages: list[dict], sentences: int) -> None:
    """Finals are right, and committed words never change."""
    assert messages[0]["type"] == "ready" and messages[-1] == {"type": "done"}
    finals = [one for one in messages if one["type"] == "final"]
    assert [one["text"] for one in finals] == [TEXT] * sentences
    assert any(one["type"] == "partial" and one["committed"] for one in messages)
    for final in finals:
        committed: list[str] = []
        for one in messages:
            if one.get("utterance") == final["utterance"]:
                words = one.get("committed", one.get("words"))
                texts = [word["word"] for word in words]
                assert texts[: len(committed)] == committed
                committed = texts


def test_json_stream(server) -> None:
    samples, begins = joined([0.5, 2.0])
    samples = np.concatenate((samples, np.zeros(RATE_HZ, np.int16)))
    messages = asyncio.run(stream(server.ws, samples, {"sample_rate": RATE_HZ}))
    check_stream(messages, 2)
    finals = [one for one in messages if one["type"] == "final"]
    for final, begin in zip(finals, begins, strict=True):
        for word, start in zip(final["words"], STARTS, strict=True):
            assert word["start"] == pytest.approx(begin + start, abs=0.2)


def test_other_rates_and_channels(server) -> None:
    # 48 kHz, and two channels that are equal: the resampler has to bring the sentence back.
    spread = np.repeat(
        np.interp(np.arange(0, len(sentence()), 1 / 3), np.arange(len(sentence())), sentence()), 2
    )
    messages = asyncio.run(stream(server.ws, spread.astype(np.int16), {"sample_rate": 48000, "channels": 2}))
    check_stream(messages, 1)


def test_messages_of_vosk(server) -> None:
    async def talk() -> list[dict]:
        answers = []
        async with websockets.connect(server.ws) as socket:
            await socket.send(json.dumps({"config": {"sample_rate": RATE_HZ}}))
            data = joined([0.5, 2.0])[0].tobytes()
            for first in range(0, len(data), BLOCK):
                await socket.send(data[first : first + BLOCK])
                answers.append(json.loads(await socket.recv()))
            await socket.send('{"eof" : 1}')
            answers.append(json.loads(await socket.recv()))
        return answers

    answers = asyncio.run(talk())
    finals = [one for one in answers if "text" in one]
    assert [one["text"] for one in finals] == [TEXT, TEXT]
    assert [word["word"] for word in finals[0]["result"]] == SENTENCE
    assert set(finals[0]["result"][0]) == {"conf", "start", "end", "word"}
    partials = [one["partial"] for one in answers if "partial" in one]
    assert len(partials) + len(finals) == len(answers)
    assert any("tell you" in partial for partial in partials)


def test_wyoming(server) -> None:
    from wyoming.asr import Transcribe, Transcript
    from wyoming.audio import AudioChunk, AudioStart, AudioStop
    from wyoming.client import AsyncTcpClient
    from wyoming.info import Describe, Info

    async def talk() -> tuple[Info, list[str]]:
        texts = []
        async with AsyncTcpClient("127.0.0.1", server.wyoming_port) as socket:
            await socket.write_event(Describe().event())
            info = Info.from_event(await socket.read_event())
            for _ in range(2):
                await socket.write_event(Transcribe(name="english", language="en").event())
                await socket.write_event(AudioStart(RATE_HZ, 2, 1).event())
                data = sentence().tobytes()
                for first in range(0, len(data), BLOCK):
                    await socket.write_event(AudioChunk(RATE_HZ, 2, 1, data[first : first + BLOCK]).event())
                await socket.write_event(AudioStop().event())
                texts.append(Transcript.from_event(await socket.read_event()).text)
        return info, texts

    info, texts = asyncio.run(talk())
    assert [model.name for model in info.asr[0].models] == ["english", "digits"]
    assert texts == [TEXT, TEXT]


@pytest.mark.timeout(400)
def test_interface_is_as_described(server) -> None:
    """Generated requests, valid and not; that every file of random bytes is a recording is not expected."""
    pytest.importorskip("schemathesis")
    program = Path(sys.executable).with_name("schemathesis")
    command = [str(program), "run", f"{server.url}/openapi.json", "--max-examples", "15", "--no-color",
               "--exclude-checks", "positive_data_acceptance"]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Tested: " in done.stdout
    assert "Traceback" not in server.log.read_text()


def test_health_metrics_and_logs(server) -> None:
    assert json.loads(server.get("/healthz")[1]) == {"status": "ok", "models": ["english", "digits"]}
    asyncio.run(stream(server.ws, sentence(), {}))
    assert server.metric("deepspeech_audio_seconds_total") > 3
    assert server.metric("deepspeech_streams") == 0
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    assert ("GET", "/healthz", 200) in [
        (line["method"], line["path"], line["status"]) for line in lines if line["message"] == "request"
    ]
    assert "poison" not in server.log.read_text()
