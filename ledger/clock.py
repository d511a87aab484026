"""What time it is, and how far that can be believed. A Pi may have no clock of its own."""

import enum
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ledger.outside import LAST_MS

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


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
    """A wall clock that staff can correct without touching the machine's own.

    In the village it reads the machine's wall clock once, when it is made, and runs on with the time since the boot:
    a wall clock that jumps meanwhile changes nothing, and `jumped_ms` tells by how much it did. The office's clock
    (`Trust.OFFICE`) follows the machine's, which the network keeps right.
    """

    def __init__(
        self,
        trust: Trust = Trust.UNKNOWN,
        wall_ms: Callable[[], int] | None = None,
        since_boot_ms: Callable[[], int] | None = None,
        boot: bytes | None = None,
    ) -> None:
        self.trust = trust
        self.shift_ms = 0
        self.boot = boot_id() if boot is None else boot
        self.since_boot_ms = since_boot_ms or _since_boot_ms
        self._wall_ms = wall_ms or _system_ms
        if trust is Trust.OFFICE or (wall_ms is not None and since_boot_ms is None):
            self._running_ms, self._begun_at = self._wall_ms, 0
        else:
            self._running_ms, self._begun_at = self.since_boot_ms, self._wall_ms() - self.since_boot_ms()

    def now(self) -> Instant:
        """Give the time as far as is known."""
        return Instant(min(max(0, self._machine_ms() + self.shift_ms), LAST_MS), self.trust)

    @property
    def jumped_ms(self) -> int:
        """How far the machine's wall clock has jumped since this clock was made: ahead if positive, else back."""
        return self._wall_ms() - self._machine_ms()

    def confirm(self, shift_ms: int) -> None:
        """Take over what staff said: the right time is the machine's plus `shift_ms`.

        Raises `ValueError` for a time that no entry can have.
        """
        if not 0 <= self._machine_ms() + shift_ms < LAST_MS:
            raise ValueError("not a time between 1970 and 9999")
        self.shift_ms = shift_ms
        self.trust = Trust.STAFF

    def resume(self, right_at: int, since_boot_ms: int) -> None:
        """Take over that, earlier in this boot, `right_at` was the time `since_boot_ms` after it began."""
        self.confirm(right_at + self.since_boot_ms() - since_boot_ms - self._machine_ms())

    def _machine_ms(self) -> int:
        return self._running_ms() + self._begun_at


def boot_id() -> bytes:
    """Give the kernel's id of this boot, 16 bytes; empty where the system tells none."""
    try:
        return bytes.fromhex(_BOOT_ID.read_text().strip().replace("-", ""))
    except (FileNotFoundError, PermissionError):
        return b""


def _system_ms() -> int:
    return time.time_ns() // 1_000_000


def _since_boot_ms() -> int:
    return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
