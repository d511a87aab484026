"""Signing what was written before anybody asks for it, so that a power cut leaves little that nothing vouches for."""

import threading
from collections.abc import Callable

VOUCH_AFTER_S = 30.0


class Vouching:
    """Calls `sign` on a thread of its own, so that no touch waits for it, soon after something was written.

    What is written while it waits is signed with it. `close` signs nothing.
    """

    def __init__(self, sign: Callable[[], None], after_s: float = VOUCH_AFTER_S) -> None:
        self._sign = sign
        self._after_s = after_s
        self._written = threading.Event()
        self._hurry = threading.Event()
        self._closing = False
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def soon(self) -> None:
        """Something was written: sign it before long."""
        self._start()
        self._written.set()

    def now(self) -> None:
        """Something was written after which the power is likely to be cut: sign without delay."""
        self._hurry.set()
        self.soon()

    def close(self) -> None:
        """End the thread; what it has begun it finishes."""
        self._closing = True
        self._hurry.set()
        self._written.set()
        with self._starting:
            if self._thread is not None:
                self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="vouching", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while True:
            self._written.wait()
            self._hurry.wait(self._after_s)
            if self._closing:
                return
            self._written.clear()
            self._hurry.clear()
            self._sign()
