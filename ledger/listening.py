"""Addresses to listen on, IPv4 and IPv6 alike: may we have them, and how do others write them."""

import asyncio
import contextlib
import socket
from typing import Any

from ledger.errors import CannotListen

_LOOK_AGAIN_S = 0.02


def check_free(host: str, port: int) -> None:
    """Raise `CannotListen` unless a program can listen there now; `host` is a name or an address."""
    try:
        family, address = _resolved(host, port)
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except OSError as error:
        raise CannotListen(f"cannot listen at {host}, port {port}: {error}", host, port) from error


async def until_served(host: str, port: int) -> None:
    """Wait until somebody listens there: this program itself does so last of all."""
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection(host, port)
            writer.close()
            return
        await asyncio.sleep(_LOOK_AGAIN_S)


def numeric_host(host: str) -> str:
    """Give the address of a host, such as `127.0.0.1` or `::1`; raises `CannotListen` for a host without one."""
    try:
        _, address = _resolved(host, 0)
    except OSError as error:
        raise CannotListen(f"{host} is no address: {error}", host, 0) from error
    return str(address[0])


def url(host: str, port: int) -> str:
    """Give the http address, an IPv6 host in brackets."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _resolved(host: str, port: int) -> tuple[int, Any]:
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    return family, address
