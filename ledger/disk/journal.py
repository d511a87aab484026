"""The storage under TinyDB: it only grows, and what it acknowledged survives a power cut."""

import fcntl
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tinydb import Storage

from ledger.disk import frames
from ledger.disk.segment import Segment
from ledger.errors import LogDamaged, LogInUse, LogStopped, NothingIsEdited

MAX_FRAME_BYTES = 1024 * 1024


class Journal(Storage):  # type: ignore[misc,unused-ignore]
    """Records in the order in which they were committed, in a folder of segments.

    Opening reads everything once. A torn last frame is dropped, zeroed and told in `dropped_bytes`;
    a bad frame before a good one raises `LogDamaged` and changes nothing. One process at a time writes:
    a second one gets `LogInUse`. `append` belongs to one thread.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.records: list[bytes] = []
        self.dropped_bytes = 0
        self.stopped: OSError | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = _lock(folder)
        self._next_frame = 1
        try:
            self._segment = self._replay()
        except BaseException:
            self._lock.close()
            raise

    def append(self, records: Sequence[bytes]) -> None:
        """Commit `records`; when this returns, they are on the medium.

        Raises `LogStopped` when the medium refuses, now and ever after: what a failed flush left in the
        kernel's memory cannot be trusted, so the program must start anew.
        """
        if self.stopped:
            raise LogStopped(f"the log stopped earlier: {self.stopped}")
        try:
            for batch in _batches(records):
                frame = frames.encode(self._next_frame, batch)
                self._make_room(len(frame))
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
        self._segment.close()
        self._lock.close()

    def _make_room(self, frame_bytes: int) -> None:
        if not self._segment.has_room(frame_bytes):
            following = Segment.create(self._path(self._number(self._segment.path) + 1), frame_bytes)
            self._segment.close()
            self._segment = following

    def _replay(self) -> Segment:
        paths = sorted(self.folder.glob("*.segment"))
        if not paths:
            return Segment.create(self._path(1), 0)
        for path in paths:
            data = memoryview(path.read_bytes())
            end = self._read_frames(data)
            left_over = len(bytes(data[end:]).rstrip(b"\0"))
            if left_over and (path != paths[-1] or frames.any_frame_after(data, end)):
                raise LogDamaged(
                    f"{path.name} is damaged at byte {end}; nothing was changed. "
                    "Keep the card as it is and bring it to the office."
                )
        segment = Segment(paths[-1], end)
        if left_over:  # a write that the power cut; nobody was told that it had happened
            segment.clear(end, left_over)
            self.dropped_bytes = left_over
        return segment

    def _read_frames(self, data: memoryview) -> int:
        """Take in the whole frames that follow one another from the start; give the offset after them."""
        offset = 0
        while offset < len(data):
            try:
                records, offset = frames.decode(data, offset, self._next_frame)
            except frames.BadFrame:
                break
            self.records.extend(records)
            self._next_frame += 1
        return offset

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06}.segment"

    @staticmethod
    def _number(path: Path) -> int:
        return int(path.stem)


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
    file = (folder / "lock").open("a+")
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
