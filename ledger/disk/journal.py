"""The storage under TinyDB: it only grows, and what it acknowledged survives a power cut."""

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import Storage

from ledger.disk import frames
from ledger.disk.files import make_folder, owner_only
from ledger.disk.segment import Segment
from ledger.errors import LogDamaged, LogInUse, LogStopped, NoLog, NothingIsEdited

MAX_FRAME_BYTES = 1024 * 1024


class Journal(Storage):  # type: ignore[misc,unused-ignore]
    """Records in the order in which they were committed, in a folder of segments.

    Opening reads everything once. A torn last frame is dropped, zeroed and told in `dropped_bytes`;
    a bad frame before a good one raises `LogDamaged` and changes nothing. One process at a time writes:
    a second one gets `LogInUse`. `append` belongs to one thread.

    With `read_only` it shows what stands at that moment, also beside a program that writes: it takes no lock and
    changes nothing, and an unfinished write is only told. Where there is no log, it raises `NoLog`.
    """

    def __init__(self, folder: Path, read_only: bool = False) -> None:
        self.folder = folder
        self.read_only = read_only
        self.records: list[bytes] = []
        self.dropped_bytes = 0
        self.stopped: OSError | None = None
        self._next_frame = 1
        self._segment: Segment | None = None
        if read_only:
            self._replay()
            return
        make_folder(folder)
        self._lock = _lock(folder)
        try:
            self._segment = self._open_last(*self._replay())
        except BaseException:
            self._lock.close()
            raise

    @property
    def file_bytes(self) -> int:
        """How much room it takes on the medium, with what is prepared for later."""
        return sum(path.stat().st_size for path in self._paths())

    def append(self, records: Sequence[bytes]) -> None:
        """Commit `records`; when this returns, they are on the medium.

        Raises `LogStopped` when the medium refuses, now and ever after: what a failed flush left in the
        kernel's memory cannot be trusted, so the program must start anew.
        """
        if self._segment is None:
            raise NothingIsEdited("the log was opened only for reading")
        if self.stopped:
            raise LogStopped(f"the log stopped earlier: {self.stopped}")
        try:
            for batch in _batches(records):
                frame = frames.encode(self._next_frame, batch)
                self._segment = self._with_room(self._segment, len(frame))
                self._segment.write(frame)
                self._next_frame += 1
                self.records.extend(batch)
        except OSError as error:
            self.stopped = error
            raise LogStopped(f"the log could not be written: {error}") from error

    def read(self) -> Mapping[str, Mapping[str, Any]]:  # type: ignore[override,unused-ignore]
        """Refuse: the table reads records itself, one at a time, so that memory stays small."""
        raise NothingIsEdited("open the log through its table")

    def write(self, data: Mapping[str, Any]) -> None:
        """Refuse: TinyDB's way of writing replaces everything."""
        raise NothingIsEdited("the log only grows")

    def close(self) -> None:
        """Give back the files and the lock."""
        if self._segment is not None:
            self._segment.close()
            self._lock.close()

    def _with_room(self, segment: Segment, frame_bytes: int) -> Segment:
        if segment.has_room(frame_bytes):
            return segment
        following = Segment.create(self._path(int(segment.path.stem) + 1), frame_bytes)
        segment.close()
        return following

    def _replay(self) -> tuple[Path | None, int]:
        """Read every segment; give the last one and where its whole frames end."""
        paths = self._paths()
        if not paths and self.read_only:
            raise NoLog(f"there is no log in {self.folder}")
        end = 0
        for path in paths:
            end, self.dropped_bytes = self._take_in(path, is_last=path == paths[-1])
        return (paths[-1] if paths else None), end

    def _take_in(self, path: Path, *, is_last: bool) -> tuple[int, int]:
        """Read one segment; give where its whole frames end, and the length of an unfinished write behind them."""
        end, ended_before = 0, -1
        while True:
            data = memoryview(path.read_bytes())
            end = self._read_frames(data, end)
            left_over = len(bytes(data[end:]).rstrip(b"\0"))
            if not left_over or (is_last and not frames.any_frame_from(data, end)):
                return end, left_over
            # Beside a program that writes, what was caught half-written is whole once a frame follows it: look again.
            if not self.read_only or end == ended_before:
                raise LogDamaged(
                    f"{path.name} is damaged at byte {end}; nothing was changed. "
                    "Keep the card as it is and bring it to the office."
                )
            ended_before = end

    def _read_frames(self, data: memoryview, offset: int) -> int:
        """Take in the whole frames that follow one another from `offset`; give the offset after them."""
        while offset < len(data):
            try:
                records, offset = frames.decode(data, offset, self._next_frame)
            except frames.BadFrame:
                break
            self.records.extend(records)
            self._next_frame += 1
        return offset

    def _open_last(self, path: Path | None, end: int) -> Segment:
        if path is None:
            return Segment.create(self._path(1), 0)
        segment = Segment(path, end)
        if self.dropped_bytes:  # a write that the power cut; nobody was told that it had happened
            segment.clear(end, self.dropped_bytes)
        return segment

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("*.segment"))

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.segment"


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


def _lock(folder: Path) -> Any:
    file = open(folder / "lock", "a+", opener=owner_only)  # noqa: SIM115 - kept as long as the log is open
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.seek(0)
        owner = file.read().strip() or "another program"
        file.close()
        raise LogInUse(f"the log in {folder} is in use by {owner}") from error
    file.truncate(0)
    file.write(f"{Path(sys.argv[0]).name or 'python'} (process {os.getpid()})")
    file.flush()
    return file
