import hashlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import facts
from ledger.clock import Instant, Trust
from ledger.disk.documents import as_document
from ledger.entry import FIRST_PREV, MAX_PAYLOAD_BYTES, Entry, Place, check_canonical, hash_state, next_hash
from ledger.errors import BadEntry
from ledger.outside import LAST_MS
from ledger.run import Run
from tests.ledger.boxes import NOW_MS, VISIT, handover

PLACE = Place(bytes(range(16)), 1)
encode = msgspec.msgpack.encode


def entry(fact: facts.AnyFact, at: int = NOW_MS) -> Entry:
    return Entry.create(PLACE, FIRST_PREV, Instant(at, Trust.STAFF), "P1", fact)


def payload(*fact: object, at: object = NOW_MS, trust: object = 1, by: object = "P1") -> bytes:
    return encode((at, trust, by, fact))


def test_what_is_written_can_be_read() -> None:
    written = entry(handover(1))
    (read,) = Run.from_record(Run.of([written]).record()).entries()
    assert read == written
    assert (read.place, read.at, read.by, read.fact) == (PLACE, NOW_MS, "P1", handover(1))
    assert read.content.trust is Trust.STAFF
    check_canonical(read.payload)


def test_its_hash_is_of_everything_it_says_and_where() -> None:
    plain = b"sotarsa entry 2" + PLACE.feed + (1).to_bytes(8, "big") + FIRST_PREV + b"payload"
    assert next_hash(hash_state(PLACE.feed), PLACE.seq, FIRST_PREV, b"payload") == hashlib.sha256(plain).digest()
    original = entry(handover(1))
    others = [
        Entry(b"x" * 16, 1, FIRST_PREV, original.payload),
        Entry(PLACE.feed, 2, FIRST_PREV, original.payload),
        Entry(PLACE.feed, 1, b"x" * 32, original.payload),
        Entry(PLACE.feed, 1, FIRST_PREV, entry(handover(2)).payload),
    ]
    assert len({each.hash for each in [original, *others]}) == 5


def test_a_place_is_shown_short() -> None:
    assert str(Place(b"\xab\xcd\xef" + bytes(13), 41)) == "ABCDEF-41"


def test_as_a_document_it_says_what_it_is() -> None:
    document = as_document(entry(facts.Called(VISIT, "A", 27)))
    assert document["kind"] == "Called"
    assert document["body"] == {"visit": VISIT, "series": "A", "number": 27}
    assert (document["feed"], document["seq"], document["trust"], document["by"]) == (*PLACE, 1, "P1")


PLAIN = payload(15, VISIT, "A", 27)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(PLAIN[:-1] + b"\xcc\x1b", id="padded number"),
        pytest.param(PLAIN[:-1] + b"\xd0\x1b", id="number with a sign"),
        pytest.param(PLAIN + b"\xc0", id="trailing byte"),
        pytest.param(PLAIN.replace(b"\xa1A", b"\xd9\x01A"), id="padded length of a text"),
        pytest.param(PLAIN.replace(b"\xc4\x08", b"\xc5\x00\x08"), id="padded length of bytes"),
        pytest.param(b"\xdc\x00\x04" + PLAIN[1:], id="padded length of a list"),
        pytest.param(PLAIN[:1] + b"\xca\x00\x00\x00\x00" + PLAIN[10:], id="short float"),
        pytest.param(PLAIN[:-1] + b"\xca\x7f\xc0\x00\x01", id="a NaN of its own"),
        pytest.param(payload(12, VISIT, {"a": 1}).replace(b"\x81\xa1a\x01", b"\x82\xa1a\x01\xa1a\x02"), id="key twice"),
        pytest.param(b"\x95" + PLAIN[1:] + b"\x91" * 100 + b"\xc0", id="lists in lists in lists"),
        pytest.param(b"\x95" + PLAIN[1:] + b"\x81" * 100 + b"\xc0" * 101, id="maps as keys of maps"),
        pytest.param(b"\x95" + PLAIN[1:] + b"\x91" * 100_000 + b"\xc0", id="endless lists"),
        pytest.param(PLAIN[:-1], id="cut off"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_another_way_of_writing_the_same_is_refused(other: bytes) -> None:
    check_canonical(PLAIN)
    with pytest.raises(BadEntry):
        check_canonical(other)


def test_long_bytes_that_look_like_lists_are_canonical() -> None:
    refused = facts.CheckInRefused(VISIT, facts.Refusal.BAD_NIK, facts.Way.NIK, b"\x91" * 900)
    check_canonical(entry(refused).payload)


SEALED = facts.Undone(VISIT, PLACE.feed, 1, b"a reason, sealed")


def test_what_is_sealed_lies_beside_the_payload_and_is_vouched_for() -> None:
    whole = entry(SEALED)
    assert b"sealed" not in whole.payload
    assert (whole.fact, whole.whole) == (SEALED, True)
    whole.check()
    without = Entry(whole.feed, whole.seq, whole.prev, whole.payload)
    assert without.hash == whole.hash
    assert (without.fact, without.whole) == (facts.Undone(VISIT, PLACE.feed, 1), False)
    without.check(whole=False)
    with pytest.raises(BadEntry, match="without what it sealed"):
        without.check()


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("fact", [SEALED, facts.Undone(VISIT, PLACE.feed, 1), facts.Called(VISIT, "A", 27)])
def test_something_else_beside_the_payload_is_a_bad_entry(fact: facts.AnyFact, whole: bool) -> None:
    made = entry(fact)
    with pytest.raises(BadEntry, match="something else"):
        Entry(made.feed, made.seq, made.prev, made.payload, b"another reason").check(whole=whole)


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(payload(99, VISIT), id="unknown kind"),
        pytest.param(payload("13", VISIT), id="kind as text"),
        pytest.param(payload(15, VISIT, "A"), id="field missing"),
        pytest.param(payload(15, VISIT, "A", "27"), id="text for a number"),
        pytest.param(payload(15, VISIT, "A", 27.0), id="float for a number"),
        pytest.param(payload(15, VISIT, "A", -1), id="negative number in the queue"),
        pytest.param(payload(15, VISIT, "A", 2**64 - 1), id="number in the queue without end"),
        pytest.param(payload(14, VISIT, 99, 1), id="unknown reason"),
        pytest.param(payload(18, VISIT, b"feed", -1), id="negative seq"),
        pytest.param(payload(18, VISIT, b"feed", 2**64 - 1), id="seq without end"),
        pytest.param(payload(19, VISIT, b"feed", 1, -1), id="negative copy"),
        pytest.param(payload(2, 2**63), id="shift of the clock without end"),
        pytest.param(payload(12, VISIT, at=-1), id="before 1970"),
        pytest.param(payload(12, VISIT, at=LAST_MS + 1), id="after the year 9999"),
        pytest.param(payload(12, VISIT, at=None), id="no time"),
        pytest.param(payload(12, VISIT, trust=7), id="unknown trust"),
        pytest.param(payload(12, VISIT, by=b"P1"), id="bytes for a name"),
        pytest.param(encode((NOW_MS, 1, "P1")), id="no fact"),
        pytest.param(encode(({}, 1)), id="no entry at all"),
    ],
)
def test_what_no_reader_could_make_sense_of_is_a_bad_entry(bad: bytes) -> None:
    check_canonical(bad)
    with pytest.raises(BadEntry):
        Entry(*PLACE, FIRST_PREV, bad).check()


def test_an_entry_too_large_to_travel_is_a_bad_entry() -> None:
    with pytest.raises(BadEntry, match="bytes"):
        entry(facts.Undone(VISIT, PLACE.feed, 1, bytes(MAX_PAYLOAD_BYTES))).check()


def test_fields_that_a_newer_version_added_are_passed_over() -> None:
    newer = Entry(*PLACE, FIRST_PREV, encode((NOW_MS, 1, "P1", (15, VISIT, "A", 27, "new"), "newer")))
    newer.check()
    assert newer.fact == facts.Called(VISIT, "A", 27)


@given(st.text(max_size=10), st.integers(0, 999_999), st.binary(max_size=20))
def test_our_own_way_of_writing_is_canonical(series: str, number: int, person: bytes) -> None:
    written = entry(facts.CheckedIn(VISIT, person, number, series, facts.Way.STAFF))
    check_canonical(written.payload)
    written.check()
    (read,) = Run.from_record(Run.of([written]).record()).entries()
    assert read.fact == written.fact


def test_numbers_of_kinds_are_never_given_twice() -> None:
    kinds = [kind for kind in vars(facts).values() if isinstance(kind, type) and issubclass(kind, facts.Fact)]
    tags = [kind.__struct_config__.tag for kind in kinds if kind is not facts.Fact]
    assert len(tags) == len(set(tags)) > 20
