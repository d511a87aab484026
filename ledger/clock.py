"""What time it is, and how far that can be believed. A Pi may have no clock of its own."""

import enum
import time
from collections.abc import Callable
from typing import NamedTuple

from ledger.outside import LAST_MS


class Trust(enum.IntEnum):
    """How far a wall-clock time is to be trusted."""

    UNKNOWN = 0
    """Nobody has looked at this clock since it started."""
    STAFF = 1
    """A member of staff confirmed it since it started."""
    OFFICE = 2
    """It is the clock of the office hub."""


class Instant(NamedTuple):
    """A wall-clock time, milliseconds since 1970 UTC, and its trust."""

    at: int
    trust: Trust


class Clock:
    """A wall clock that staff can correct without touching the machine's own."""

    def __init__(self, trust: Trust = Trust.UNKNOWN, wall_ms: Callable[[], int] | None = None) -> None:
        self.trust = trust
        self.shift_ms = 0
        self._wall_ms = wall_ms or _system_ms

    def now(self) -> Instant:
        """Give the time as far as is known."""
        return Instant(self._wall_ms() + self.shift_ms, self.trust)

    def confirm(self, shift_ms: int) -> None:
        """Take over what staff said: the right time is the machine's plus `shift_ms`.

        Raises `ValueError` for a time that no entry can have.
        """
        if not 0 <= self._wall_ms() + shift_ms < LAST_MS:
            raise ValueError("not a time between 1970 and 9999")
        self.shift_ms = shift_ms
        self.trust = Trust.STAFF


def _system_ms() -> int:
    return time.time_ns() // 1_000_000
