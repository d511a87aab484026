"""Quick answers to the usual questions: which entries have this value, or more, or less, in this field.

An index of a field is made at the first question for it and kept up from then on. It is worked out from the log and
trusted for nothing else.
"""

import operator
import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from tinydb.queries import QueryLike

from ledger.disk.columns import Columns
from ledger.entry import Content

Path = tuple[str, ...]
Reader = Callable[[Columns, int, Content | None], object]
"""Gives a field of an entry by its number; what it says is None where it is of a kind that is not known here."""
MOST_INDEXES = 12
_OF_PLACE = frozenset({("feed",), ("seq",), ("prev",), ("payload",), ("sealed",)})
_EXACT = (bytes, str, int)
_MISSING = object()
_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


class _Test(NamedTuple):
    """One field, compared with one value."""

    path: Path
    how: str
    value: Any


class Lookups:
    """Indexes over the columns of a log; may be asked from any thread."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._indexes: dict[Path, _Index] = {}
        self._turn = threading.Lock()

    def numbers(self, query: QueryLike) -> Sequence[int] | None:
        """Give the numbers of the entries that a query finds, in order; None where every entry must be looked at.

        Known are comparisons with one value (`where("kind") == "HandedOver"`, `where("at") >= moment`, also of a field
        of the body), joined by `&`.
        """
        told = getattr(query, "_hash", None)  # how TinyDB's own cache knows a query; it says all there is to a test
        tests = _tests(told) if isinstance(told, tuple) else None
        if not tests or len(tests) > MOST_INDEXES:
            return None
        with self._turn:
            indexes = self._kept_up({test.path for test in tests})
            found = [indexes[test.path].numbers(test) for test in tests]
        known = [numbers for numbers in found if numbers is not None]
        if len(known) != len(found):
            return None
        fewest, *others = sorted(known, key=len)
        return [number for number in fewest if all(_holds(each, number) for each in others)] if others else fewest

    def _kept_up(self, paths: set[Path]) -> "dict[Path, _Index]":
        """Give the index of each field, with every entry in it."""
        for path in paths - self._indexes.keys():
            if len(self._indexes) >= MOST_INDEXES:
                self._indexes.pop(next(old for old in self._indexes if old not in paths))
            self._indexes[path] = _Index(path)
        asked = {path: self._indexes[path] for path in paths}
        for upto in {index.upto for index in asked.values()}:
            self._catch_up([index for index in asked.values() if index.upto == upto], upto)
        return asked

    def _catch_up(self, indexes: "Sequence[_Index]", upto: int) -> None:
        """Add what came after entry `upto` to indexes that go so far; each entry is decoded once for all of them."""
        columns, size = self._columns, len(self._columns)
        decode = any(index.path not in _OF_PLACE for index in indexes)
        for number in range(upto + 1, size + 1):
            content = columns.content(number) if decode else None
            for index in indexes:
                index.add(number, index.read(columns, number, content))
        for index in indexes:
            index.upto = size


class _Index:
    """Where each value of one field stands, up to entry `upto`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.read = _reader(path)
        self.upto = 0
        self._numbers: dict[Any, int | array[int]] = {}  # most values of some fields stand at one entry only
        self._unordinary = False

    def add(self, number: int, value: object) -> None:
        if value is _MISSING:
            return
        if not isinstance(value, _EXACT):
            self._unordinary = True  # lists and the like: TinyDB compares them as it likes
            return
        known = self._numbers.get(value)
        if known is None:
            self._numbers[value] = number
        elif isinstance(known, int):
            self._numbers[value] = array("Q", (known, number))
        else:
            known.append(number)

    def numbers(self, test: _Test) -> Sequence[int] | None:
        """Give the entries that pass a test, in order; None where TinyDB itself must look."""
        if self._unordinary:
            return None
        if test.how == "==":
            return _as_sequence(self._numbers.get(test.value, ()))
        passes = _COMPARE[test.how]
        try:
            found = [numbers for value, numbers in self._numbers.items() if passes(value, test.value)]
        except TypeError:  # TinyDB raises it too, for whoever asks
            return None
        return sorted(number for numbers in found for number in _as_sequence(numbers))


def _tests(told: tuple[Any, ...]) -> list[_Test] | None:
    match told:
        case (str(how), tuple(path), value) if how == "==" or how in _COMPARE:
            plain = 1 <= len(path) <= 2 and all(isinstance(part, str) for part in path) and isinstance(value, _EXACT)
            return [_Test(path, how, value)] if plain else None
        case ("and", frozenset(parts)):
            each = [_tests(part) for part in parts]
            return None if None in each else [test for tests in each for test in tests or ()]
    return None


def _reader(path: Path) -> Reader:
    match path:
        case ("feed",):
            return lambda columns, number, _: columns.feed(number)
        case ("seq",):
            return lambda columns, number, _: columns.seq(number)
        case ("prev" | "payload" | "sealed" as name,):
            return lambda columns, number, _: getattr(columns.entry(number), name)
        case ("kind",):
            return lambda _columns, _number, content: type(content.fact).__name__ if content else _MISSING
        case ("at" | "trust" | "by" as name,):
            return lambda _columns, _number, content: getattr(content, name) if content else _MISSING
        case ("body",):
            return lambda _columns, _number, content: content.fact if content else _MISSING
        case ("body", name):
            return lambda _columns, _number, content: _of_body(content, name)
    return lambda _columns, _number, _content: _MISSING


def _of_body(content: Content | None, name: str) -> object:
    return getattr(content.fact, name) if content and name in content.fact.__struct_fields__ else _MISSING


def _as_sequence(numbers: int | Sequence[int]) -> Sequence[int]:
    return (numbers,) if isinstance(numbers, int) else numbers


def _holds(numbers: Sequence[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
