"""Merging: laws of what is taken, and the reason for each thing that is not."""

import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import facts
from ledger.certificates import Certificate, certify
from ledger.chunks import Chunk
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.errors import ChunkRefused
from ledger.facts import AnyFact, FeedOpened
from ledger.feed import feed_id
from ledger.intake import Intake
from ledger.keys import SigningKey
from ledger.log import NO_HEAD, Log
from tests.ledger.boxes import HUB, NOW_MS, Box, chunk_of, handover

LENGTH = 7
NOW = Instant(NOW_MS, Trust.STAFF)


def packed(chunk: Chunk) -> bytes:
    return zlib.compress(msgspec.msgpack.encode(chunk))


def admit_all(_: Certificate) -> None:
    return


@pytest.fixture(scope="module")
def boxes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Box]]:
    """Two kiosks with seven entries each."""
    boxes = [Box(tmp_path_factory.mktemp("kiosk"), seed) for seed in (2, 3)]
    for box in boxes:
        box.write(*map(handover, range(1, LENGTH)))
    yield boxes
    for box in boxes:
        box.close()


PIECES = st.tuples(st.integers(0, 1), st.integers(1, LENGTH), st.integers(1, LENGTH)).filter(lambda p: p[1] <= p[2])


@settings(max_examples=80, deadline=None)
@given(pieces=st.lists(PIECES, max_size=12))
def test_whatever_arrives_in_whatever_order_a_feed_grows_without_gaps(
    tmp_path_factory: pytest.TempPathFactory, boxes: list[Box], pieces: list[tuple[int, int, int]]
) -> None:
    folder = tmp_path_factory.mktemp("hub")
    log = Log(folder)
    intake = Intake(log, HUB.public, admit_all)
    reached = [0, 0]
    for number, first, last in pieces:
        box, before = boxes[number], reached[number]
        data = packed(box.piece(first, last))
        if first > before + 1:
            with pytest.raises(ChunkRefused) as told:
                intake.take(data)
            assert told.value.reason == "gap"
            continue
        taken = intake.take(data)
        reached[number] = max(before, last)
        assert (taken.feed, taken.device, taken.head.seq) == (box.feed.id, box.key.public, reached[number])
        assert taken.new == list(box.log.entries(box.feed.id))[before : reached[number]]
    for box, seq in zip(boxes, reached, strict=True):
        assert list(log.entries(box.feed.id)) == list(box.log.entries(box.feed.id))[:seq]

    for box in boxes:  # once everything was sent, nothing of what came before can be told any more
        for data in box.chunks():
            intake.take(data)
    assert log.heads() == {box.feed.id: box.log.head(box.feed.id) for box in boxes}
    assert len(log) == 2 * LENGTH
    log.close()
    (folder / "000001.segment").unlink()


@pytest.fixture
def intake(log: Log) -> Intake:
    return Intake(log, HUB.public, admit_all)


def refused(intake: Intake, chunk: Chunk) -> str:
    with pytest.raises(ChunkRefused) as told:
        intake.take(packed(chunk))
    return told.value.reason


def test_what_was_taken_stays_after_a_restart(tmp_path: Path, boxes: list[Box]) -> None:
    log = Log(tmp_path / "hub")
    Intake(log, HUB.public, admit_all).take(packed(boxes[0].piece(1, 3)))
    log.close()
    again = Log(tmp_path / "hub")
    taken = Intake(again, HUB.public, admit_all).take(packed(boxes[0].piece(2, LENGTH)))
    assert [entry.seq for entry in taken.new] == [4, 5, 6, 7]
    again.close()


Change = Callable[[Chunk], Chunk]
FORGERIES: dict[str, Change] = {
    "signature": lambda chunk: replace_in(chunk, signature=bytes(64)),
    "payload": lambda chunk: replace_in(
        chunk, payloads=(*chunk.run.payloads[:-1], Entry.create(Place(b"", 0), b"", NOW, "", handover(9)).payload)
    ),
    "one left out": lambda chunk: replace_in(chunk, payloads=(*chunk.run.payloads[:1], *chunk.run.payloads[2:])),
    "cut off": lambda chunk: replace_in(chunk, payloads=chunk.run.payloads[:-1]),
    "one added": lambda chunk: replace_in(chunk, payloads=(*chunk.run.payloads, chunk.run.payloads[-1])),
    "prev": lambda chunk: replace_in(chunk, prev=b"x" * 32),
}


def replace_in(chunk: Chunk, **changes: object) -> Chunk:
    signature = changes.pop("signature", chunk.signature)
    return Chunk(msgspec.structs.replace(chunk.run, **changes), signature)


@pytest.mark.parametrize("forgery", FORGERIES)
def test_what_its_device_did_not_sign_is_refused(log: Log, intake: Intake, boxes: list[Box], forgery: str) -> None:
    assert refused(intake, FORGERIES[forgery](boxes[0].piece(1, 5))) == "signature"
    assert len(log) == 0
    intake.take(packed(boxes[0].piece(1, 5)))


def test_another_device_cannot_sign_for_it(log: Log, intake: Intake, boxes: list[Box]) -> None:
    entries = list(boxes[0].log.entries(boxes[0].feed.id))
    assert refused(intake, chunk_of(boxes[1].key, entries)) == "signature"
    assert len(log) == 0


def test_a_feed_must_begin_at_its_beginning(log: Log, intake: Intake, boxes: list[Box]) -> None:
    assert refused(intake, boxes[0].piece(2, 5)) == "gap"
    intake.take(packed(boxes[0].piece(1, 2)))
    assert refused(intake, boxes[0].piece(4, 5)) == "gap"
    assert len(log) == 2


def test_a_feed_may_not_be_told_twice_in_two_ways(log: Log, intake: Intake, boxes: list[Box]) -> None:
    box = boxes[0]
    intake.take(packed(box.piece(1, 4)))
    two = list(box.log.entries(box.feed.id))[:2]
    other = Entry.create(Place(box.feed.id, 3), two[1].hash, NOW, "", handover(99))
    further = Entry.create(Place(box.feed.id, 5), b"x" * 32, NOW, "", handover(99))
    assert refused(intake, chunk_of(box.key, [*two, other])) == "fork"
    assert refused(intake, chunk_of(box.key, [other])) == "fork"
    assert refused(intake, chunk_of(box.key, [further])) == "chain"
    assert len(log) == 4
    intake.take(packed(box.piece(1, LENGTH)))


def opened_by(key: SigningKey, opening: AnyFact, feed: bytes) -> Chunk:
    return chunk_of(key, [Entry.create(Place(feed, 1), FIRST_PREV, NOW, "", opening)])


def test_strangers_are_refused(log: Log, intake: Intake) -> None:
    key, other = SigningKey(b"s" * 32), SigningKey(b"o" * 32)
    feed = feed_id(key.public, b"i")
    good = certify(HUB, key.public, "Kiosk", NOW_MS)

    def opening(certificate: bytes) -> FeedOpened:
        return FeedOpened(key.public, b"i", certificate)

    assert refused(intake, opened_by(key, opening(b""), feed)) == "stranger"
    assert refused(intake, opened_by(key, opening(certify(other, key.public, "Kiosk", NOW_MS)), feed)) == "stranger"
    assert refused(intake, opened_by(key, opening(certify(HUB, other.public, "Kiosk", NOW_MS)), feed)) == "stranger"
    assert refused(intake, opened_by(key, opening(good), feed_id(other.public, b"i"))) == "stranger"
    assert refused(intake, opened_by(key, handover(1), feed)) == "stranger"
    assert refused(intake, opened_by(other, opening(good), feed)) == "signature"
    assert len(log) == 0
    intake.take(packed(opened_by(key, opening(good), feed)))


def test_whom_the_hub_does_not_admit_is_refused_even_later(log: Log, boxes: list[Box]) -> None:
    revoked: set[bytes] = set()

    def admits(certificate: Certificate) -> None:
        if certificate.device in revoked:
            raise ChunkRefused("revoked", certificate.name)

    intake = Intake(log, HUB.public, admits)
    intake.take(packed(boxes[0].piece(1, 3)))
    revoked.add(boxes[0].key.public)
    assert refused(intake, boxes[0].piece(1, LENGTH)) == "revoked"
    assert refused(intake, boxes[0].piece(4, LENGTH)) == "revoked"
    intake.take(packed(boxes[1].piece(1, 3)))
    assert (log.head(boxes[0].feed.id).seq, log.head(boxes[1].feed.id).seq) == (3, 3)


def test_a_kiosk_cannot_decide_what_the_office_decides(log: Log, intake: Intake, box: Box) -> None:
    box.write(handover(1), facts.DeviceRevoked(b"another kiosk", "competition"))
    assert refused(intake, box.piece(1, 3)) == "bad_entry"
    assert len(log) == 0


def test_a_bad_entry_takes_nothing_with_it(log: Log, intake: Intake, box: Box) -> None:
    good = list(box.log.entries(box.feed.id))
    bad = Entry(box.feed.id, 2, good[0].hash, msgspec.msgpack.encode((-1, 1, "", (12, b"visit"))))
    assert refused(intake, chunk_of(box.key, [*good, bad])) == "bad_entry"
    assert log.head(box.feed.id) == NO_HEAD
