"""The way to a printer: bytes out, status bytes in, and never a wait without an end."""

import errno
import os
import select
import time
from abc import ABC, abstractmethod
from typing import Protocol

from printer.errors import PrinterForbidden, PrinterStalled, PrinterUnreachable

WRITE_PATIENCE_S = 3.0  # longer than a printer's pause between two lines, shorter than an officer's
_CHUNK_BYTES = 4096
_EMPTY_READ_PAUSE_S = 0.01
_HUNG_UP = select.POLLHUP | select.POLLERR | select.POLLNVAL | select.POLLRDHUP
_WAIT_ERRORS = (errno.EAGAIN, errno.EWOULDBLOCK, errno.EINTR)


class Transport(Protocol):
    """A line to one printer. It opens itself when used, and again after it was lost."""

    @property
    def address(self) -> str:
        """The address as a person would type it."""

    def write(self, data: bytes) -> None:
        """Send all of `data`; with none, only make sure that the line is there.

        Raises `PrinterUnreachable` (the line is closed then) or `PrinterStalled` (it stays open); both say how many
        bytes had left.
        """

    def read(self, timeout_s: float) -> bytes:
        """Give the bytes that came, waiting up to `timeout_s` for the first; none is silence.

        Raises `PrinterUnreachable`.
        """

    def close(self) -> None:
        """Let go of the line; closing twice is harmless."""


class Wire(ABC):
    """A transport over a file descriptor: everything but how to open it."""

    def __init__(self, address: str, write_patience_s: float = WRITE_PATIENCE_S) -> None:
        self._address = address
        self._write_patience_s = write_patience_s
        self._fd: int | None = None

    @property
    def address(self) -> str:
        """The address as a person would type it."""
        return self._address

    def write(self, data: bytes) -> None:
        """Send all of `data`; see `Transport`."""
        fd = self._opened()
        if not data:
            self._wait(fd, 0, 0.0)
        sent = 0
        patient_until = time.monotonic() + self._write_patience_s
        while sent < len(data):
            if not self._wait(fd, select.POLLOUT, patient_until - time.monotonic(), sent):
                raise PrinterStalled(f"{self._address} took {sent} of {len(data)} bytes", sent)
            written = self._send(fd, data[sent : sent + _CHUNK_BYTES], sent)
            if written:
                sent += written
                patient_until = time.monotonic() + self._write_patience_s

    def read(self, timeout_s: float) -> bytes:
        """Give what came; see `Transport`."""
        fd = self._opened()
        until = time.monotonic() + timeout_s
        while self._wait(fd, select.POLLIN, until - time.monotonic()):
            data = self._receive(fd)
            if data or time.monotonic() >= until:
                return data
            time.sleep(_EMPTY_READ_PAUSE_S)
        return b""

    def close(self) -> None:
        """Let go of the line."""
        if self._fd is not None:
            self._fd = None
            self._release()

    @abstractmethod
    def _open(self) -> int:
        """Open the line and give its descriptor, not blocking. May raise `OSError`."""

    @abstractmethod
    def _release(self) -> None:
        """Close what `_open` opened."""

    def _empty_read_is_the_end(self) -> bool:
        return True

    def _opened(self) -> int:
        if self._fd is None:
            try:
                self._fd = self._open()
            except PermissionError as error:
                raise PrinterForbidden(f"{self._address}: {error.strerror}") from error
            except OSError as error:
                raise PrinterUnreachable(f"{self._address}: {error.strerror or error}") from error
        return self._fd

    def _wait(self, fd: int, event: int, timeout_s: float, sent: int = 0) -> bool:
        """Wait for `event`; a line that hangs up is lost, unless there is still something to read."""
        poll = select.poll()
        poll.register(fd, event | select.POLLRDHUP)
        happened = dict(poll.poll(max(0.0, timeout_s) * 1000)).get(fd, 0)
        if happened & _HUNG_UP and not happened & select.POLLIN:
            raise self._lost(OSError(errno.EIO, "the line hung up"), sent)
        return bool(happened & event)

    def _send(self, fd: int, data: bytes, sent: int) -> int:
        try:
            return os.write(fd, data)
        except OSError as error:
            if error.errno in _WAIT_ERRORS:
                return 0
            raise self._lost(error, sent) from error

    def _receive(self, fd: int) -> bytes:
        try:
            data = os.read(fd, _CHUNK_BYTES)
        except OSError as error:
            if error.errno in _WAIT_ERRORS:
                return b""
            raise self._lost(error) from error
        if not data and self._empty_read_is_the_end():
            raise self._lost(OSError(errno.EPIPE, "the other side closed the line"))
        return data

    def _lost(self, error: OSError, sent: int = 0) -> PrinterUnreachable:
        self.close()
        return PrinterUnreachable(f"{self._address}: {error.strerror or error}", sent)
