"""Entries told to people and to other programs. To people without names, notes or keys."""

import datetime
import enum
from typing import Any

import msgspec

from ledger.catalogue import Catalogue
from ledger.clock import Trust
from ledger.disk.documents import as_document
from ledger.entry import Entry, Place
from ledger.errors import BadEntry
from ledger.facts import Parent, Start

_SHORT_BYTES = 4


def in_words(entry: Entry, texts: Catalogue) -> str:
    """Tell an entry in one line, times in UTC; ids are shortened."""
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
    return texts("entry.line", when=when, place=entry.place, by=by, what=what)


def as_json(number: int, entry: Entry) -> str:
    """Give everything an entry says as one line of JSON, with its local number and its hash; bytes are hex."""
    document = {"number": number, "hash": entry.hash, **as_document(entry)}
    if "kind" not in document:  # written by a newer version; its bytes are told all the same
        document["error"] = "this version does not know what the entry says"
    return msgspec.json.encode(_plain(document)).decode()


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
