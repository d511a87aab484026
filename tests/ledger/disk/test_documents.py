"""A document is decoded when it is looked at, and looks the same before and after."""

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from tinydb.table import Document

from ledger.disk.columns import Columns
from ledger.disk.documents import EntryDocument, as_document
from ledger.entry import FIRST_PREV, Entry
from ledger.facts import Called
from ledger.run import Run
from tests.ledger.boxes import VISIT, Box, handover


@pytest.fixture
def entries(box: Box) -> list[Entry]:
    return box.write(handover(1), Called(VISIT, "A", 27))


@pytest.fixture
def columns(entries: list[Entry]) -> Columns:
    columns = Columns()
    columns.add(Run.of(entries))
    return columns


LOOKS: dict[str, Callable[[EntryDocument], object]] = {
    "dict": dict,
    "unpacked": lambda document: {**document},
    "copied": lambda document: document.copy(),
    "copied by copy": lambda document: dict(copy.copy(document).items()),
    "copied deeply": lambda document: dict(copy.deepcopy(document).items()),
    "pickled": lambda document: dict(pickle.loads(pickle.dumps(document)).items()),
    "merged": lambda document: {} | document,
    "merged into": lambda document: document | {},
    "listed": lambda document: {name: document[name] for name in list(document)},
    "backwards": lambda document: {name: document[name] for name in reversed(document)},
    "keys and values": lambda document: dict(zip(document.keys(), document.values(), strict=True)),
    "items": lambda document: dict(document.items()),
    "iterated": lambda document: {name: document[name] for name in document},
    "asked for": lambda document: {name: document.get(name) for name in NAMES},
}
NAMES = ("feed", "seq", "prev", "payload", "sealed", "at", "trust", "by", "kind", "body")


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("glanced_at", [None, "seq", "kind"])
def test_however_it_is_looked_at_it_says_everything(
    entries: list[Entry], columns: Columns, look: str, glanced_at: str | None
) -> None:
    document = EntryDocument(columns, 2)
    if glanced_at:
        assert document[glanced_at] == as_document(entries[1])[glanced_at]
    assert LOOKS[look](document) == as_document(entries[1])
    assert document == as_document(entries[1])
    assert as_document(entries[1]) == document
    assert EntryDocument(columns, 2) == EntryDocument(columns, 2) != EntryDocument(columns, 1)


def test_it_is_a_document_with_a_number_that_can_be_asked_and_shown(columns: Columns) -> None:
    document = EntryDocument(columns, 2)
    assert isinstance(document, Document)
    assert (document.doc_id, len(document), "kind" in document, "other" in document) == (2, 10, True, False)
    assert "'kind': 'Called'" in repr(EntryDocument(columns, 2))
    assert json.loads(json.dumps(EntryDocument(columns, 2), default=repr))["kind"] == "Called"
    assert document.get("other", "nothing") == "nothing"
    for fresh in (document, EntryDocument(columns, 2)):
        with pytest.raises(KeyError):
            _ = fresh["other"]


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a field set": lambda document: document.__setitem__("kind", "other"),
    "a field removed": lambda document: document.__delitem__("kind"),
    "a field taken out": lambda document: document.pop("kind"),
    "a place taken out": lambda document: document.pop("seq"),
    "what is not there taken out": lambda document: document.pop("other", "nothing"),
    "what is there by default": lambda document: document.setdefault("kind", "other"),
    "what is not there by default": lambda document: document.setdefault("other", 1),
    "updated": lambda document: document.update({"kind": "other"}, seq=99),
    "merged": lambda document: document.__ior__({"kind": "other"}) == {},
    "emptied": lambda document: document.clear(),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("glanced_at", [None, "seq", "kind"])
def test_it_is_changed_as_a_dictionary_is_also_before_it_is_decoded(
    entries: list[Entry], columns: Columns, change: str, glanced_at: str | None
) -> None:
    document, plain = EntryDocument(columns, 2), as_document(entries[1])
    if glanced_at:
        _ = document[glanced_at]
    assert CHANGES[change](document) == CHANGES[change](plain)
    assert dict(document) == plain
    assert document == plain
    assert EntryDocument(columns, 2) == as_document(entries[1])


def test_taking_its_fields_out_one_by_one_leaves_none(entries: list[Entry], columns: Columns) -> None:
    document = EntryDocument(columns, 2)
    assert dict(document.popitem() for _ in NAMES) == as_document(entries[1])
    with pytest.raises(KeyError):
        document.popitem()


def test_a_copy_is_a_document_without_the_log(columns: Columns) -> None:
    """Else whoever keeps one deeply copied, or sends it to another process, has the whole log in memory again."""
    for made in (copy.copy, copy.deepcopy, lambda document: pickle.loads(pickle.dumps(document))):
        copied = made(EntryDocument(columns, 2))
        assert (type(copied), copied.doc_id) == (Document, 2)


def test_changing_it_changes_nothing_in_the_log(box: Box, entries: list[Entry]) -> None:
    table = box.log.table
    for change in (lambda d: d.update(seq=99), lambda d: d.__setitem__("kind", "x"), lambda d: d.pop("seq")):
        document = table.get(doc_id=2)
        change(document)
    table.get(doc_id=2)["body"]["person"] = b"somebody else"
    assert table.get(doc_id=2) == as_document(entries[0])


def test_of_a_kind_that_is_not_known_here_it_shows_its_place_and_its_bytes() -> None:
    columns = Columns()
    payload = msgspec.msgpack.encode((1, 1, "", (999, b"something new")))
    columns.add(Run(b"f" * 16, 1, FIRST_PREV, (payload,)))
    document = EntryDocument(columns, 1)
    assert dict(document) == {"feed": b"f" * 16, "seq": 1, "prev": FIRST_PREV, "payload": payload, "sealed": b""}
    assert "kind" not in document
