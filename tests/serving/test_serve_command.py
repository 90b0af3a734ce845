"""Keys, TLS, and options of the server."""

from __future__ import annotations

import asyncio
import json
import ssl
import subprocess
import sys
import time

import pytest

from deepspeech_tf.serving.run import HEADER_S
from tests.serving.process import serving
from tests.sets import ROOT
from tests.speech.recordings import SENTENCE_FILE

httpx = pytest.importorskip("httpx")
websockets = pytest.importorskip("websockets")
KEYS = ("first-secret-key", "second-secret-key")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "keys.txt").write_text(KEYS[0] + "\n")
    environment = {"DEEPSPEECH_API_KEYS": KEYS[1]}
    with serving(folder, "--api_keys", str(folder / "keys.txt"), environment=environment) as running:
        yield running


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic first-secret-key", "Bearer ſ"])
def test_requests_without_a_key(server, header) -> None:
    with open(SENTENCE_FILE, "rb") as file:
        headers = {"authorization": header.encode()}
        answer = httpx.post(
            f"{server.url}/v1/audio/transcriptions", files={"file": file}, headers=headers, timeout=60
        )
    assert answer.status_code == 401 and answer.headers["www-authenticate"] == "Bearer"
    assert server.get("/metrics")[0] == 401
    assert server.get("/healthz")[0] == 200


@pytest.mark.parametrize("key", KEYS)
def test_requests_with_a_key(server, key) -> None:
    assert server.get("/v1/models", Authorization=f"Bearer {key}")[0] == 200
    assert key not in server.log.read_text()


def test_streams_need_a_key(server) -> None:
    async def open_stream(suffix: str, **options) -> None:
        async with websockets.connect(f"{server.ws}/v1/stream{suffix}", **options) as socket:
            await socket.send('{"type": "start"}')
            assert json.loads(await socket.recv())["type"] == "ready"

    for wrong in ("", "?key=wrong"):
        with pytest.raises(websockets.InvalidStatus, match="403"):
            asyncio.run(open_stream(wrong))
    asyncio.run(open_stream(f"?key={KEYS[0]}"))
    asyncio.run(open_stream("", additional_headers={"Authorization": f"Bearer {KEYS[1]}"}))


def test_tls(tmp_path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip
    with serving(tmp_path, "--certificate", str(certificate), "--private_key", str(key)) as running:
        assert running.url.startswith("https://")
        trusted = ssl.create_default_context(cafile=str(certificate))
        assert httpx.get(f"{running.url}/healthz", verify=trusted).json()["status"] == "ok"

        async def abandoned_stream() -> None:
            async with websockets.connect(f"{running.ws}/v1/stream", ssl=trusted) as connection:
                await connection.send("junk")
                with pytest.raises(websockets.ConnectionClosedError):
                    await connection.recv()
                    await connection.recv()

        asyncio.run(abandoned_stream())
        time.sleep(HEADER_S + 1)  # when the head of a request would be late
        assert "Traceback" not in running.log.read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--model", "nowhere"], "expected a model file, or the name of a model"),
        (["--model", "english", "--model", "english"], "english twice"),
        (["--port", "99999"], "--port must be from 0 to 65535"),
        (["--max_streams", "0"], "--max_streams must be from 1"),
        (["--host", "203.0.113.1"], "cannot be listened on"),
        (["--certificate", "x"], "both a TLS certificate and its private key"),
        (["--certificate", "none", "--private_key", "none", "--port", "0"], "the certificate cannot be used"),
        (["--api_keys", "none"], "--api_keys none: cannot be read"),
        (["--wyoming_discovery"], "discovery of the Wyoming protocol needs its port"),
        (["--frobnicate"], "unknown options"),
    ],
)
def test_wrong_options(arguments, message) -> None:
    command = [sys.executable, "-m", "deepspeech_tf.serve", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True, timeout=120)
    assert done.returncode == 1
    assert message in done.stderr and "Traceback" not in done.stderr
