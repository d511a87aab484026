"""emupos, a printer simulator that nobody here wrote, as a judge. It needs an environment of its own (Python 3.13)."""

import contextlib
import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.conftest import requires

T = TypeVar("T")

PATIENCE_S = 20.0
CONFIG = """
schema: 1
api: {{ host: 127.0.0.1, port: {api} }}
devices:
  - {{ id: tcp, type: printer, profile: epson-tm-t20iii, connections: [ {{ tcp: {{ port: {tcp} }} }} ] }}
  - {{ id: pty, type: printer, profile: epson-tm-t20iii, connections: [ {{ serial: {{ pty: true }} }} ] }}
"""


@dataclass(frozen=True)
class Emupos:
    """A running simulator with two printers, `tcp` and `pty`."""

    api: str
    addresses: dict[str, str]

    def ask(self, path: str, method: str = "GET") -> bytes:
        request = urllib.request.Request(f"{self.api}/api/v1/devices/{path}", method=method)
        with urllib.request.urlopen(request, timeout=5) as answer:
            body: bytes = answer.read()
        return body

    def receipts(self, printer: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = json.loads(self.ask(f"{printer}/receipts"))
        return listed

    def text(self, printer: str) -> list[str]:
        return self.ask(f"{printer}/receipts/latest/text").decode().splitlines()

    def fault(self, printer: str, fault: str, active: bool = True) -> None:
        self.ask(f"{printer}/faults/{fault}", "PUT" if active else "DELETE")


@contextlib.contextmanager
def running_emupos(folder: Path) -> Iterator[Emupos]:
    """Run the simulator in `folder`; without it the test is skipped, and in CI it fails."""
    program = os.environ.get("SOTARSA_EMUPOS") or str(requires("emupos"))
    api, tcp = _free_ports(2)
    (folder / "emupos.yaml").write_text(CONFIG.format(api=api, tcp=tcp))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [program, "run", "--config", "emupos.yaml"],
            cwd=folder,
            env={**os.environ, "TMPDIR": str(folder)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        yield until(lambda: _running(f"http://127.0.0.1:{api}", tcp), (folder / "log").read_text)
    finally:
        process.terminate()
        process.wait(10)


def _running(api: str, tcp: int) -> Emupos | None:
    try:
        with urllib.request.urlopen(f"{api}/api/v1/devices", timeout=5) as answer:
            devices = {device["id"]: device for device in json.load(answer)}
    except (urllib.error.URLError, ConnectionError):
        return None
    pty = devices["pty"]["connections"][0]["device_path"]
    return Emupos(api, {"tcp": f"tcp:127.0.0.1:{tcp}", "pty": f"serial:{pty}"}) if pty else None


def _free_ports(count: int) -> list[int]:
    listeners = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [listener.getsockname()[1] for listener in listeners]
    for listener in listeners:
        listener.close()
    return ports


def until(look: Callable[[], T | None], complain: Callable[[], str] = lambda: "") -> T:
    """Wait for another program to get there."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        found = look()
        if found:
            return found
        time.sleep(0.02)
    pytest.fail(f"not within {PATIENCE_S} s. {complain()}")
