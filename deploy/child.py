"""A program that runs under us: in a process group of its own, watched, and ended with all its helpers."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from deploy.errors import ProgramFailedError
from deploy.signals import Signals

STOP_SECONDS = 5.0
READY_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.02
_TAIL_LINES = 15


class Child:
    """One running program. What it writes goes to `log`, which is begun anew.

    In a process group of its own it does not hear the terminal's Ctrl-C: we end it, in our order.
    """

    def __init__(self, name: str, command: Sequence[str], log: Path, folder: Path, stdout: int | None = None) -> None:
        self.name = name
        self.log = log
        with log.open("wb") as file:
            self.process = subprocess.Popen(  # noqa: S603 - the command is ours, and no shell reads it
                command,
                stdin=subprocess.DEVNULL,
                stdout=file if stdout is None else stdout,
                stderr=file,
                cwd=folder,
                start_new_session=True,
            )

    def check_alive(self) -> None:
        """Raise `ProgramFailedError` if it has ended."""
        status = self.process.poll()
        if status is not None:
            raise self.failed(f"ended by itself ({_said(status)})")

    def failed(self, how: str) -> ProgramFailedError:
        """Give the error that says what it did and where its last lines stand."""
        lines = self.log.read_text(errors="replace").splitlines()[-_TAIL_LINES:]
        return ProgramFailedError(f"The {self.name} {how}; its last lines, from {self.log}:", "\n".join(lines))


def run_to_end(name: str, command: Sequence[str], log: Path, folder: Path, signals: Signals) -> str:
    """Run a program that ends by itself and give what it wrote on stdout (UTF-8, at most a pipe's 64 KiB).

    Raises:
        ProgramFailedError: it ended with another exit code than 0.
        Stopped: we were asked to end; the program has been ended.
    """
    child = Child(name, command, log, folder, stdout=subprocess.PIPE)
    try:
        while (status := child.process.poll()) is None:
            signals.wait()
    finally:
        stop([child])
    if status != 0:
        raise child.failed(f"failed ({_said(status)})")
    return child.process.communicate()[0].decode()


def wait_until_healthy(
    addresses: Iterable[tuple[Child, str, int]], signals: Signals, seconds: float = READY_SECONDS
) -> None:
    """Return when each child answers 200 to `GET /api/health` on its host and port.

    Raises:
        ProgramFailedError: one ended, or did not answer within `seconds`.
        Stopped: we were asked to end.
    """
    waiting = list(addresses)
    deadline = time.monotonic() + seconds
    while waiting := [(child, host, port) for child, host, port in waiting if not _is_healthy(host, port)]:
        for child, _, _ in waiting:
            child.check_alive()
        if time.monotonic() > deadline:
            raise waiting[0][0].failed(f"did not answer within {seconds:.0f} seconds")
        signals.wait(_LOOK_AGAIN_SECONDS)


def stop(children: Sequence[Child], seconds: float = STOP_SECONDS) -> None:
    """End the children together: politely, and after `seconds` by force, with whatever they started."""
    for child in children:
        _signal(child, signal.SIGTERM)
    deadline = time.monotonic() + seconds
    for child in children:
        try:
            child.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            _signal(child, signal.SIGKILL)
            child.process.wait()
        _signal(child, signal.SIGKILL)


def _signal(child: Child, number: signal.Signals) -> None:
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return  # nobody of that group is left


def _is_healthy(host: str, port: int) -> bool:
    """Ask once. Plain sockets: importing an HTTP client would cost more than all our own work."""
    try:
        with socket.create_connection((host, port), timeout=1.0) as connection:
            connection.sendall(f"GET /api/health HTTP/1.0\r\nHost: {host}\r\n\r\n".encode())
            status_line = connection.makefile("rb").readline().split()
    except OSError:
        return False  # not listening yet, or not answering yet
    return len(status_line) > 1 and status_line[1] == b"200"


def _said(status: int) -> str:
    return f"exit code {status}" if status >= 0 else f"killed by {signal.Signals(-status).name}"
