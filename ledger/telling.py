"""Entries told to people and to other programs; without names, notes or keys unless everything is asked for."""

import datetime
import enum
from typing import Any

import msgspec

from ledger.catalogue import Catalogue
from ledger.clock import Trust
from ledger.disk.documents import as_document
from ledger.entry import Entry, Place
from ledger.errors import BadEntry
from ledger.evidence import Gap, Source
from ledger.facts import OfficeFact, Parent, Start

_SHORT_BYTES = 4


def in_words(entry: Entry, texts: Catalogue, source: Source | None = None) -> str:
    """Tell an entry in one line, times in UTC; ids are shortened. Evidence is marked with its `source`."""
    try:
        content = entry.content
    except BadEntry as error:
        return texts("entry.unreadable", place=entry.place, error=error)
    when = datetime.datetime.fromtimestamp(content.at // 1000, datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    if content.trust is Trust.UNKNOWN:
        when += " " + texts("entry.doubtful")
    fact = content.fact
    values = {name: _word(getattr(fact, name), texts) for name in fact.__struct_fields__}
    what = texts(f"fact.{type(fact).__name__}", **values)
    by = _printable(content.by) or texts("entry.nobody")
    line = texts("entry.line", when=when, place=entry.place, by=by, what=what)
    return line if source is None else texts("entry.evidence", line=line, source=texts(f"Source.{source.name}"))


def as_json(number: int | None, entry: Entry, source: Source | None = None, *, everything: bool = True) -> str:
    """Give what an entry says as one line of JSON, with its hash and its local number in the log; bytes are hex.

    Evidence has no number, and its `source` as `evidence`. Unless `everything` is asked for, what may name a person or
    hold a key is left out: the bytes, what was sealed, and what the office wrote.
    """
    document = {"number": number, "hash": entry.hash, **as_document(entry), "evidence": source}
    if "kind" not in document:  # written by a newer version; its bytes are told all the same
        document["error"] = "this version does not know what the entry says"
    elif not everything and isinstance(entry.fact, OfficeFact):
        del document["body"]
    if not everything:
        del document["payload"], document["sealed"]
        document.get("body", {}).pop("sealed", None)
    return msgspec.json.encode(_plain(document)).decode()


def gap_words(gap: Gap, texts: Catalogue) -> str:
    """Tell what is missing."""
    key = "missing.one" if gap.first == gap.last else "missing.several"
    return texts(key, feed=gap.feed.hex(), first=gap.first, last=gap.last)


def gap_json(gap: Gap) -> dict[str, object]:
    """Give what is missing for programs; both numbers are missing themselves."""
    return {"feed": gap.feed.hex(), "first": gap.first, "last": gap.last}


def _word(value: object, texts: Catalogue) -> str:
    match value:
        case bool():
            return texts("value.yes") if value else texts("value.no")
        case enum.Enum():
            return texts(f"{type(value).__name__}.{value.name}")
        case bytes():
            return value[:_SHORT_BYTES].hex().upper() or texts("value.nobody")
        case tuple():
            return str(len(value))
        case Start():
            return _printable(value.version)
        case Parent():
            return str(Place(value.feed, value.seq))
        case None:
            return texts("value.nothing")
    return _printable(str(value))


def _printable(text: str) -> str:
    """Leave out what could make a terminal do something: other boxes wrote this."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _plain(value: Any) -> Any:
    match value:
        case bytes():
            return value.hex()
        case enum.Enum():
            return value.name
        case msgspec.Struct():
            return {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        case dict():
            return {name: _plain(each) for name, each in value.items()}
        case tuple():
            return [_plain(each) for each in value]
    return value
