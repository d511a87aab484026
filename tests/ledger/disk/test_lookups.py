"""Whatever is asked, and however the answer is found, it is TinyDB's own."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tinydb import Query, TinyDB, where
from tinydb.queries import QueryInstance
from tinydb.storages import MemoryStorage

from ledger.disk.documents import as_document
from ledger.disk.lookups import MOST_INDEXES, Lookups
from ledger.disk.table import EntryTable
from ledger.facts import Called, CheckInRefused, HandedOver, Manner, Mark, Refusal, Way
from tests.ledger.boxes import VISIT, Box, handover

FACTS = (
    handover(1),
    handover(2),
    handover(1),
    HandedOver(VISIT, b"nobody", (), Manner.PROXY, Mark.THUMBPRINT, sealed=b"sealed"),
    Called(VISIT, "A", 1),
    Called(VISIT, "B", 2),
    CheckInRefused(VISIT, Refusal.BAD_NIK, Way.NIK, sealed=b"what was typed"),
)


def peer(table: EntryTable) -> Any:
    """The same documents in TinyDB's own table."""
    database = TinyDB(storage=MemoryStorage)
    database.insert_multiple(as_document(entry) for entry in table.entries())
    return database.table(database.default_table_name)


FIELDS = (("kind",), ("seq",), ("by",), ("body", "visit"), ("body", "person"), ("body", "proofs"), ("body", "number"))
VALUES: tuple[Any, ...] = (
    "HandedOver", "Called", "P1", "", 1, 2, True, 3.0, VISIT, (1).to_bytes(8, "big"), b"nobody", ("ktp",), ["ktp"],
    None,
)  # fmt: skip


def field(path: tuple[str, ...]) -> Query:
    query = Query()
    for part in path:
        query = query[part]
    return query


def one_test(path: tuple[str, ...], value: Any, how: str) -> QueryInstance:
    asked = field(path)
    match how:
        case "equal":
            return asked == value
        case "unequal":
            return asked != value
        case "less":
            return asked < value
        case "at least":
            return asked >= value
        case "exists":
            return asked.exists()
        case "one of":
            return asked.one_of([value])
        case _:
            return asked.test(lambda found: found == value)


TESTS = st.builds(
    one_test,
    st.sampled_from(FIELDS),
    st.sampled_from(VALUES),
    st.sampled_from(("equal",) * 6 + ("less", "at least") * 2 + ("unequal", "exists", "one of", "test")),
)
QUERIES = st.recursive(
    TESTS,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a & b, inner, inner),
        st.builds(lambda a, b: a | b, inner, inner),
        st.builds(lambda a: ~a, inner),
    ),
    max_leaves=4,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=QUERIES, then=QUERIES)
def test_every_answer_is_tinydbs_own_also_after_more_was_written(
    box: Box, first: QueryInstance, then: QueryInstance
) -> None:
    table = box.log.table
    if len(table) == 1:
        box.write(*FACTS)
    for query in (first, then):
        try:
            expected = peer(table).search(query)
        except TypeError:  # a text is not less than a number, where TinyDB comes to compare them; we may not come to it
            with suppress(TypeError):
                table.search(query)
            continue
        assert table.search(query) == expected
        assert [each.doc_id for each in table.search(query)] == [each.doc_id for each in expected]
        assert table.count(query) == len(expected)
        assert table.contains(query) == bool(expected)
        assert table.get(query) == (expected[0] if expected else None)
        if len(table) < 40:
            box.write(*FACTS[:3])


def numbers(box: Box, query: QueryInstance) -> list[int] | None:
    found = box.log.table._lookups.find(query)
    return list(found.numbers) if found and found.certain else None


def test_the_usual_questions_are_looked_up_and_others_are_not(box: Box) -> None:
    box.write(*FACTS)
    entry = Query()
    assert numbers(box, entry.kind == "Called") == [6, 7]
    assert numbers(box, (entry.kind == "HandedOver") & (entry.body.person == (1).to_bytes(8, "big"))) == [2, 4]
    assert numbers(box, (entry.feed == box.feed.id) & (entry.seq == 3)) == [3]
    assert numbers(box, entry.kind == "nothing of ours") == []
    assert numbers(box, entry.seq > 6) == [7, 8]
    assert numbers(box, (entry.body.person <= (1).to_bytes(8, "big")) & (entry.seq >= 3)) == [4, 8]
    with pytest.raises(TypeError):
        box.log.table.search(entry.seq > "3")
    assert numbers(box, (entry.kind == "Called") | (entry.seq == 2)) == [2, 6, 7]
    assert numbers(box, entry.kind.one_of(["Called", "CheckInRefused"])) == [6, 7, 8]
    for query in (
        entry.kind != "Called",
        entry.seq > "3",
        ~(entry.kind == "Called"),
        entry.body.proofs == ("ktp",),
        entry.by.matches("P"),
    ):
        assert numbers(box, query) is None


def test_what_no_index_knows_is_asked_only_of_what_the_rest_of_a_question_leaves(box: Box) -> None:
    box.write(*FACTS)
    entry, asked = Query(), []

    def is_first(proofs: object) -> bool:
        asked.append(proofs)
        return len(asked) == 1

    assert box.log.table.count((entry.kind == "HandedOver") & entry.body.proofs.test(is_first)) == 1
    assert len(asked) == 4


def test_no_more_than_some_indexes_are_kept(box: Box) -> None:
    box.write(*FACTS)
    lookups: Lookups = box.log.table._lookups
    for name in range(2 * MOST_INDEXES):
        assert numbers(box, where(f"field {name}") == 1) == []
    assert len(lookups._indexes) == MOST_INDEXES
    assert numbers(box, where("kind") == "Called") == [6, 7]


@pytest.mark.parametrize("value", [1, True, 1.0])
def test_numbers_that_are_equal_are_found_as_tinydb_finds_them(box: Box, value: object) -> None:
    box.write(*FACTS)
    assert box.log.table.search(where("trust") == value) == peer(box.log.table).search(where("trust") == value)
