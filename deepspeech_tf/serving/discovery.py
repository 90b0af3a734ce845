"""Announces the Wyoming server in the network (multicast DNS), so that Home Assistant finds it by itself."""

from __future__ import annotations

import contextlib
import ipaddress
import socket
from collections.abc import AsyncIterator

from zeroconf import InterfaceChoice, IPVersion, get_all_addresses
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

SERVICE = "_wyoming._tcp.local."
_LONGEST = 40  # part of the host's name; 63 bytes is the limit of the whole name


@contextlib.asynccontextmanager
async def announced(host: str, port: int) -> AsyncIterator[None]:
    """Announces the server while the context is open, and takes the announcement back at its end.

    Args:
        host: address that the server listens on: announced only where it can be reached. An unspecified
            address stands for all of this machine.
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
        addresses = _own_addresses() if address.is_unspecified else [address.packed]
        info = AsyncServiceInfo(SERVICE, f"{name}.{SERVICE}", addresses=addresses, port=port)
        await (await network.async_register_service(info, allow_name_change=True))
        yield
    finally:
        await network.async_unregister_all_services()
        await network.async_close()


def _own_addresses() -> list[bytes]:
    """IPv4 addresses of this machine, without those of the loopback interface."""
    found = [ipaddress.ip_address(address) for address in get_all_addresses()]
    return [one.packed for one in found if not one.is_loopback] or [one.packed for one in found]
