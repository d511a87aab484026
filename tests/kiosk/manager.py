"""systemd's side of the protocol, for tests: it listens, keeps descriptors, and gives them back after a restart."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kiosk.service_manager import ServiceManager

FIRST = 700
"""Where descriptors come back: a test has its own ones from 3 on."""


class Manager:
    """Keeps what it was told as it came (`told`), and descriptors by name, as systemd does."""

    def __init__(self, path: Path) -> None:
        self.told: list[str] = []
        self.kept: dict[str, list[int]] = {}
        self.environment: dict[str, str] = {}
        self._path = path
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._line.bind(str(path))
        self._line.setblocking(False)

    def start(self) -> ServiceManager:
        """What a program that is started now finds in its environment."""
        self.hear()
        kept = [(name, descriptor) for name, all_of in self.kept.items() for descriptor in all_of]
        for number, (_, descriptor) in enumerate(kept):
            os.dup2(descriptor, FIRST + number, inheritable=True)
        self.environment = {"NOTIFY_SOCKET": str(self._path), "OTHER": "stays"}
        if kept:
            names = ":".join(name for name, _ in kept)
            self.environment |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(kept)), "LISTEN_FDNAMES": names}
        return ServiceManager(self.environment, FIRST)

    def hear(self) -> list[str]:
        """Take in what was said since; gives it."""
        heard = []
        while datagram := self._next():
            text, descriptors = datagram
            told = dict(line.split("=", 1) for line in text.splitlines())
            if told.get("FDSTORE") == "1":
                self.kept.setdefault(told["FDNAME"], []).extend(descriptors)
            if told.get("FDSTOREREMOVE") == "1":
                for descriptor in self.kept.pop(told["FDNAME"], []):
                    os.close(descriptor)
            heard.append(text)
        self.told += heard
        return heard

    def cut_the_power(self) -> None:
        """Lose everything."""
        self.hear()
        for descriptor in [each for all_of in self.kept.values() for each in all_of]:
            os.close(descriptor)
        self.kept.clear()

    def close(self) -> None:
        self.cut_the_power()
        self._line.close()

    def _next(self) -> tuple[str, list[int]] | None:
        try:
            data, descriptors, _, _ = socket.recv_fds(self._line, 4096, 4)
        except BlockingIOError:
            return None
        return data.decode(), descriptors


@contextmanager
def running_manager(folder: Path) -> Iterator[Manager]:
    """A manager for one test."""
    manager = Manager(folder / "notify")
    try:
        yield manager
    finally:
        manager.close()
