"""The storage under TinyDB: it only grows, and what it acknowledged survives a power cut."""

import errno
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import Storage

from ledger.disk import frames
from ledger.disk.disk import REAL, Disk
from ledger.disk.files import write_whole
from ledger.disk.frames import LOG_ID_BYTES, BadFrame, Frame
from ledger.disk.segment import SEGMENT_BYTES, Segment, prepare
from ledger.errors import LogDamaged, LogStopped, NoLog, NothingIsEdited

MAX_FRAME_BYTES = 1024 * 1024
SEGMENTS = "*.segment"
UNFINISHED = "*.unfinished"
MOST_UNFINISHED = 16
_SPARE = "spare"
_KEEP_THE_CARD = "nothing was changed. Keep the card as it is; `sotarsa-ledger salvage` saves every good entry."
_log = logging.getLogger(__name__)
# A medium that is full, write-protected or worn out can still be read: the visit goes on without writing.
_ONLY_READING = frozenset({errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO})


class Journal(Storage):  # type: ignore[misc,unused-ignore]
    """Records in the order in which they were committed, in a folder of segments.

    `replay` reads everything once and must be exhausted before anything else. A torn last frame is dropped and told in
    `dropped_bytes`; a bad frame before a good one raises `LogDamaged` and changes nothing. One process at a time
    writes: a second one gets `LogInUse`. `append` belongs to one thread.

    With `read_only` it shows what stands at that moment, also beside a program that writes: it takes no lock and
    changes nothing, and an unfinished write is only told. Where there is no log, it raises `NoLog`. On a medium that
    can only be read, `stopped` says why, and everything can still be read.

    `watch` is told, while `replay` reads, how many bytes have been read of how many. `end` is the segment in which the
    last commit lies and the offset behind it, None while there is none; `COMMITTED` are called after each
    commit, `STOPPED` once nothing can be written any more.
    """

    def __init__(
        self,
        folder: Path,
        read_only: bool = False,
        *,
        disk: Disk = REAL,
        segment_bytes: int = SEGMENT_BYTES,
        spare_in_background: bool = True,
        watch: Callable[[int, int], None] | None = None,
    ) -> None:
        self.folder = folder
        self.read_only = read_only
        self.id = b""
        self.frames = 0
        self.dropped_bytes = 0
        self.spoilt_bytes = 0
        self.stopped: OSError | None = None
        self.end: tuple[Path, int] | None = None
        self.COMMITTED: list[Callable[[], None]] = []
        self.STOPPED: list[Callable[[], None]] = []
        self._disk = disk
        self._segment_bytes = segment_bytes
        self._spare_in_background = spare_in_background
        self._spare_maker: threading.Thread | None = None
        self._watch = watch or (lambda _done, _all: None)
        self._segment: Segment | None = None
        self._ended_in: Path | None = None
        self._spoilt_after = -1
        self._unfinished_bytes = 0
        self._unlock: Callable[[], None] | None = None
        if read_only:
            if not self._paths():
                raise NoLog(f"there is no log in {folder}")
        else:
            self._enter()

    @property
    def file_bytes(self) -> int:
        """How much room it takes on the medium, with what is prepared for later."""
        return sum(self._disk.size(path) for path in [*self._paths(), *self._disk.names(self.folder, _SPARE)])

    def replay(self) -> Iterator[list[bytes]]:
        """Give the records of every commit; afterwards the journal can be written, unless it is `read_only`.

        Raises `LogDamaged` or `OSError`, and then the log is free for others again.
        """
        try:
            yield from self._replayed()
        except (LogDamaged, OSError):
            self.close()
            raise

    def append(self, records: Sequence[bytes]) -> None:
        """Commit `records`; when this returns, they are on the medium.

        Raises `LogStopped` when the medium refuses, now and ever after: what a failed flush left in the
        kernel's memory cannot be trusted, so the program must start anew.
        """
        if self.stopped:
            raise LogStopped(f"the log stopped earlier: {self.stopped}")
        if self._segment is None:
            raise NothingIsEdited("the log was opened only for reading")
        try:
            for batch in _batches(records) if len(records) > 1 else [records]:
                frame = frames.encode(self.frames + 1, self.id, batch)
                if not self._segment.has_room(len(frame)):
                    self._segment = self._with_room(self._segment, len(frame))
                self._segment.write(frame)
                self.frames += 1
                self.end = (self._segment.path, self._segment.end)
        except OSError as error:
            self.stopped = error
            for told in list(self.STOPPED):
                told()
            raise LogStopped(f"the log could not be written: {error}") from error
        for told in self.COMMITTED:
            told()

    def read(self) -> Mapping[str, Mapping[str, Any]]:  # type: ignore[override,unused-ignore]
        """Refuse: the table reads records itself, one at a time, so that memory stays small."""
        raise NothingIsEdited("open the log through its table")

    def write(self, data: Mapping[str, Any]) -> None:
        """Refuse: TinyDB's way of writing replaces everything."""
        raise NothingIsEdited("the log only grows")

    def close(self) -> None:
        """Give back the files and the lock; more than once is harmless."""
        if self._spare_maker is not None:
            self._spare_maker.join()
        if self._segment is not None:
            self._segment.close()
            self._segment = None
        if self._unlock is not None:
            self._unlock()
            self._unlock = None

    def _enter(self) -> None:
        try:
            self._disk.make_folder(self.folder)
            self._unlock = self._disk.lock(self.folder, f"{Path(sys.argv[0]).name or 'python'} (process {os.getpid()})")
            self._settle()
        except OSError as error:
            self._read_on(error)

    def _settle(self) -> None:
        """Bring onto the medium what a program that was ended left in the kernel's memory.

        Else a frame that is whole there, and nowhere else, would be built upon, and could go from under what follows.
        """
        for path in self._paths()[-1:]:
            self._disk.settle(path)
        self._disk.flush_names(self.folder)

    def _read_on(self, error: OSError) -> None:
        """Go on without writing, where there is something to read and the medium is what refuses."""
        if error.errno not in _ONLY_READING or not self._paths():
            self.close()
            raise error
        self.stopped = error

    def _replayed(self) -> Iterator[list[bytes]]:
        paths, end, done = self._paths(), 0, 0
        everything = sum(map(self._disk.size, paths))
        for path in paths:
            for frame in self._frames_of(path, is_last=path == paths[-1]):
                end = frame.end
                self._watch(done + end, everything)
                yield frame.records
            done += self._disk.size(path)
        self._watch(everything, everything)
        if not self.read_only and not self.stopped:
            self._open_for_writing(paths, end if paths and self._ended_in == paths[-1] else 0)

    def _frames_of(self, path: Path, *, is_last: bool) -> Iterator[Frame]:
        """Give the whole frames of one segment, and note what stands behind them."""
        end, looked_at = 0, -1
        while True:
            data = memoryview(self._bytes_of(path))
            for frame in self._following(data, end):
                end, self._ended_in = frame.end, path
                self.end = (path, frame.end)
                yield frame
            rest = len(bytes(data[end:]).rstrip(b"\0"))
            if not rest or not self._goes_on(data, end):
                self._left_over(rest, is_last=is_last)
                return
            # Beside a program that writes, what was caught half-written is whole once a frame follows it: look again.
            if not self.read_only or end == looked_at:
                raise LogDamaged(f"{path.name} is damaged at byte {end}; {_KEEP_THE_CARD}")
            looked_at = end

    def _bytes_of(self, path: Path) -> bytes:
        """Give a segment. What a worn medium cannot read is damage wherever it lies: no cut write does that."""
        try:
            return self._disk.read(path)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            raise LogDamaged(f"{path.name} cannot be read; {_KEEP_THE_CARD}") from error

    def _goes_on(self, data: memoryview, end: int) -> bool:
        """Tell whether there is a frame that an unfinished write cannot have left.

        Such a write may leave a frame of another log, if that hid in a record: behind its beginning, never there.
        """
        found = frames.find_frames(data, end)
        return any(place == end or frame.log == (self.id or frame.log) for place, frame in found)

    def _left_over(self, rest: int, *, is_last: bool) -> None:
        """Note bytes behind the whole frames of a segment.

        In the last segment they are an unfinished write. In an older one nothing was ever written there: the medium
        made them up, and whether it swallowed a frame is told by the number of the next one, if there is one.
        """
        if is_last:
            self._unfinished_bytes = self.dropped_bytes = rest
            if self._spoilt_after == self.frames:
                self.dropped_bytes += self.spoilt_bytes
        elif rest:
            self.spoilt_bytes += rest
            self._spoilt_after = self.frames

    def _following(self, data: memoryview, offset: int) -> Iterator[Frame]:
        """Give the frames that follow one another from `offset`."""
        while offset < len(data):
            try:
                frame = frames.decode(data, offset)
            except BadFrame:
                return
            if frame.number != self.frames + 1 or frame.log != (self.id or frame.log):
                return
            self.id = frame.log
            self.frames = frame.number
            offset = frame.end
            yield frame

    def _open_for_writing(self, paths: Sequence[Path], end: int) -> None:
        self.id = self.id or os.urandom(LOG_ID_BYTES)
        try:
            if paths:
                self._segment = Segment(paths[-1], end, self._disk)
                if self._unfinished_bytes:  # a write that the power cut; nobody was told that it had happened
                    self._put_aside(paths[-1], end)
                    self._segment.clear(end, self._unfinished_bytes)
            else:
                self._segment = self._next_segment(1, 0)
                self._disk.flush_names(self.folder.parent)  # whoever made the folder may have been ended before
            self._make_spare()
        except OSError as error:
            self._read_on(error)

    def _put_aside(self, path: Path, end: int) -> None:
        """Keep the bytes of an unfinished write before they are cleared: a spoilt last frame looks just like one."""
        number = self.frames + 1
        rest = self._disk.read(path)[end : end + self._unfinished_bytes]
        write_whole(self.folder / f"{number:010}-{os.urandom(3).hex()}.unfinished", rest, self._disk)
        for old in self._disk.names(self.folder, UNFINISHED)[:-MOST_UNFINISHED]:
            self._disk.remove(old)

    def _with_room(self, segment: Segment, frame_bytes: int) -> Segment:
        if segment.has_room(frame_bytes):
            return segment
        following = self._next_segment(int(segment.path.stem) + 1, frame_bytes)
        segment.close()
        self._make_spare()
        return following

    def _next_segment(self, number: int, at_least_bytes: int) -> Segment:
        """Take the spare segment, or make one if there is none or it is too small."""
        if self._spare_maker is not None:
            self._spare_maker.join()
        spare = self.folder / _SPARE
        size = max(self._segment_bytes, at_least_bytes)
        if not self._disk.names(self.folder, _SPARE) or self._disk.size(spare) < size:
            prepare(spare, size, self._disk)
        path = self.folder / f"{number:06}.segment"
        self._disk.rename(spare, path)
        self._disk.flush_names(self.folder)
        return Segment(path, 0, self._disk)

    def _make_spare(self) -> None:
        """Prepare the next segment beside the work, so that no commit has to wait for it."""
        if self._disk.names(self.folder, _SPARE):
            return
        if self._spare_in_background:
            self._spare_maker = threading.Thread(target=self._prepare_spare, name="log-spare", daemon=True)
            self._spare_maker.start()
        else:
            self._prepare_spare()

    def _prepare_spare(self) -> None:
        try:
            prepare(self.folder / _SPARE, self._segment_bytes, self._disk)
        except OSError as error:  # there is room for now; when the spare is needed it is made, or the log stops
            _log.warning("the next segment could not be prepared: %s", error)

    def _paths(self) -> list[Path]:
        return self._disk.names(self.folder, SEGMENTS)


def _batches(records: Sequence[bytes]) -> Iterator[list[bytes]]:
    batch: list[bytes] = []
    size = 0
    for record in records:
        if batch and size + len(record) > MAX_FRAME_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(record)
        size += len(record) + 5
    if batch:
        yield batch
