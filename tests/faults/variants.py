"""Programs that are broken on purpose: a harness that does not catch its variants proves nothing."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from ledger.disk import frames
from ledger.disk.disk import Disk
from ledger.disk.journal import Journal


class NeverFlushes(Disk):
    """Writes and does not wait for the medium."""

    def open(self, path: Path, flags: int) -> int:
        return super().open(path, flags & ~(os.O_DSYNC | os.O_DIRECT))

    def flush(self, descriptor: int) -> None:
        return

    def flush_all(self, descriptor: int) -> None:
        return


class ForgetsNames(Disk):
    """Flushes files, and not the folder that knows their names."""

    def flush_names(self, folder: Path) -> None:
        return


class NeverSettles(Disk):
    """Trusts what an ended program left in the kernel's memory."""

    def settle(self, path: Path) -> None:
        return


class AnswersFirst(Journal):
    """Says that it is done, and writes when there is something else to write."""

    _owed: Sequence[bytes] = ()

    def append(self, records: Sequence[bytes]) -> None:
        owed, self._owed = self._owed, records
        if owed:
            super().append(owed)


class CutsAtDamage(Journal):
    """Takes whatever follows a bad frame for an unfinished write."""

    def _goes_on(self, _data: memoryview, _end: int) -> bool:
        return False


class FearsStrangers(Journal):
    """Takes a frame of another log, that hid in a torn record, for damage."""

    def _goes_on(self, data: memoryview, end: int) -> bool:
        return next(frames.find_frames(data, end), None) is not None


@contextmanager
def logs_over(journal: type[Journal]) -> Iterator[None]:
    """Let every `Log` that is opened stand on another journal."""
    with mock.patch("ledger.disk.table.Journal", journal):
        yield
