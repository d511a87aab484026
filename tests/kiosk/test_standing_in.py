"""A box dies; another goes on from its stick. What that box may and may not, and what goes wrong on the way."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kiosk.errors import AlreadyServed, NoStandIn, TooManyAttempts, WrongPhrase
from kiosk.standing_in import end_of_feed, open_mirrored
from kiosk.sticks import visits_on
from ledger.disk.frames import BLOCK_BYTES
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.facts import Cause, FeedOpened, HandedOver, Parent, UnlockRefused
from ledger.keys import SigningKey
from ledger.run import Run
from tests.kiosk.box import CARD, Box, MakeBox
from tests.kiosk.hub import CODE, Hub
from tests.kiosk.stick import STAND_IN, Fresh, mirror, with_stand_in
from tests.kiosk.test_printing import Room
from tests.ledger.boxes import Box as Writing
from tests.ledger.boxes import Ticking
from tests.ledger.rotting import flip
from tests.village import PHRASE


class Day:
    """A box with a pack that allows a stand-in, its stick, and the drawer with other boxes."""

    def __init__(self, box: Box, folder: Path) -> None:
        self.box = box
        self.folder = folder
        self.stick = folder / "stick"
        self.opened: list[Fresh] = []
        box.load(with_stand_in(box.office, box.key.public)).unlock()

    def die(self) -> Path:
        """The power fails with everything on the stick; nothing is signed on the way out."""
        folder = mirror(self.box.kiosk, self.stick)
        self.box.pull_the_plug().close()
        return folder

    def fresh(self, name: str = "drawer") -> Fresh:
        self.opened.append(Fresh(self.folder / name, self.box.office, self.stick))
        return self.opened[-1]


@pytest.fixture
def day(make_box: MakeBox, tmp_path: Path) -> Iterator[Day]:
    day = Day(make_box(), tmp_path)
    yield day
    for each in day.opened:
        each.close()


@pytest.fixture
def hub(tmp_path: Path, day: Day) -> Iterator[Hub]:
    hub = Hub(tmp_path / "office", day.box.office.hub)
    yield hub
    hub.close()


def opening(box: Box) -> FeedOpened:
    (opened,) = box.facts(FeedOpened)
    assert isinstance(opened, FeedOpened)
    return opened


def test_what_was_not_signed_before_the_power_failed_counts_too(day: Day, hub: Hub) -> None:
    first = day.box.serve(1)
    day.box.kiosk.vouch()
    second = day.box.serve(2)
    day.die()
    fresh = day.fresh().take_over()
    assert [kept.proof for kept in fresh.kiosk.evidence.kept()] == [Proof.HEAD, Proof.NONE]
    for number, entry in ((1, first), (2, second)):
        with pytest.raises(AlreadyServed) as told:
            fresh.serve(number)
        assert told.value.entry == entry
    third = fresh.serve(3)
    fresh.kiosk.homecoming.merge(hub.client(fresh.key))
    told_to_hub = [*hub.log.entries(fresh.kiosk.feed.id), *hub.evidence.entries()]
    handed = {entry.hash for entry in told_to_hub if isinstance(entry.fact, HandedOver)}
    assert handed == {first.hash, second.hash, third.hash}


def test_the_new_feed_names_the_end_of_the_old_one(day: Day) -> None:
    day.box.serve(1)
    last = day.box.entries[-1]
    dead = day.box.key.public
    day.die()
    fresh = day.fresh().take_over()
    opened = opening(fresh)
    assert (opened.cause, opened.device) == (Cause.STAND_IN, STAND_IN.public)
    assert opened.parent == Parent(last.feed, last.seq, last.hash)
    assert fresh.kiosk.identity.stands_in_for == dead
    fresh.restart().unlock()
    assert opening(fresh) == opened, "a restart is no new beginning"


def test_a_card_takes_over_as_the_phrase_does(day: Day) -> None:
    day.die()
    fresh = day.fresh()
    fresh.system.stand_in(fresh.offered[0], CARD)
    assert fresh.village.unlocked()


def test_wrong_tries_are_slowed_down_and_written_where_they_are_remembered(day: Day) -> None:
    day.die()
    fresh = day.fresh()
    (found,) = fresh.offered
    for _ in range(2):
        with pytest.raises(WrongPhrase):
            fresh.system.stand_in(found, "padi hijau")
    fresh.take_over()
    assert len(fresh.facts(UnlockRefused)) == 2
    guessing = day.fresh("stolen")
    for _ in range(4):
        with pytest.raises(WrongPhrase):
            guessing.system.stand_in(found, "padi hijau")
    with pytest.raises(TooManyAttempts):
        guessing.system.stand_in(found, PHRASE)


def test_it_takes_over_one_visit_and_no_other(day: Day) -> None:
    """Tomorrow's pack is on the stick too. The key and the certificate of a stand-in are of one visit."""
    tomorrow = msgspec.structs.replace(
        day.box.office.pack, id=b"tomorrow", visit=b"visit-02", village_name="Uren", date="2026-11-23"
    )
    day.box.load(with_stand_in(day.box.office, day.box.key.public, tomorrow))
    day.die()
    fresh = day.fresh()
    assert [each.header.village_name for each in fresh.offered] == ["Uren", "Liyu"]
    fresh.system.stand_in(fresh.offered[1], PHRASE)
    assert [each.header.village_name for each in fresh.kiosk.shelf.packs()] == ["Liyu"]


def test_nothing_of_the_others_is_printed_unasked_but_again_as_a_copy(day: Day) -> None:
    """The third box has the same key as the second: what that one had not printed is still not the third's to print."""
    first = day.box.serve(1)
    day.die()
    second_box = day.fresh().take_over()
    second = second_box.serve(2)
    second_box.reception.by_nik(second_box.person(5).nik)
    mirror(second_box.kiosk, day.stick)
    second_box.pull_the_plug().close()
    third = day.fresh("attic").take_over()
    room = Room(third)
    room.steps()
    assert room.papers == []
    for entry in (first, second):
        room.printing.again(entry.place, "RHM")
    room.steps(24)
    assert room.papers == [f"copy 1 {third.person(number).name}" for number in (1, 2)]
    third.serve(3)
    room.steps()
    assert room.papers[-1] == f"receipt {third.person(3).name}"


def test_of_a_rotten_stick_the_good_is_taken_and_the_missing_told(day: Day) -> None:
    served = [day.box.serve(number) for number in (1, 2, 3)]
    folder = day.die()
    segment = folder / "log" / "000001.segment"
    at = segment.read_bytes().index(served[1].payload)
    flip(segment, at + 10)
    fresh = day.fresh()
    taken = fresh.system.stand_in(fresh.offered[0], PHRASE)
    assert taken.missing == 1
    for number in (1, 3):
        with pytest.raises(AlreadyServed):
            fresh.serve(number)


def test_an_end_that_was_signed_for_and_is_not_there_is_told_too(day: Day) -> None:
    day.box.serve(1)
    day.box.kiosk.vouch()
    folder = day.die()
    frames = len((folder / "log" / "000001.segment").read_bytes().rstrip(b"\0")) // BLOCK_BYTES + 1
    with (folder / "log" / "000001.segment").open("r+b") as file:
        file.seek((frames - 1) * BLOCK_BYTES)
        file.write(bytes(BLOCK_BYTES))
    fresh = day.fresh()
    assert fresh.system.stand_in(fresh.offered[0], PHRASE).missing == 1


def test_a_box_that_is_cut_off_while_taking_over_begins_again(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.box.serve(1)
    day.die()
    fresh = day.fresh()
    cut_off(fresh, monkeypatch)
    assert not fresh.system.enrolled
    fresh.system = fresh._system()
    fresh.take_over()
    with pytest.raises(AlreadyServed):
        fresh.serve(1)


def test_or_is_enrolled_after_all_with_a_key_of_its_own(day: Day, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    day.die()
    fresh = day.fresh()
    cut_off(fresh, monkeypatch)
    monkeypatch.setattr(fresh.system, "client", lambda _: hub.client(fresh.system.key))
    fresh.system.enrol("hub:8080", CODE, "Kiosk 2")
    assert fresh.key.is_kept
    assert fresh.key.public != STAND_IN.public
    fresh.restart()
    assert fresh.key.is_open, "before its first pack comes, nothing seals it"


def cut_off(fresh: Fresh, monkeypatch: pytest.MonkeyPatch) -> None:
    """The power fails just before the box knows who it is."""

    def no_power(_: object) -> None:
        raise OSError(5, "the power failed")

    with monkeypatch.context() as patched:
        patched.setattr(fresh.system, "remember", no_power)
        with pytest.raises(OSError, match="power"):
            fresh.take_over()


def test_a_stick_that_is_pulled_while_it_is_read_leaves_a_fresh_box(day: Day) -> None:
    day.die()
    fresh = day.fresh()
    (found,) = fresh.offered
    shutil.rmtree(day.stick)
    with pytest.raises(OSError, match="No such file"):
        fresh.system.stand_in(found, PHRASE)
    assert not fresh.system.enrolled
    assert fresh.offered == []


STRANGER = SigningKey(b"\7" * 32)


@pytest.mark.parametrize("wrong", ["stranger", "device", "nothing"])
def test_a_pack_whose_stand_in_is_not_in_order_is_refused(make_box: MakeBox, tmp_path: Path, wrong: str) -> None:
    box = make_box()
    packs = {
        "stranger": with_stand_in(box.office, box.key.public, by=STRANGER),
        "device": with_stand_in(box.office, STRANGER.public),
        "nothing": box.office.pack,
    }
    box.load(packs[wrong]).unlock()
    mirror(box.kiosk, tmp_path / "stick")
    (found,) = visits_on(tmp_path / "stick")
    with pytest.raises(NoStandIn):
        open_mirrored(found, PHRASE)


def test_the_feed_that_is_continued_is_the_last_one_whatever_the_clock_said(tmp_path: Path) -> None:
    """The clock was years ahead in the morning, and set right before the card was moved to another board."""
    writing = Writing(tmp_path / "log")
    writing.clock._wall_ms = writing.clock._running_ms = Ticking(writing.clock.now().at - 10**11)
    writing.feed.begin(Cause.MOVED, writing.feed.as_parent())
    evidence = Evidence(tmp_path / "evidence")
    evidence.add([Kept(Run.of(list(writing.log.entries(feed))), Source.MIRROR) for feed in writing.log.heads()])
    parent = end_of_feed(evidence, writing.key.public)
    assert parent
    assert parent.feed == writing.feed.id
    assert end_of_feed(evidence, STRANGER.public) is None
    evidence.close()
    writing.close()
