"""The peers that keep entries beside the log: a bare file, and SQLite. Both are given entries that need no check."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from ledger.entry import Entry


class Peer(Protocol):
    """Keeps entries; `prepared` is done before the clock runs, `append` makes what it gave durable in one commit."""

    name: str

    def prepared(self, entry: Entry) -> Any: ...

    def append(self, prepared: Sequence[Any]) -> object: ...

    def close(self) -> None: ...


class BareFile:
    """A file that grows, flushed after each commit: it finds nothing again and checks nothing."""

    name = "append + fdatasync"

    def __init__(self, folder: Path) -> None:
        self._descriptor = os.open(folder / "bare", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def prepared(self, entry: Entry) -> bytes:
        return b"".join((entry.feed, entry.seq.to_bytes(8, "big"), entry.prev, entry.payload, entry.sealed))

    def append(self, prepared: Sequence[bytes]) -> None:
        os.write(self._descriptor, b"".join(prepared))
        os.fdatasync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)


class Sqlite:
    """A table that promises what the log does: a local number, and one entry at a place of a feed."""

    name = "SQLite WAL, synchronous=FULL"
    _INSERT = "INSERT INTO entries (feed, seq, prev, payload, sealed) VALUES (?, ?, ?, ?, ?)"

    def __init__(self, folder: Path) -> None:
        self._database = sqlite3.connect(folder / "entries.sqlite", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute("PRAGMA synchronous=FULL")
        columns = "number INTEGER PRIMARY KEY, feed BLOB, seq INTEGER, prev BLOB, payload BLOB, sealed BLOB"
        self._database.execute(f"CREATE TABLE entries ({columns}, UNIQUE (feed, seq))")

    def prepared(self, entry: Entry) -> tuple[bytes | int, ...]:
        return (entry.feed, entry.seq, entry.prev, entry.payload, entry.sealed)

    def append(self, prepared: Sequence[tuple[bytes | int, ...]]) -> None:
        if len(prepared) == 1:  # by itself it is a commit, and faster than with BEGIN and COMMIT around it
            self._database.execute(self._INSERT, prepared[0])
            return
        self._database.execute("BEGIN")
        self._database.executemany(self._INSERT, prepared)
        self._database.execute("COMMIT")

    def close(self) -> None:
        self._database.close()
