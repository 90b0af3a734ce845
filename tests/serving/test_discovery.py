"""A browser of services, such as Home Assistant, finds the Wyoming server on the loopback interface."""

from __future__ import annotations

import contextlib
import socket
import threading

import pytest

from tests.serving.process import serving

zeroconf = pytest.importorskip("zeroconf")

SERVICE = "_wyoming._tcp.local."


class Browser(zeroconf.ServiceListener):
    """Events of services on the loopback interface."""

    def __init__(self) -> None:
        self.network = zeroconf.Zeroconf(interfaces=["127.0.0.1"])
        self.added, self.removed = threading.Event(), threading.Event()
        self.names: list[str] = []
        zeroconf.ServiceBrowser(self.network, SERVICE, listener=self)

    def add_service(self, zc, type_: str, name: str) -> None:
        self.names.append(name)
        self.added.set()

    def remove_service(self, zc, type_: str, name: str) -> None:
        self.removed.set()

    def update_service(self, zc, type_: str, name: str) -> None:
        pass


@pytest.fixture
def browser():
    made = Browser()
    with contextlib.closing(made.network):
        yield made


def test_home_assistant_finds_the_server(browser, tmp_path) -> None:
    with serving(tmp_path, "--wyoming_discovery") as server:
        assert browser.added.wait(60)
        info = browser.network.get_service_info(SERVICE, browser.names[0])
        assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], server.wyoming_port)
        assert browser.names == [f"deepspeech_tf {socket.gethostname()[:40]} {server.wyoming_port}.{SERVICE}"]
        assert not browser.removed.is_set()
    assert browser.removed.wait(60)  # is taken back when the server ends


def test_it_is_not_announced_unless_asked(browser, tmp_path) -> None:
    with serving(tmp_path):
        assert not browser.added.wait(3)


def test_two_servers_have_different_names(browser, tmp_path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    with serving(tmp_path / "one", "--wyoming_discovery"), serving(tmp_path / "two", "--wyoming_discovery"):
        for _ in range(100):
            if len(set(browser.names)) == 2:
                break
            threading.Event().wait(0.1)
        assert len(set(browser.names)) == 2
