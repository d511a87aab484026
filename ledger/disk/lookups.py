"""Quick answers to the usual questions: which entries have this value, or more, or less, in this field.

An index of a field is made at the first question for it and kept up from then on. It is worked out from the log and
trusted for nothing else.
"""

import operator
import threading
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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


class Found(NamedTuple):
    """Numbers of entries, in order; where that is not `certain`, the query must still be asked of each."""

    numbers: Sequence[int]
    certain: bool


class _Test(NamedTuple):
    """One field, compared with one value, or with several of which one is enough."""

    path: Path
    how: str
    value: Any


class Lookups:
    """Indexes over the columns of a log; may be asked from any thread."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._indexes: dict[Path, _Index] = {}
        self._turn = threading.Lock()

    def find(self, query: QueryLike) -> Found | None:
        """Give the entries that a query may find; None where every entry must be looked at.

        Known are comparisons with a value (`where("kind") == "HandedOver"`, `where("at") >= moment`, `one_of`; also of
        a field of the body), joined by `&` and `|`. Another test that is joined to these by `&` has less to look at.
        """
        told = getattr(query, "_hash", None)  # how TinyDB's own cache knows a query; it says all there is to a test
        paths = {test.path for test in _tests(told)}
        if not paths or len(paths) > MOST_INDEXES:
            return None
        with self._turn:
            try:
                return _found(told, self._kept_up(paths))
            except TypeError:  # values that cannot be compared: TinyDB tells whoever asks
                return None

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

    def found(self, test: _Test) -> Found | None:
        """Give the entries that pass a test; None where TinyDB itself must look. Raises `TypeError`, as it does."""
        if self._unordinary:
            return None
        match test.how:
            case "==":
                numbers = _as_sequence(self._numbers.get(test.value, ()))
            case "one_of":
                numbers = _together(self._numbers.get(value, ()) for value in set(test.value))
            case how:
                passes = _COMPARE[how]
                numbers = _together(found for value, found in self._numbers.items() if passes(value, test.value))
        return Found(numbers, certain=True)


def _found(told: object, indexes: "Mapping[Path, _Index]") -> Found | None:
    match told:
        case ("and", frozenset(parts)):
            known = [found for part in parts if (found := _found(part, indexes))]
            return _in_all(known, certain=len(known) == len(parts)) if known else None
        case ("or", frozenset(parts)):
            each = [_found(part, indexes) for part in parts]
            known = [found for found in each if found]
            return _in_any(known) if len(known) == len(each) else None
    test = _test(told)
    return indexes[test.path].found(test) if test else None


def _in_all(parts: Sequence[Found], *, certain: bool) -> Found:
    fewest, *others = sorted((part.numbers for part in parts), key=len)
    numbers = [number for number in fewest if all(_holds(each, number) for each in others)] if others else fewest
    return Found(numbers, certain and all(part.certain for part in parts))


def _in_any(parts: Sequence[Found]) -> Found:
    return Found(sorted({number for part in parts for number in part.numbers}), all(part.certain for part in parts))


def _tests(told: object) -> Iterator[_Test]:
    """Give every test in a query that is known here."""
    match told:
        case ("and" | "or", frozenset(parts)):
            for part in parts:
                yield from _tests(part)
        case _ if test := _test(told):
            yield test


def _test(told: object) -> _Test | None:
    match told:
        case ("one_of", tuple(path), tuple(values)) if _is_plain(path) and all(isinstance(v, _EXACT) for v in values):
            return _Test(path, "one_of", values)
        case ("==", tuple(path), value) if _is_plain(path) and isinstance(value, _EXACT):
            return _Test(path, "==", value)
        case (str(how), tuple(path), value) if how in _COMPARE and _is_plain(path):
            return _Test(path, how, value)
    return None


def _is_plain(path: tuple[object, ...]) -> bool:
    return 1 <= len(path) <= 2 and all(isinstance(part, str) for part in path)


def _reader(path: Path) -> Reader:
    match path:
        case ("feed",):
            return lambda columns, number, _: columns.feed(number)
        case ("seq",):
            return lambda columns, number, _: columns.seqs[number - 1]
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


def _together(found: Iterable[int | Sequence[int]]) -> list[int]:
    return sorted(number for numbers in found for number in _as_sequence(numbers))


def _as_sequence(numbers: int | Sequence[int]) -> Sequence[int]:
    return (numbers,) if isinstance(numbers, int) else numbers


def _holds(numbers: Sequence[int], number: int) -> bool:
    at = bisect_left(numbers, number)
    return at < len(numbers) and numbers[at] == number
