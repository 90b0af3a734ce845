"""What clients must not be able to do: each is refused with the right code, and the server lives on."""

from __future__ import annotations

import asyncio
import io
import json
import socket
import time
import zipfile

import numpy as np
import pytest

from tests.serving.process import serving
from tests.speech.recordings import RATE_HZ, SENTENCE, SENTENCE_FILE, sentence

websockets = pytest.importorskip("websockets")
httpx = pytest.importorskip("httpx")

IDLE_S = 3
PATH = "/v1/audio/transcriptions"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    options = {"max_streams": 3, "max_streams_per_client": 2, "max_jobs": 2, "max_upload_mb": 1,
               "max_audio_s": 20, "idle_s": IDLE_S}  # fmt: skip
    flags = [word for name, value in options.items() for word in (f"--{name}", str(value))]
    with serving(tmp_path_factory.mktemp("server"), *flags) as running:
        yield running


@pytest.fixture(autouse=True)
def lives_on(server):
    """After each test, the server transcribes, and nothing is left of what was refused."""
    yield
    with open(SENTENCE_FILE, "rb") as file:
        answer = httpx.post(server.url + PATH, files={"file": file}, timeout=60)
    assert answer.json() == {"text": " ".join(SENTENCE)}
    assert server.metric("deepspeech_jobs") == 0
    for _ in range(100):
        if server.metric("deepspeech_streams") == 0:
            break
        time.sleep(0.1)
    assert server.metric("deepspeech_streams") == 0
    assert "Traceback" not in server.log.read_text()


def flac_of_silence(seconds: int) -> bytes:
    """A small file with much audio."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE_HZ, layout="mono")
        for _ in range(seconds):
            frame = av.AudioFrame.from_ndarray(np.zeros((1, RATE_HZ), np.int16), "s16", "mono")
            frame.sample_rate = RATE_HZ
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.wav", bytes(1 << 24))
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"\0", 400),
        (b"text where audio is expected", 400),
        (bytes(range(256)) * 400, 400),
        (b"RIFF\xff\xff\xff\xffWAVEfmt " + b"\xff" * 64, 400),
        (b"#EXTM3U\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", 400),
        (b"ffconcat version 1.0\nfile '/etc/passwd'\n", 400),
        (zipped(), 400),
        (flac_of_silence(3600), 413),
        (bytes(2 << 20), 413),
    ],
    ids=["empty", "one byte", "text", "binary", "false header", "playlist", "concat", "zip", "bomb", "large"],
)
def test_uploads_that_are_no_recordings(server, content, status) -> None:
    answer = httpx.post(server.url + PATH, files={"file": ("../../etc/passwd.wav", content)}, timeout=60)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"model": "../../models/english"}, 404),
        ({"model": "/etc/passwd"}, 404),
        ({"model": "english\0"}, 404),
        ({"model": "a" * 5000}, 404),
        ({"response_format": "docx"}, 400),
        ({"timestamp_granularities[]": "letter"}, 400),
        ({"stream": "perhaps"}, 400),
        ({"url": "http://127.0.0.1/"}, 400),
        ({f"field{n}": "x" for n in range(100)}, 400),
        ({"prompt": "x" * 100_000}, 400),
    ],
)
def test_wrong_fields(server, fields, status) -> None:
    with open(SENTENCE_FILE, "rb") as file:
        answer = httpx.post(server.url + PATH, files={"file": file}, data=fields, timeout=60)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"", "multipart/form-data", 400),
        (b"junk", "multipart/form-data; boundary=x", 400),
        (b"--x\r\nContent-Disposition: form-data; name=file\r\n\r\ntext\r\n--x--\r\n",
         "multipart/form-data; boundary=x", 400),
    ],
)  # fmt: skip
def test_wrong_forms(server, body, kind, status) -> None:
    answer = httpx.post(server.url + PATH, content=body, headers={"content-type": kind}, timeout=60)
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/../../etc/passwd",
        "/v1/models/..%2f..%2fetc%2fpasswd",
        "/static/%2e%2e/%2e%2e/etc/passwd",
        "/x" * 999,
    ],
)
def test_no_path_leads_to_a_file(server, path) -> None:
    assert server.get(path)[0] == 404


def raw(server, data: bytes, seconds: float) -> bytes:
    """Sends bytes, and returns what comes until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=seconds) as connection:
        connection.sendall(data)
        received = b""
        while block := connection.recv(65536):
            received += block
        return received


HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n".encode()

FORM_HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'


def test_slow_clients(server) -> None:
    assert (
        raw(server, b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Never", 40) == b""
    )  # the end of the head never comes
    assert b" 408 " in raw(server, HEAD + b"Content-Length: 1000\r\n\r\n--x\r\n", 40)  # nor that of the body
    assert b" 400 " in raw(server, b"GET /" + b"x" * 100_000 + b" HTTP/1.1\r\n", 40)
    assert b" 400 " in raw(server, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 junk\r\n\r\n", 40)


def test_endless_upload(server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.sendall(b"%x\r\n%s\r\n" % (len(FORM_HEAD), FORM_HEAD))
        block = b"%x\r\n%s\r\n" % (65536, bytes(65536))
        with pytest.raises(OSError):  # the server answers and closes the connection
            for _ in range(1_000_000):
                connection.sendall(block)


async def last_words(url: str, *messages) -> tuple[list[dict], int]:
    """Sends messages; returns what is answered, and the code with which the server closes."""
    answers = []
    async with websockets.connect(url, max_size=None) as connection:
        try:
            for message in messages:
                await connection.send(message)
            async for answer in connection:
                answers.append(json.loads(answer))
        except websockets.ConnectionClosed:
            pass
    return answers, connection.close_code


START = json.dumps({"type": "start"})


@pytest.mark.parametrize(
    ("path", "messages", "code"),
    [
        ("/v1/stream", ["no json"], 1003),
        ("/v1/stream", ["[]"], 1003),
        ("/v1/stream", ["[" * 60000], 1003),
        ("/v1/stream", ["{}"], 1003),
        ("/v1/stream", [b"audio before start"], 1003),
        ("/v1/stream", [START, START], 1003),
        ("/v1/stream", [START, "text where audio is expected"], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "sample_rate": 1})], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "sample_rate": "16000"})], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "sample_rate": 1e400})], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "channels": 77})], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "model": "../english"})], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "model": ["english"]})], 1003),
        ("/v1/stream", ['{"type": "start", "channels": 2.0}', bytes(64000), '{"type": "end"}'], 1000),
        ("/v1/stream", ["ü" * 100], 1003),
        ("/v1/stream", [json.dumps({"type": "start", "model": "ü" * 100}, ensure_ascii=False)], 1003),
        ("/v1/stream", [START, bytes(2 << 20)], 1009),
        ("/v1/stream", [START, *[bytes(320_000)] * 3], 1008),  # longer than 20 s
        ("/v1/stream", [START], 1008),  # idle
        ("/", ['{"config": 3}'], 1003),
        ("/", ['{"config": {"sample_rate": null}}'], 1003),
        ("/", ['{"reset": true}'], 1003),
        ("/vosk", ["junk"], 1003),
    ],
)
def test_wrong_messages_of_streams(server, path, messages, code) -> None:
    answers, closed_with = asyncio.run(last_words(server.ws + path, *messages))
    assert closed_with == code, answers


def test_odd_number_of_bytes(server) -> None:
    data = sentence().tobytes()
    blocks = [data[first : first + 4001] for first in range(0, len(data), 4001)]
    answers, code = asyncio.run(
        last_words(server.ws + "/v1/stream", START, *blocks, json.dumps({"type": "end"}))
    )
    assert code == 1000
    assert [one["text"] for one in answers if one["type"] == "final"] == [" ".join(SENTENCE)]


def test_more_streams_than_allowed_are_refused(server) -> None:
    async def crowd() -> None:
        url = server.ws + "/v1/stream"
        async with websockets.connect(url) as one, websockets.connect(url) as two:
            for connection in (one, two):
                await connection.send(START)
                assert json.loads(await connection.recv())["type"] == "ready"
            answers, code = await last_words(url)
            assert code == 1013 and answers[0]["code"] == "busy"
            data = sentence().tobytes()
            await one.send(data)
            await one.send(json.dumps({"type": "end"}))
            finals = [m async for m in one if json.loads(m)["type"] == "final"]
            assert json.loads(finals[0])["text"] == " ".join(SENTENCE)

    asyncio.run(crowd())
    assert server.metric("deepspeech_refused_total") >= 1


def test_more_recordings_than_allowed_are_refused(server) -> None:
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(2)]
    for connection in slow:
        connection.sendall(HEAD + b"Content-Length: 1000\r\n\r\n--x\r\n")
    for _ in range(100):
        if server.metric("deepspeech_jobs") == 2:
            break
        time.sleep(0.02)
    with open(SENTENCE_FILE, "rb") as file:
        answer = httpx.post(server.url + PATH, files={"file": file}, timeout=60)
    assert answer.status_code == 503 and answer.headers["retry-after"]
    for connection in slow:
        connection.close()
    for _ in range(200):
        if server.metric("deepspeech_jobs") == 0:
            break
        time.sleep(0.05)


def test_abrupt_disconnects_leak_nothing(server) -> None:
    async def some(count: int) -> None:
        for _ in range(count):
            connection = await websockets.connect(server.ws + "/v1/stream")
            await connection.send(START)
            await connection.recv()
            await connection.send(sentence().tobytes()[:16000])
            connection.transport.abort()
            while server.metric("deepspeech_streams") > 1:
                await asyncio.sleep(0.01)

    asyncio.run(some(20))
    descriptors, memory = server.descriptors(), server.memory_mb()
    asyncio.run(some(60))
    assert server.descriptors() <= descriptors + 3
    assert server.memory_mb() < memory + 15


def wyoming(server, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", server.wyoming_port), timeout=30) as connection:
        connection.sendall(data)
        received = b""
        try:
            while block := connection.recv(65536):
                received += block
        except ConnectionResetError:
            pass
        return received


@pytest.mark.parametrize(
    "data",
    [
        b"junk\n",
        b"[1]\n",
        b"{}\n",
        b'{"type": 3}\n',
        b"x" * 200_000,
        b'{"type": "audio-chunk", "payload_length": 99999999999}\n',
        b'{"type": "audio-chunk", "payload_length": -1}\n',
        b'{"type": "audio-chunk", "data_length": true}\n',
        b'{"type": "transcribe", "data": {"name": "../english"}}\n',
        b'{"type": "audio-start", "data": {"rate": 0, "width": 2, "channels": 1}}\n',
        b'{"type": "audio-start", "data": {"rate": 16000, "width": 4, "channels": 1}}\n',
        b'{"type": "audio-start"}\n',
    ],
)
def test_wrong_events_of_wyoming(server, data) -> None:
    assert b'"error"' in wyoming(server, data)


def test_silent_clients_of_wyoming_are_disconnected(server) -> None:
    assert wyoming(server, b"") == b""
    assert wyoming(server, b'{"type": "audio-chunk", "payload_length": 100}\nxx') == b""
