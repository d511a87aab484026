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
from ledger.errors import LedgerError, MirrorAhead
from ledger.mirror_copy import MirrorCopy, put_aside

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
    """The stick has commits that are not here, and they could not be taken from it yet."""


@dataclass(frozen=True)
class MirrorStatus:
    """How the mirror fares, how many commits are not on the stick, and since how many seconds the first of them."""

    state: MirrorState
    lag: int = 0
    lag_s: float = 0.0


class Mirror:
    """Mirrors a log, and its evidence, to whatever stick `find_stick` gives, from `start` to `close`.

    `files` gives small files to keep beside, such as signed heads and sealed packs. `CHANGED` are called on the
    mirror's thread when the status may have changed.

    A stick with commits that are not here is given to `TAKE`, on the same thread, and moved aside when all of these
    return: what it knows is known here then. While one raises, or where there is none, it is left as it is.
    """

    def __init__(
        self,
        log: Journal,
        find_stick: Callable[[], Path | None],
        files: Callable[[], Mapping[str, bytes]] = dict,
        disk: Disk = REAL,
        evidence: Callable[[], Journal | None] = lambda: None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.CHANGED: list[Callable[[], None]] = []
        self.TAKE: list[Callable[[Path], None]] = []
        self._journal = log
        self._find_stick = find_stick
        self._files = files
        self._disk = disk
        self._evidence = evidence
        self._monotonic = monotonic
        self._state = MirrorState.NONE
        self._copy: MirrorCopy | None = None
        self._doubtful = False
        self._busy_since: float | None = None
        self._behind_since: float | None = None
        self._wake = threading.Event()
        self._looked = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="log-mirror", daemon=True)

    @property
    def status(self) -> MirrorStatus:
        """How it fares now; never waits for the stick."""
        busy_since, behind_since, copy, state = self._busy_since, self._behind_since, self._copy, self._state
        now = self._monotonic()
        if busy_since is not None and now - busy_since > STUCK_S:
            state = MirrorState.STUCK
        lag = copy.lag if copy else self._journal.frames
        if state is MirrorState.CURRENT and lag:
            state = MirrorState.COPYING
        if state is MirrorState.NONE or not lag:
            return MirrorStatus(state)
        return MirrorStatus(state, lag, now - behind_since if behind_since is not None else 0.0)

    def start(self, patience_s: float = 0.0) -> None:
        """Begin to mirror; wait so long at most until what a stick in the box knows is known here."""
        self._journal.COMMITTED.append(self._committed)
        self._committed()
        self._thread.start()
        self._looked.wait(patience_s)

    def close(self, patience_s: float = 2.0) -> None:
        """Copy what is left and end; a stick that hangs is left to itself after `patience_s`."""
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def _committed(self) -> None:
        if self._behind_since is None:
            self._behind_since = self._monotonic()
        self._wake.set()

    def _run(self) -> None:
        while not self._closing:
            self._wake.clear()
            self._step_safely()
            self._looked.set()
            self._wake.wait(POLL_S)
        self._step_safely()

    def _step_safely(self) -> None:
        before, state = self.status, self._state
        self._busy_since = self._monotonic()
        try:
            self._step()
        except Exception as error:  # noqa: BLE001 - whatever a stick does, the thread goes on, and the status tells
            self._doubtful = True
            self._state = _state_after(error)
            if self._state is not state:
                strange = not isinstance(error, OSError | LedgerError)
                _log.warning("the mirror cannot be written: %s", error, exc_info=strange)
        finally:
            self._busy_since = None
        now = self.status
        if (now.state, now.lag) != (before.state, before.lag):
            for changed in self.CHANGED:
                changed()

    def _step(self) -> None:
        stick = self._find_stick()
        if stick is None:
            self._copy, self._state = None, MirrorState.NONE
            return
        folder = stick / FOLDER / self._journal.id.hex()
        if self._copy is not None and self._copy.folder != folder:
            self._copy = None
        if self._copy is None or self._doubtful or not self._copy.is_there():
            self._copy = self._look_at(folder)
            self._doubtful = False
        self._looked.set()
        while self._copy.catch_up():
            self._busy_since = self._monotonic()
        self._copy.keep_files(self._files())
        self._state = MirrorState.CURRENT
        self._behind_since = None
        if self._copy.lag:  # committed meanwhile
            self._committed()

    def _look_at(self, folder: Path) -> MirrorCopy:
        try:
            copy = self._open(folder)
        except MirrorAhead as error:
            if self._closing or not self.TAKE:
                raise
            if self._state is not MirrorState.AHEAD:
                _log.warning("%s: what they say is taken from there", error)
            self._state = MirrorState.AHEAD
            for take in self.TAKE:
                take(folder)
            put_aside(folder, self._disk)
            copy = self._open(folder)
        self._state = MirrorState.COPYING
        return copy

    def _open(self, folder: Path) -> MirrorCopy:
        return MirrorCopy(self._journal, folder, self._disk, self._evidence)


def _state_after(error: Exception) -> MirrorState:
    if isinstance(error, LedgerError):
        return MirrorState.AHEAD
    number = error.errno if isinstance(error, OSError) else None
    if number in _FULL:
        return MirrorState.FULL
    return MirrorState.UNWRITABLE if number in _UNWRITABLE else MirrorState.BROKEN
