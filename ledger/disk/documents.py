"""An entry as a TinyDB document, decoded when somebody looks further than its place in the feed."""

from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from functools import wraps
from typing import Any

from msgspec.structs import asdict
from tinydb.table import Document

from ledger.disk.columns import Columns
from ledger.entry import Content, Entry
from ledger.errors import BadEntry

_OF_PLACE = frozenset({"feed", "seq", "prev", "payload", "sealed"})


def _decoded_first(method: Callable[..., Any]) -> Any:
    """Give a method of `dict` that finds the document decoded."""

    @wraps(method)
    def of_document(self: "EntryDocument", *args: Any, **named: Any) -> Any:
        return method(self._filled(), *args, **named)

    return of_document


class EntryDocument(Document):
    """A document with `feed`, `seq`, `prev`, `payload`, `sealed`, and decoded from the payload when first asked for:
    `at`, `trust`, `by`, `kind` and `body`. It is the caller's own: changing it changes nothing in the log.

    Where the entry is of a kind that this version does not know, the last five are missing.
    """

    __slots__ = ("_columns", "doc_id")

    def __init__(self, columns: Columns, number: int) -> None:
        # Not through Document's own: a search makes hundreds of thousands of these.
        self.doc_id = number
        self._columns: Columns | None = columns
        # Whoever looks past our methods must not take it for empty.
        dict.__setitem__(self, "seq", columns.seqs[number - 1])

    def __missing__(self, key: str) -> Any:
        if self._columns is not None and key in _OF_PLACE:
            return getattr(self._columns.entry(self.doc_id), key)
        return dict.__getitem__(self._filled(), key) if self._columns is not None else _missing(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Give a field, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: object) -> bool:
        return dict.__contains__(self._filled(), key)

    def __iter__(self) -> Iterator[str]:
        return dict.__iter__(self._filled())

    def __len__(self) -> int:
        return dict.__len__(self._filled())

    def __eq__(self, other: object) -> bool:
        return dict.__eq__(self._filled(), other._filled() if isinstance(other, EntryDocument) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return dict.__repr__(self._filled())

    def keys(self) -> KeysView[str]:  # type: ignore[override]
        """Give the names of the fields."""
        return dict.keys(self._filled())

    def values(self) -> ValuesView[Any]:  # type: ignore[override]
        """Give the fields."""
        return dict.values(self._filled())

    def items(self) -> ItemsView[str, Any]:  # type: ignore[override]
        """Give names and fields."""
        return dict.items(self._filled())

    def copy(self) -> dict[str, Any]:
        """Give a plain dictionary."""
        return dict(self.items())

    def __reduce__(self) -> tuple[Any, ...]:
        """Be copied and pickled as a plain document: the log does not come along."""
        return Document, (self.copy(), self.doc_id)

    __setitem__ = _decoded_first(dict.__setitem__)
    __delitem__ = _decoded_first(dict.__delitem__)
    __ior__ = _decoded_first(dict.__ior__)
    __reversed__ = _decoded_first(dict.__reversed__)
    clear = _decoded_first(dict.clear)
    pop = _decoded_first(dict.pop)
    popitem = _decoded_first(dict.popitem)
    setdefault = _decoded_first(dict.setdefault)
    update = _decoded_first(dict.update)

    def _filled(self) -> "EntryDocument":
        columns, self._columns = self._columns, None
        if columns is not None:
            dict.update(self, _document(columns.entry(self.doc_id), columns.content(self.doc_id)))
        return self


def as_document(entry: Entry) -> dict[str, Any]:
    """Give an entry decoded, with `payload` untouched; of a kind that is not known here, without what it says."""
    try:
        return _document(entry, entry.content)
    except BadEntry:
        return _document(entry, None)


def _document(entry: Entry, content: Content | None) -> dict[str, Any]:
    document = asdict(entry)
    if content is None:
        return document
    document["at"], document["trust"], document["by"] = content.at, int(content.trust), content.by
    document["kind"], document["body"] = type(content.fact).__name__, asdict(content.fact)
    return document


def _missing(key: str) -> Any:
    raise KeyError(key)
