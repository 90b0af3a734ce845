"""Downloads from a local server: resumed, verified, never used incomplete."""

from __future__ import annotations

import hashlib
import resource
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from deepspeech_tf.errors import ImporterError
from deepspeech_tf.importers.download import fetch, file_name

CONTENT = bytes(range(256)) * 4000


class Handler(BaseHTTPRequestHandler):
    """Serves `CONTENT`; under /breaks it hangs up in the middle of each answer."""

    asked: list[str | None] = []  # noqa: RUF012

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.asked.append(wanted)
        if self.path == "/missing":
            self.send_error(404)
            return
        start = int(wanted.removeprefix("bytes=").removesuffix("-")) if wanted else 0
        if self.path == "/no-resume":
            start = 0
        body = CONTENT[start:]
        if not body:
            self.send_error(416)
            return
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:300_000] if self.path == "/breaks" else body)
        self.close_connection = True

    def log_message(self, *arguments) -> None:
        pass


@pytest.fixture
def server(monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    Handler.asked = []
    instance = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=instance.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{instance.server_port}"
    instance.shutdown()
    instance.server_close()


def test_fetch(server, tmp_path) -> None:
    checksum = f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"
    path = fetch(f"{server}/x", tmp_path / "in" / "x", checksum=checksum)
    assert path.read_bytes() == CONTENT
    fetch(f"{server}/x", path, checksum=checksum)
    assert Handler.asked == [None]  # the second time nothing is asked for
    assert [p.name for p in path.parent.iterdir()] == ["x"]


def test_goes_on_where_the_connection_broke(server, tmp_path) -> None:
    assert fetch(f"{server}/breaks", tmp_path / "x").read_bytes() == CONTENT
    assert Handler.asked == [None, "bytes=300000-", "bytes=600000-", "bytes=900000-"]


def test_goes_on_where_an_earlier_run_stopped(server, tmp_path) -> None:
    (tmp_path / "x.part").write_bytes(CONTENT[:1000])
    assert fetch(f"{server}/x", tmp_path / "x").read_bytes() == CONTENT
    assert Handler.asked == ["bytes=1000-"]


def test_the_earlier_run_had_it_all(server, tmp_path) -> None:
    (tmp_path / "x.part").write_bytes(CONTENT)
    assert fetch(f"{server}/x", tmp_path / "x").read_bytes() == CONTENT


def test_server_that_cannot_go_on(server, tmp_path) -> None:
    (tmp_path / "x.part").write_bytes(b"of something else")
    assert fetch(f"{server}/no-resume", tmp_path / "x").read_bytes() == CONTENT


def test_wrong_checksum(server, tmp_path) -> None:
    with pytest.raises(ImporterError, match=r"sha1 must be 00ff\. Received: [0-9a-f]{40}"):
        fetch(f"{server}/x", tmp_path / "x", checksum="sha1:00ff")
    assert not list(tmp_path.iterdir())


def test_missing(server, tmp_path) -> None:
    with pytest.raises(ImporterError, match=r"status 404 .*save it as .*x, and start again"):
        fetch(f"{server}/missing", tmp_path / "x")


def test_no_server(tmp_path, monkeypatch) -> None:
    monkeypatch.delenv("http_proxy", raising=False)
    with pytest.raises(ImporterError, match="cannot be fetched"):
        fetch("http://127.0.0.1:9/x", tmp_path / "x", attempts=2)


def test_other_addresses(tmp_path) -> None:
    with pytest.raises(ImporterError, match="only http and https"):
        fetch("file:///etc/passwd", tmp_path / "x")
    assert file_name("https://x.org/a/b%20c.zip?sequence=2") == "b c.zip"


def test_a_full_disk_is_no_bad_connection(server, tmp_path) -> None:
    """Nobody has to fetch the file by other means, and it is not asked for again."""
    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, old[1]))
    try:
        with pytest.raises(ImporterError) as caught:
            fetch(f"{server}/x", tmp_path / "x")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert str(caught.value) == f"{tmp_path}/x.part: cannot be written: File too large"
    assert len(Handler.asked) == 1
