"""TinyDB's face of the log: an ordinary table to query, which refuses to be edited."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, cast

import msgspec
from tinydb import Storage, TinyDB
from tinydb.queries import QueryLike
from tinydb.table import Document, Table

from ledger.disk.columns import Columns
from ledger.disk.documents import EntryDocument
from ledger.disk.journal import Journal
from ledger.disk.lookups import Lookups
from ledger.entry import Entry
from ledger.errors import BadEntry, NothingIsEdited
from ledger.run import Run, runs_of


class EntryTable(Table):
    """The log as a TinyDB table: `search`, `get`, `count`, `all` and queries work as everywhere.

    A document has `feed`, `seq`, `prev`, `payload` and `sealed` as bytes and numbers, and decoded from the payload
    `at`, `trust`, `by`, `kind` and `body`; only the first four are needed to insert. It is decoded when it is looked
    at. Document ids are the local order. `update`, `remove`, `upsert` and `truncate` raise `NothingIsEdited`.

    `append` is what `insert` hands entries to; a `Log` puts its own in place, which checks that they follow.
    """

    def __init__(self, storage: Storage, name: str, cache_size: int = 0, persist_empty: bool = False) -> None:
        # No cache of answers: it would hand the same documents to every thread, and keep what is out of date.
        super().__init__(storage, name, cache_size, persist_empty)
        self.append: Callable[[Sequence[Entry]], object] = self.insert_entries
        self._journal = cast(Journal, storage)
        self._columns = Columns()
        self._lookups = Lookups(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __iter__(self) -> Iterator[Document]:
        return iter(self.all())

    def all(self) -> list[Document]:
        """Give every document."""
        return self._documents(range(1, len(self._columns) + 1))

    def insert(self, document: Mapping[str, Any]) -> int:
        """Append one entry and wait for the medium; gives its local number."""
        self.append([_entry(document)])
        return len(self._columns)

    def insert_multiple(self, documents: Iterable[Mapping[str, Any]]) -> list[int]:
        """Append entries in one commit and wait for the medium; gives their local numbers."""
        first = len(self._columns) + 1
        entries = [_entry(document) for document in documents]
        self.append(entries)
        return list(range(first, first + len(entries)))

    def insert_entries(self, entries: Sequence[Entry]) -> range:
        """Append entries, without the detour through documents; gives their local numbers."""
        first = len(self._columns) + 1
        self.insert_runs(runs_of(entries))
        return range(first, first + len(entries))

    def insert_runs(self, runs: Sequence[Run]) -> list[range]:
        """Append runs, in one commit; gives the local numbers of each one's entries."""
        self._journal.append(list(map(Run.record, runs)))
        return list(map(self._columns.add, runs))

    def load(self) -> Iterator[tuple[range, Run]]:
        """Read what is on the medium: runs, each with its local numbers.

        To be exhausted once, before anything else. Raises `LogDamaged`, or `BadEntry` for what is no run.
        """
        for records in self._journal.replay():
            for record in records:
                run = Run.from_record(record)
                yield self._columns.add(run), run

    def search(self, cond: QueryLike) -> list[Document]:
        """Give the documents that a query finds."""
        found = self._lookups.find(cond)
        documents = self._documents(found.numbers) if found else self.all()
        return documents if found and found.certain else [document for document in documents if cond(document)]

    def count(self, cond: QueryLike) -> int:
        """Count the documents that a query finds."""
        found = self._lookups.find(cond)
        return len(found.numbers) if found and found.certain else len(self.search(cond))

    def get(self, cond: Any = None, doc_id: Any = None, doc_ids: Any = None) -> Any:
        """Give the first document that a query finds, or the one with an id; None if there is none."""
        if cond is not None and doc_id is None and doc_ids is None:
            found = self._lookups.find(cond)
            if found and found.certain:
                return EntryDocument(self._columns, found.numbers[0]) if found.numbers else None
        return super().get(cond, doc_id, doc_ids)

    def entry(self, number: int) -> Entry:
        """Give the entry with this local number, from 1."""
        return self._columns.entry(number)

    def entries(self) -> Iterator[Entry]:
        """Give every entry in local order."""
        return self._columns.entries()

    def _documents(self, numbers: Iterable[int]) -> list[Document]:
        columns = self._columns
        return [EntryDocument(columns, number) for number in numbers]

    def _read_table(self) -> Mapping[str, Mapping[str, Any]]:  # type: ignore[override]
        return _LazyDocuments(self._columns)

    def _update_table(self, _updater: Callable[[dict[int, Mapping[str, Any]]], None]) -> NoReturn:
        raise NothingIsEdited("entries are never changed or deleted; a correction is a new entry")


class LogDatabase(TinyDB):
    """A TinyDB whose one table is the log. `options` are those of `Journal`."""

    table_class = EntryTable
    default_table_name = "entries"

    def __init__(self, folder: Path, read_only: bool = False, **options: Any) -> None:
        super().__init__(folder, read_only, storage=Journal, **options)

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

    def __init__(self, columns: Columns) -> None:
        self._columns = columns

    def __getitem__(self, key: str) -> Mapping[str, Any]:
        number = int(key)
        if not 1 <= number <= len(self._columns):
            raise KeyError(key)
        return EntryDocument(self._columns, number)

    def __iter__(self) -> Iterator[str]:
        return (str(number) for number in range(1, len(self._columns) + 1))

    def __len__(self) -> int:
        return len(self._columns)


def _entry(document: Mapping[str, Any] | Document) -> Entry:
    try:
        plain = document if type(document) is dict else dict(document)  # all of it, also of one that is decoded late
        return msgspec.convert(plain, Entry, builtin_types=_AS_THEY_ARE)
    except (TypeError, ValueError) as error:
        raise BadEntry(f"a document that is no entry: {error}") from error


_AS_THEY_ARE = (bytes,)
