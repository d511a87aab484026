"""Programs that are broken on purpose: a harness that does not catch its variants proves nothing."""

import os
import struct
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from unittest import mock

import msgspec

from ledger.book import VisitBook
from ledger.disk import frames
from ledger.disk.disk import Disk
from ledger.disk.frames import BLOCK_BYTES, HEAD_BYTES, BadFrame, Frame
from ledger.disk.journal import Journal
from ledger.entry import Entry, Place


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


class SwallowsErrors(Disk):
    """Takes no notice of a medium that refuses."""

    def write_at(self, descriptor: int, data: bytes | memoryview, offset: int) -> int:
        with suppress(OSError):
            return super().write_at(descriptor, data, offset)
        return len(data)

    def flush(self, descriptor: int) -> None:
        with suppress(OSError):
            super().flush(descriptor)


class AnswersFirst(Journal):
    """Says that it is done, and writes when there is something else to write."""

    _owed: Sequence[bytes] = ()

    def append(self, records: Sequence[bytes]) -> None:
        owed, self._owed = self._owed, records
        if owed:
            super().append(owed)


class NeverStops(Journal):
    """Forgets that the medium failed."""

    def append(self, records: Sequence[bytes]) -> None:
        self.stopped = None
        super().append(records)


class CutsAtDamage(Journal):
    """Takes whatever follows a bad frame for an unfinished write."""

    def _goes_on(self, _data: memoryview, _end: int) -> bool:
        return False


class FearsStrangers(Journal):
    """Takes a frame of another log, that hid in a torn record, for damage."""

    def _goes_on(self, data: memoryview, end: int) -> bool:
        return next(frames.find_frames(data, end), None) is not None


class TellsNothing(Journal):
    """Keeps to itself what it found behind the last whole frame."""

    def _left_over(self, rest: int, *, is_last: bool) -> None:
        return


@contextmanager
def logs_over(journal: type[Journal]) -> Iterator[None]:
    """Let every `Log` that is opened stand on another journal."""
    with mock.patch("ledger.disk.table.Journal", journal):
        yield


@contextmanager
def no_checksums() -> Iterator[None]:
    """Let frames be believed by their looks."""

    def believed(data: memoryview, offset: int) -> Frame:
        magic, length, number, log, _, _ = struct.unpack_from("<4sIQ8sII", data, offset)
        start = offset + HEAD_BYTES
        end = start + length + -(start + length) % BLOCK_BYTES
        if magic != b"PSF2" or end > len(data):
            raise BadFrame("no header")
        try:
            return Frame(number, log, msgspec.msgpack.decode(data[start : start + length], type=list[bytes]), end)
        except msgspec.MsgspecError as error:
            raise BadFrame("the body is no list of records") from error

    with mock.patch("ledger.disk.frames.decode", believed):
        yield


def no_branches() -> AbstractContextManager[object]:
    """Let the office throw away another history of a feed."""
    return mock.patch("hub.testimony.Testimony.take_branch", return_value=[])


def counted_twice() -> AbstractContextManager[object]:
    """Let the book count what it is told again."""

    def keep(_book: VisitBook, kept: dict[Place, Entry], entry: Entry) -> None:
        kept[Place(entry.feed + len(kept).to_bytes(4, "big"), entry.seq)] = entry

    return mock.patch("ledger.book.VisitBook._keep", keep)
