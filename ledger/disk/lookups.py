"""Quick answers to the usual questions: which entries have exactly this value in this field.

An index of a field is made at the first question for it and kept up from then on. It is worked out from the log and
trusted for nothing else.
"""

import threading
from array import array
from collections.abc import Sequence
from typing import Any

from tinydb.queries import QueryLike

from ledger.disk.columns import Columns
from ledger.disk.documents import as_document
from ledger.entry import Entry

Path = tuple[str, ...]
MOST_INDEXES = 12
_OF_PLACE = frozenset({("feed",), ("seq",), ("prev",)})
_EXACT = (bytes, str, int)


class Lookups:
    """Indexes over the columns of a log; may be asked from any thread."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._indexes: dict[Path, _Index] = {}
        self._turn = threading.Lock()

    def numbers(self, query: QueryLike) -> Sequence[int] | None:
        """Give the numbers of the entries that a query finds, in order; None where every entry must be looked at.

        Known are tests for one value (`where("kind") == "HandedOver"`, also of a field of the body), joined by `&`.
        """
        told = getattr(query, "_hash", None)  # how TinyDB's own cache knows a query; it says all there is to a test
        if not isinstance(told, tuple):
            return None
        found = [self._index(path).numbers(value) for path, value in tests] if (tests := _tests(told)) else [None]
        known = [numbers for numbers in found if numbers is not None]
        if len(known) != len(found):
            return None
        fewest, *others = sorted(known, key=len)
        if not others:
            return fewest
        wanted = set(fewest).intersection(*others)
        return [number for number in fewest if number in wanted]

    def _index(self, path: Path) -> "_Index":
        with self._turn:
            if path not in self._indexes:
                if len(self._indexes) == MOST_INDEXES:
                    self._indexes.pop(next(iter(self._indexes)))
                self._indexes[path] = _Index(path)
            index = self._indexes[path]
            index.catch_up(self._columns)
            return index


class _Index:
    """Where each value of one field stands."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._upto = 0
        self._numbers: dict[Any, array[int]] = {}
        self._unordinary = False

    def numbers(self, value: object) -> Sequence[int] | None:
        return None if self._unordinary else self._numbers.get(value, array("Q"))

    def catch_up(self, columns: Columns) -> None:
        size = len(columns)
        for number in range(self._upto + 1, size + 1):
            value = _value(columns.entry(number), self._path)
            if isinstance(value, _EXACT):
                self._numbers.setdefault(value, array("Q")).append(number)
            elif value is not None:
                self._unordinary = True  # lists and the like: TinyDB compares them as it likes
        self._upto = size


def _tests(told: tuple[Any, ...]) -> list[tuple[Path, object]] | None:
    match told:
        case ("==", tuple(path), value) if isinstance(value, _EXACT) and 1 <= len(path) <= 2:
            return [(path, value)] if all(isinstance(part, str) for part in path) else None
        case ("and", frozenset(parts)):
            each = [_tests(part) for part in parts]
            return None if None in each else [test for tests in each for test in tests or ()]
    return None


def _value(entry: Entry, path: Path) -> object:
    if path in _OF_PLACE:
        return getattr(entry, path[0])
    value: object = as_document(entry)
    for part in path:
        value = value.get(part) if isinstance(value, dict) else None
    return value
