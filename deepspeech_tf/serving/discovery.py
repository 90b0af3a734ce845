"""Announces the Wyoming server in the network (multicast DNS), so that Home Assistant finds it by itself."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator

from zeroconf import InterfaceChoice, IPVersion
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_wyoming._tcp.local."
_GROUP = "224.0.0.251"  # of multicast DNS
_LONGEST = 40  # part of the host's name; 63 bytes is the limit of the whole name


@contextlib.asynccontextmanager
async def announced(host: str, port: int) -> AsyncIterator[None]:
    """Announces the server while the context is open, and takes the announcement back at its end.

    Args:
        host: address that the server listens on: announced only where it can be reached. An unspecified
            address stands for this machine's own.
        port: of the Wyoming protocol.

    Raises:
        OSError: if the network cannot be used.
    """
    address = ipaddress.ip_address(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    interfaces = InterfaceChoice.All if address.is_unspecified else [str(address)]
    version = IPVersion.V6Only if address.version == 6 and not address.is_unspecified else IPVersion.V4Only
    name = f"deepspeech_tf {socket.gethostname()[:_LONGEST]} {port}"  # several servers may be on a machine
    network = AsyncZeroconf(interfaces=interfaces, ip_version=version)
    try:
        own = _own_address() if address.is_unspecified else address.packed
        info = AsyncServiceInfo(SERVICE, f"{name}.{SERVICE}", addresses=[own], port=port)
        await (await network.async_register_service(info, allow_name_change=True))
        yield
    finally:
        await network.async_unregister_all_services()
        await network.async_close()


def _own_address() -> bytes:
    """The IPv4 address of this machine from which multicasts leave; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect((_GROUP, 1))
        return socket.inet_aton(probe.getsockname()[0])
