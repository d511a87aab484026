"""Puts a simulated printer where programs look for real ones: on a TCP port or on a pseudo terminal."""

import os
import select
import socket
import threading
import tty
from collections.abc import Callable

from printer.errors import PrinterStalled, PrinterUnreachable
from printer.simulated import SimulatedPrinter

_PAUSE_S = 0.02  # between two looks whether a stopped printer has something to say or takes more


class PrinterServer:
    """Serves one printer to one caller after another, on a daemon thread. `address` is for `open_transport`."""

    def __init__(
        self, printer: SimulatedPrinter, address: str, accept: Callable[[], int | None], hang_up: Callable[[int], None]
    ) -> None:
        self.address = address
        self._printer = printer
        self._accept, self._hang_up = accept, hang_up
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve, name=f"printer {address}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up and answer nobody any more."""
        self._stopping.set()
        self._thread.join(2)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            fd = self._accept()
            if fd is None:
                continue
            try:
                _talk(fd, self._printer, self._stopping)
            except (OSError, PrinterUnreachable):  # the caller hung up, or the printer was unplugged: on to the next
                self._stopping.wait(_PAUSE_S)
            finally:
                self._hang_up(fd)


def serve_tcp(printer: SimulatedPrinter, port: int, host: str = "127.0.0.1") -> PrinterServer:
    """Listen on a TCP port, 0 for any free one. Raises `OSError` when it is taken."""
    listener = socket.create_server((host, port))
    listener.settimeout(0.2)

    def accept() -> int | None:
        try:
            caller, _ = listener.accept()
        except TimeoutError:
            return None
        caller.setblocking(False)
        return caller.detach()

    return PrinterServer(printer, f"tcp:{host}:{listener.getsockname()[1]}", accept, os.close)


def serve_pty(printer: SimulatedPrinter) -> PrinterServer:
    """Make a pseudo terminal; `address` names its far end."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    # The far end stays open here, so that callers may come and go.
    return PrinterServer(printer, f"file:{os.ttyname(theirs)}", lambda: ours, lambda fd: None)


def _talk(fd: int, printer: SimulatedPrinter, stopping: threading.Event) -> None:
    """Carry bytes both ways until the caller hangs up. What the printer does not take waits on the line."""
    refused = b""
    while not stopping.is_set():
        answer = printer.read(0)
        if answer:
            os.write(fd, answer)
        if refused:
            stopping.wait(_PAUSE_S)
            refused = _offer(printer, refused)
        elif select.select([fd], [], [], _PAUSE_S)[0]:
            data = os.read(fd, 4096)
            if not data:
                return
            refused = _offer(printer, data)


def _offer(printer: SimulatedPrinter, data: bytes) -> bytes:
    """Give what the printer did not take."""
    try:
        printer.write(data)
    except PrinterStalled as stalled:
        return data[stalled.bytes_sent :]
    return b""
