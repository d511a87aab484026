"""The live mirror: a thread that copies what was committed to a stick in the box, beside the work.

It reads the log's own files from where the copy ends, so that no queue grows; a stick that hangs, is pulled, is full or
is another one delays nobody, and only the status tells.
"""

import enum
import errno
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ledger.disk.disk import REAL, Disk
from ledger.disk.journal import Journal
from ledger.errors import MirrorAhead
from ledger.mirror_copy import MirrorCopy

FOLDER = "pak-sotarsa"
POLL_S = 2.0
STUCK_S = 5.0
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_UNWRITABLE = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})
_log = logging.getLogger(__name__)


class MirrorState(enum.StrEnum):
    """How the mirror fares."""

    NONE = "none"
    """There is no stick."""
    COPYING = "copying"
    CURRENT = "current"
    """Every commit is on the stick."""
    STUCK = "stuck"
    """The stick has not answered for some seconds."""
    FULL = "full"
    UNWRITABLE = "unwritable"
    BROKEN = "broken"
    """The stick refuses for another reason, or was pulled in the middle."""
    AHEAD = "ahead"
    """The stick has commits of this log that are not here: the log lost its end, or an old card was put back."""


@dataclass(frozen=True)
class MirrorStatus:
    """How the mirror fares, and how many commits are not on the stick."""

    state: MirrorState
    lag: int = 0


class Mirror:
    """Mirrors a journal to whatever stick `find_stick` gives, from `start` to `close`.

    `files` gives small files to keep beside, such as signed heads and sealed packs. `CHANGED` are called on the
    mirror's thread when the status may have changed, `AHEAD` with the folder of a log that has more than ours.
    """

    def __init__(
        self,
        journal: Journal,
        find_stick: Callable[[], Path | None],
        files: Callable[[], Mapping[str, bytes]] = dict,
        disk: Disk = REAL,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.CHANGED: list[Callable[[], None]] = []
        self.AHEAD: list[Callable[[Path], None]] = []
        self._journal = journal
        self._find_stick = find_stick
        self._files = files
        self._disk = disk
        self._monotonic = monotonic
        self._state = MirrorState.NONE
        self._stick: Path | None = None
        self._copy: MirrorCopy | None = None
        self._busy_since: float | None = None
        self._wake = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="log-mirror", daemon=True)

    @property
    def status(self) -> MirrorStatus:
        """How it fares now; never waits for the stick."""
        busy_since, copy = self._busy_since, self._copy
        state = self._state
        if busy_since is not None and self._monotonic() - busy_since > STUCK_S:
            state = MirrorState.STUCK
        lag = self._journal.frames - (copy.frames if copy else 0)
        if state is MirrorState.CURRENT and lag > 0:
            state = MirrorState.COPYING
        return MirrorStatus(state, max(0, lag) if state is not MirrorState.NONE else 0)

    def start(self) -> None:
        """Begin to mirror."""
        self._journal.COMMITTED.append(self._wake.set)
        self._thread.start()

    def close(self, patience_s: float = 2.0) -> None:
        """Copy what is left and end; a stick that hangs is left to itself after `patience_s`."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def _run(self) -> None:
        while not self._closing:
            self._wake.clear()
            self._step_safely()
            self._wake.wait(POLL_S)
        self._step_safely()

    def _step_safely(self) -> None:
        before = self.status
        self._busy_since = self._monotonic()
        try:
            self._step()
        except MirrorAhead as error:
            self._copy = None
            if self._state is not MirrorState.AHEAD:
                self._state = MirrorState.AHEAD
                _log.warning("%s", error)
                for told in self.AHEAD:
                    told(error.folder)
        except OSError as error:
            self._copy = None
            self._state = _state_of(error)
            _log.warning("the mirror cannot be written: %s", error)
        finally:
            self._busy_since = None
        if self.status != before:
            for changed in self.CHANGED:
                changed()

    def _step(self) -> None:
        stick = self._find_stick()
        if stick != self._stick or stick is None:
            self._stick, self._copy = stick, None
        if stick is None:
            self._state = MirrorState.NONE
            return
        if self._copy is None:
            self._copy = MirrorCopy(self._journal, stick / FOLDER / self._journal.id.hex(), self._disk)
            self._state = MirrorState.COPYING
        while self._copy.catch_up():
            self._busy_since = self._monotonic()
        self._copy.keep_files(self._files())
        self._state = MirrorState.CURRENT


def _state_of(error: OSError) -> MirrorState:
    if error.errno in _FULL:
        return MirrorState.FULL
    return MirrorState.UNWRITABLE if error.errno in _UNWRITABLE else MirrorState.BROKEN
