"""The key of the visit in hand, over a restart of the program: in memory that systemd holds, never on a disk.

A program that crashed or was started anew finds the key again and asks nobody. A power cut takes it with it, and so
does laying the visit down.
"""

import contextlib
import fcntl
import logging
import os
from collections.abc import Iterator

from kiosk.service_manager import Given, ServiceManager
from ledger.keys import KEY_BYTES
from ledger.sealing import VisitKey

_NAME = "visit-"
_UNCHANGEABLE = fcntl.F_SEAL_SEAL | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_WRITE
_log = logging.getLogger(__name__)


class Vault:
    """Holds one key at most. Where the manager cannot be reached it holds none: a restart asks for the phrase then."""

    def __init__(self, manager: ServiceManager) -> None:
        self._manager = manager
        self._names = {each.name for each in manager.given}
        self._keys = {each.name: key for each in manager.given if (key := _read(each))}

    def put(self, visit: bytes, key: VisitKey) -> None:
        """Hold the key of a visit, and no other."""
        name = _NAME + visit.hex()
        if name in self._names:
            return
        self.empty()
        with _sealed(name, key.secret) as descriptor, self._telling():
            self._manager.keep(name, descriptor)
            self._names.add(name)

    def take(self, visit: bytes) -> VisitKey | None:
        """Give the key that an earlier run of this program put here, once, if it is this visit's; any other goes."""
        name = _NAME + visit.hex()
        key = self._keys.pop(name, None)
        if key is None or self._names != {name}:
            self.empty()
        return VisitKey(key) if key else None

    def empty(self) -> None:
        """Hold nothing."""
        self._keys.clear()
        with self._telling():
            for name in sorted(self._names):
                self._manager.drop(name)
            self._names.clear()

    @contextlib.contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:  # the visit is unlocked all the same
            _log.warning("the visit key is not kept over a restart: %s", error)


def _read(given: Given) -> bytes:
    """Read what is ours, and close it; empty for anything else."""
    try:
        with os.fdopen(given.descriptor, "rb", buffering=0) as file:
            ours = given.name.startswith(_NAME) and fcntl.fcntl(file, fcntl.F_GET_SEALS) == _UNCHANGEABLE
            key = os.pread(file.fileno(), KEY_BYTES + 1, 0) if ours else b""
    except OSError:  # no memory with seals: somebody else's pipe or socket
        return b""
    return key if len(key) == KEY_BYTES else b""


@contextlib.contextmanager
def _sealed(name: str, data: bytes) -> Iterator[int]:
    """Put bytes into memory that has no name in any folder and that nobody can change, as a descriptor."""
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    try:
        os.write(descriptor, data)
        fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, _UNCHANGEABLE)
        yield descriptor
    finally:
        os.close(descriptor)
