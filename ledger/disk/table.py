"""TinyDB's face of the log: an ordinary table to query, which refuses to be edited."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

import msgspec
from tinydb import Storage, TinyDB
from tinydb.table import Document, Table

from ledger.disk.journal import Journal
from ledger.entry import Entry
from ledger.errors import BadEntry, NothingIsEdited


class EntryTable(Table):
    """The log as a TinyDB table: `search`, `get`, `count`, `all` and queries work as everywhere.

    A document has `feed`, `seq`, `prev`, `payload` as bytes and numbers, and decoded from the payload `at`,
    `trust`, `by`, `kind` and `body`; only the first four are needed to insert. Document ids are the local order.
    `update`, `remove`, `upsert` and `truncate` raise `NothingIsEdited`.

    `append` is what `insert` hands entries to; a `Log` puts its own in place, which checks that they follow.
    """

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        # No cache of answers: it would hand the same documents to every thread, and keep what is out of date.
        super().__init__(storage, name, cache_size, persist_empty)
        self.append: Callable[[Sequence[Entry]], object] = self.insert_entries

    def insert(self, document: Mapping[str, Any]) -> int:
        """Append one entry and wait for the medium; gives its local number."""
        return self.insert_multiple([document])[0]

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Append entries in one commit and wait for the medium; gives their local numbers."""
        first = len(self._records) + 1
        entries = [_entry(document) for document in documents]
        self.append(entries)
        return list(range(first, first + len(entries)))

    def insert_entries(self, entries: Sequence[Entry]) -> list[int]:
        """Append entries, without the detour through documents."""
        first = len(self._records) + 1
        self._journal.append([entry.record() for entry in entries])
        return list(range(first, first + len(entries)))

    def entry(self, number: int) -> Entry:
        """Give the entry with this local number, from 1."""
        return Entry.from_record(self._records[number - 1])

    def entries(self) -> Iterator[Entry]:
        """Give every entry in local order."""
        return map(Entry.from_record, self._records)

    @property
    def _records(self) -> list[bytes]:
        return self._journal.records

    @property
    def _journal(self) -> Journal:
        return cast(Journal, self._storage)

    def _read_table(self) -> Mapping[str, Mapping[str, Any]]:  # type: ignore[override]
        return _LazyDocuments(self._records)

    def _update_table(self, _updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> NoReturn:
        raise NothingIsEdited("entries are never changed or deleted; a correction is a new entry")


class LogDatabase(TinyDB):
    """A TinyDB whose one table is the log."""

    table_class = EntryTable
    default_table_name = "entries"

    def __init__(self, folder: Path, read_only: bool = False) -> None:
        super().__init__(folder, read_only, storage=Journal)

    @property
    def log(self) -> EntryTable:
        """The one table."""
        return cast(EntryTable, self.table(self.default_table_name))

    @property
    def journal(self) -> Journal:
        """The storage underneath."""
        return cast(Journal, self.storage)

    def tables(self) -> set[str]:
        """Name the tables: always the one."""
        return {self.default_table_name}

    def drop_tables(self) -> NoReturn:
        """Refuse."""
        raise NothingIsEdited("the log is never dropped")

    def drop_table(self, name: str) -> NoReturn:
        """Refuse."""
        raise NothingIsEdited(f"table {name} is never dropped")


class _LazyDocuments(Mapping[str, Mapping[str, Any]]):
    """Documents by their number as text, as TinyDB expects them, decoded only when looked at."""

    def __init__(self, records: list[bytes]) -> None:
        self._records = records

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        number = int(key)
        if not 1 <= number <= len(self._records):
            raise KeyError(key)
        return Entry.from_record(self._records[number - 1]).document()

    def __iter__(self) -> Iterator[str]:
        return (str(number) for number in range(1, len(self._records) + 1))

    def __len__(self) -> int:
        return len(self._records)


def _entry(document: Mapping[str, Any] | Document) -> Entry:
    try:
        values = tuple(document[name] for name in ("feed", "seq", "prev", "payload"))
        feed, seq, prev, payload = msgspec.convert(values, tuple[bytes, int, bytes, bytes], builtin_types=(bytes,))
    except (KeyError, TypeError, msgspec.ValidationError) as error:
        raise BadEntry(f"a document that is no entry: {error}") from error
    return Entry(feed, seq, prev, payload)
