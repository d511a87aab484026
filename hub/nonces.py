"""Numbers used once: a conversation that begins with ours cannot be a recording of an earlier one."""

import os
import threading
import time

from hub.attempts import Monotonic
from hub.errors import NonceUnknown

NONCE_BYTES = 32
VALID_S = 120.0
MOST = 4096
"""So many are remembered; when more are asked for, the oldest no longer count."""


class Nonces:
    """Gives nonces and takes each back once. In memory only: after a restart a conversation begins anew."""

    def __init__(self, monotonic: Monotonic = time.monotonic) -> None:
        self._monotonic = monotonic
        self._given: dict[bytes, float] = {}
        self._lock = threading.Lock()

    def give(self) -> bytes:
        """Make a new one."""
        nonce = os.urandom(NONCE_BYTES)
        with self._lock:
            while len(self._given) >= MOST:
                del self._given[next(iter(self._given))]
            self._given[nonce] = self._monotonic() + VALID_S
        return nonce

    def use(self, nonce: bytes) -> None:
        """Take one back; raises `NonceUnknown` if it is not ours, was used, or is older than `VALID_S`."""
        with self._lock:
            good_until = self._given.pop(nonce, None)
        if good_until is None or good_until < self._monotonic():
            raise NonceUnknown("this conversation did not begin with our greeting")
