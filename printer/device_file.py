import os
import stat
import tty
from pathlib import Path

from printer.transport import WRITE_PATIENCE_S, Wire


class DeviceFile(Wire):
    """A printer behind a file: `/dev/usb/lp0`, a pseudo terminal, or a plain file that keeps the bytes.

    The file must exist: an unplugged printer must never become a plain file in `/dev`.
    """

    def __init__(self, path: Path, write_patience_s: float = WRITE_PATIENCE_S) -> None:
        super().__init__(f"file:{path}", write_patience_s)
        self._path = path
        self._handle = -1
        self._plain = self._terminal = False

    def _open(self) -> int:
        self._handle = os.open(self._path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_APPEND | os.O_CLOEXEC)
        self._plain = stat.S_ISREG(os.fstat(self._handle).st_mode)
        self._terminal = os.isatty(self._handle)
        if self._terminal:
            tty.setraw(self._handle)  # a cooked terminal would turn line ends and eat control bytes
        return self._handle

    def _release(self) -> None:
        os.close(self._handle)

    def read(self, timeout_s: float) -> bytes:
        """Give what the printer says; a plain file says nothing, and says it at once."""
        return b"" if self._plain else super().read(timeout_s)

    def _empty_read_is_the_end(self) -> bool:
        return self._terminal  # usblp gives an empty read when the printer has nothing to say
