"""Waiting that Ctrl-C, a stop from outside and the end of a child interrupt, at known places only.

An exception raised by a signal handler may strike between starting a child and remembering it, and so lose
it. Here signals only wake the one who waits.
"""

import os
import select
import signal
from types import FrameType, TracebackType
from typing import Self

_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(BaseException):
    """Somebody asked us to end."""


class Signals:
    """Catches the stop signals and SIGCHLD for as long as it is entered, by the main thread only."""

    def __enter__(self) -> Self:
        self._inlet, self._outlet = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._former_fd = signal.set_wakeup_fd(self._outlet, warn_on_full_buffer=False)
        self._former = {number: signal.signal(number, _only_wake) for number in (*_STOPS, signal.SIGCHLD)}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._former.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(self._former_fd)
        os.close(self._inlet)
        os.close(self._outlet)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until `seconds` have passed (`None`: for ever) or a child ended.

        Raises:
            Stopped: a stop was asked for, now or since the last wait.
        """
        if not select.select([self._inlet], [], [], seconds)[0]:
            return
        if set(os.read(self._inlet, 4096)) & set(_STOPS):
            raise Stopped


def _only_wake(number: int, frame: FrameType | None) -> None:
    """Stand as a handler, so that the number reaches the wakeup descriptor."""
