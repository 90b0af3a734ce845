"""Refused uploads: their clients get the answer, and errors name the field."""

from __future__ import annotations

import socket

import pytest

from tests.serving.process import serving
from tests.speech.recordings import SENTENCE_FILE, flac_of_constants, wav_header

httpx = pytest.importorskip("httpx")

PATH = "/v1/audio/transcriptions"
HEAD = f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=x\r\n".encode()
FORM_HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server"), "--max_upload_mb", "1", "--idle_s", "3") as running:
        yield running


@pytest.mark.parametrize(
    ("name", "value"), [("beam_width", "1.5"), ("lm_beta", "nan"), ("hot_words", "[]"), ("model", "none")]
)
def test_errors_name_the_field(server, name, value) -> None:
    with open(SENTENCE_FILE, "rb") as file:
        answer = httpx.post(server.url + PATH, files={"file": file}, data={name: value}, timeout=60)
    assert answer.json()["error"]["param"] == name


@pytest.mark.parametrize("length", [b"Content-Length: 52428800", b"Transfer-Encoding: chunked"])
def test_large_upload_gets_its_answer(server, length) -> None:
    """A client that reads the answer after it has sent everything, as most do."""
    part = FORM_HEAD + bytes((50 << 20) - len(FORM_HEAD))
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(part), part) if b"chunked" in length else part
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        connection.sendall(HEAD + length + b"\r\n\r\n" + body)
        received = b""
        while b"1 MiB" not in received:
            received += connection.recv(65536)
    assert b" 413 " in received


@pytest.mark.parametrize("content", [flac_of_constants(1), wav_header(100_000_001) + bytes(100_000)])
def test_rates_that_would_take_gigabytes(server, content) -> None:
    answer = httpx.post(server.url + PATH, files={"file": content}, timeout=60)
    assert answer.status_code == 400 and "sampling rate" in answer.text
    assert server.memory_mb() < 500
