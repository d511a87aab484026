"""The log is an ordinary TinyDB to ask, and refuses to be edited."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tinydb import Query, TinyDB, where
from tinydb.table import Document

from ledger.disk.table import EntryTable, LogDatabase
from ledger.entry import Entry, Place
from ledger.errors import BadEntry, NothingIsEdited
from tests.ledger.boxes import NOW_MS, Box, handover


@pytest.fixture
def table(box: Box) -> EntryTable:
    box.write(handover(1), handover(2))
    box.write(handover(3))
    return box.log.table


def opened(folder: Path, read_only: bool = False) -> LogDatabase:
    database = LogDatabase(folder, read_only)
    assert sum(len(numbers) for numbers, _ in database.log.load()) == len(database.log)
    return database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[LogDatabase]:
    database = opened(tmp_path / "alone")
    yield database
    database.close()


def test_it_is_asked_like_any_tinydb(table: EntryTable) -> None:
    entry = Query()
    assert len(table) == 4
    assert [document.doc_id for document in table.all()] == [1, 2, 3, 4]
    assert [document["kind"] for document in table] == ["FeedOpened", "HandedOver", "HandedOver", "HandedOver"]
    assert [each["seq"] for each in table.search(entry.kind == "HandedOver")] == [2, 3, 4]
    assert [each["seq"] for each in table.search((entry.by == "P1") & (entry.at > NOW_MS + 3000))] == [4]
    assert table.count(where("trust") == 1) == 4
    assert table.contains(entry.body.person == (2).to_bytes(8, "big"))
    assert not table.contains(entry.kind == "Called")
    found = table.get(entry.body.proofs.any(["ktp"]))
    assert isinstance(found, Document)
    assert (found["seq"], found.doc_id) == (2, 2)
    assert table.get(doc_id=3) == table.all()[2]
    assert table.get(doc_id=5) is None
    assert table.get(doc_id=0) is None
    many: Any = table.get(doc_ids=[1, 4, 9])
    assert [each["seq"] for each in many] == [1, 4]


def test_an_answer_is_never_out_of_date_and_is_nobody_elses(box: Box) -> None:
    box.write(handover(1))
    question = where("kind") == "HandedOver"
    box.log.table.search(question)[0]["seq"] = 99
    box.write(handover(2))
    assert [each["seq"] for each in box.log.table.search(question)] == [2, 3]


@pytest.mark.parametrize(
    "edit",
    [
        lambda table: table.update({"by": "P9"}),
        lambda table: table.update({"by": "P9"}, where("seq") == 1),
        lambda table: table.update({"by": "P9"}, doc_ids=[1]),
        lambda table: table.update_multiple([({"by": "P9"}, where("seq") == 1)]),
        lambda table: table.upsert({"by": "P9"}, where("seq") == 1),
        lambda table: table.remove(where("seq") == 1),
        lambda table: table.remove(doc_ids=[1]),
        lambda table: table.truncate(),
    ],
)
def test_it_is_never_edited(table: EntryTable, edit: Callable[[EntryTable], object]) -> None:
    before = table.all()
    with pytest.raises(NothingIsEdited):
        edit(table)
    assert table.all() == before


def test_it_is_never_dropped(database: LogDatabase) -> None:
    with pytest.raises(NothingIsEdited):
        database.drop_tables()
    with pytest.raises(NothingIsEdited):
        database.drop_table("entries")
    assert database.tables() == {"entries"}


def test_inserting_documents_continues_the_feed(box: Box) -> None:
    table, head = box.log.table, box.log.head(box.feed.id)
    next_one = Entry.create(Place(box.feed.id, 2), head.hash, box.clock.now(), "P1", handover(1))
    number = table.insert({"feed": box.feed.id, "seq": 2, "prev": head.hash, "payload": next_one.payload})
    assert number == 2
    assert table.entry(2) == next_one
    assert box.log.head(box.feed.id) == (2, next_one.hash)


@pytest.mark.parametrize(
    "document",
    [
        {"by": "P1"},
        {"feed": "text", "seq": 2, "prev": b"", "payload": b""},
        {"feed": b"", "seq": "2", "prev": b"", "payload": b""},
        {"feed": b"", "seq": -1, "prev": b"", "payload": b"\x90"},
        {"feed": b"", "seq": 1, "prev": b"", "payload": b"no entry"},
    ],
)
def test_a_document_that_is_no_entry_is_not_inserted(box: Box, document: dict[str, Any]) -> None:
    with pytest.raises(BadEntry):
        box.log.table.insert(document)
    assert len(box.log.table) == 1


def test_it_works_as_a_plain_database_with_a_context(tmp_path: Path, box: Box) -> None:
    box.write(handover(1))
    with opened(tmp_path / "copy") as copy:
        ids = copy.insert_multiple(box.log.table.all())
        assert isinstance(copy, TinyDB)
        assert ids == [1, 2]
        assert len(copy) == 2
    with opened(tmp_path / "copy", read_only=True) as again:
        assert again.all() == box.log.table.all()
