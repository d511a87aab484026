"""A Pi dies at eleven in the morning, with a stick in it. Another goes on; nobody is served twice or forgotten."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from hub.cases import find_cases
from kiosk.errors import AlreadyServed, NoStandIn, TooManyAttempts, WrongPhrase
from kiosk.sticks import mark_as_stick
from kiosk.system import Settings, System
from ledger.clock import Clock
from ledger.entry import Entry
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.keys import SigningKey
from ledger.mirror import MirrorState
from tests.hub.office import NOON
from tests.scenarios.together import OFFICER, Box, Together, together


@pytest.fixture
def us(tmp_path: Path) -> Iterator[Together]:
    with together(tmp_path) as found:
        yield found


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    mark_as_stick(tmp_path / "stick")
    return tmp_path / "stick"


class Fresh(Box):
    """A Pi out of the drawer: it belongs to nobody, and has a stick put into it."""

    def __init__(self, us: Together, name: str, stick: Path) -> None:
        self.together = us
        self.folder = us.folder / name
        self.settings = Settings(self.folder, sticks=stick)
        self.system = System(self.settings, Clock(wall_ms=lambda: NOON))
        self.connect()
        us._opened.append(self)

    def take_over(self) -> "Fresh":
        (mirrored,) = self.system.visits_on_sticks()
        self.system.stand_in(mirrored, self.together.phrase)
        self.system.start()
        return self


def with_stick(us: Together, stick: Path) -> Box:
    box = us.box("Kiosk 1")
    box.settings = replace(box.settings, sticks=stick)
    box.restart()
    return box.unlock()


def mirrored(box: Box) -> None:
    """Wait until everything is on the stick."""
    end = time.monotonic() + 10
    while box.kiosk.mirror.status.state is not MirrorState.CURRENT or box.kiosk.mirror.status.lag:
        assert time.monotonic() < end, box.kiosk.mirror.status
        time.sleep(0.01)


def power_cut(box: Box) -> None:
    """The box is dead; nothing is signed on the way out. (Its threads are ended so that the test can end.)"""
    mirrored(box)
    kiosk = box.kiosk
    kiosk.printing.stop()
    kiosk.vouching.close()
    kiosk.writer.close()
    kiosk.mirror.close()
    kiosk.evidence.close()
    kiosk.log.close()


def opening(box: Box) -> FeedOpened:
    first = box.kiosk.log.entry(box.kiosk.feed.id, 1)
    assert first
    assert isinstance(first.fact, FeedOpened)
    return first.fact


def handovers(us: Together) -> list[Entry]:
    return [entry for visit in us.office.book.visits() for entry in visit.handovers.values()]


def test_the_visit_goes_on_from_the_stick_with_the_same_people_and_the_same_queue(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    people = sorted(box.kiosk.village.unlocked().pack.people, key=lambda each: each.name)
    for person in people:
        box.kiosk.reception.by_staff(person.id, OFFICER)
    box.kiosk.desk.call_next(OFFICER)
    served = box.serve(0)
    queue = [(each.arrival.label, each.arrival.called_at) for each in box.kiosk.desk.queue()]
    dead = box.system.key.public
    power_cut(box)

    begun = time.monotonic()
    fresh = Fresh(us, "drawer", stick).take_over()
    assert time.monotonic() - begun < 60

    assert [(each.arrival.label, each.arrival.called_at) for each in fresh.kiosk.desk.queue()] == queue
    with pytest.raises(AlreadyServed) as told:
        fresh.serve(0)
    assert told.value.entry.hash == served.hash
    mine = fresh.serve(1)
    assert fresh.kiosk.reception.nameless().number == len(people) + 1
    assert opening(fresh).cause is Cause.STAND_IN
    assert opening(fresh).parent
    assert fresh.kiosk.identity.stands_in_for == dead
    assert all(dead != each.read_bytes() for each in (fresh.folder / "keys").iterdir())

    merged = fresh.merge()
    assert merged.agreed
    assert {entry.hash for entry in handovers(us)} == {served.hash, mine.hash}
    (begun_anew,) = find_cases(us.office.log, us.office.evidence, us.office.own_feeds).begun_anew
    assert (begun_anew.cause, begun_anew.device, begun_anew.missing) == (Cause.STAND_IN, opening(fresh).device, ())
    assert us.office.name_of(begun_anew.device) == "Kiosk 1 (alat pengganti)"


def test_both_come_home_and_everything_is_counted_once(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    first = box.serve(0)
    power_cut(box)
    fresh = Fresh(us, "drawer", stick).take_over()
    second = fresh.serve(1)
    fresh.merge()
    assert box.reopen().unlock().merge().agreed  # its card was good after all
    assert {entry.hash for entry in handovers(us)} == {first.hash, second.hash}
    for entry in (first, second):
        assert isinstance(entry.fact, HandedOver)
        for allotment in entry.fact.allotments:
            assert len(us.office.book.handovers_of(allotment)) == 1
    assert find_cases(us.office.log, us.office.evidence, us.office.own_feeds).forked == ()


def test_a_stand_in_goes_on_after_a_power_cut_and_its_key_lies_nowhere(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    box.serve(0)
    power_cut(box)
    fresh = Fresh(us, "drawer", stick).take_over()
    seed = fresh.kiosk.village.unlocked().pack.stand_in.seed
    feed = fresh.kiosk.feed.id
    fresh.restart()
    assert not fresh.system.key.is_open
    assert fresh.kiosk.reception.nameless().label == "A1"
    fresh.unlock()
    assert fresh.kiosk.feed.id == feed
    assert fresh.system.key.is_open
    assert SigningKey(seed).public == fresh.system.key.public
    assert not any(seed in path.read_bytes() for path in fresh.folder.rglob("*") if path.is_file())


def test_a_third_box_goes_on_when_the_second_dies_too(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    first = box.serve(0)
    power_cut(box)
    second_box = Fresh(us, "drawer", stick).take_over()
    second = second_box.serve(1)
    power_cut(second_box)
    third = Fresh(us, "attic", stick).take_over()
    for number, entry in ((0, first), (1, second)):
        with pytest.raises(AlreadyServed) as told:
            third.serve(number)
        assert told.value.entry.hash == entry.hash
    assert third.merge().agreed
    assert {entry.hash for entry in handovers(us)} == {first.hash, second.hash}


def test_who_finds_the_stick_and_not_the_phrase_gets_nowhere(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    box.serve(0)
    power_cut(box)
    fresh = Fresh(us, "drawer", stick)
    (found,) = fresh.system.visits_on_sticks()
    refusals = []
    for _ in range(6):
        with pytest.raises((WrongPhrase, TooManyAttempts)) as told:
            fresh.system.stand_in(found, "kata yang salah")
        refusals.append(told.type)
    assert refusals[0] is WrongPhrase
    assert refusals[-1] is TooManyAttempts
    assert not fresh.system.enrolled
    assert not (fresh.folder / "identity").exists()


def test_a_pack_that_allows_no_stand_in_is_told(us: Together, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.packing.Packing._stand_in", lambda *_: None)
    box = with_stick(us, stick)
    power_cut(box)
    fresh = Fresh(us, "drawer", stick)
    (found,) = fresh.system.visits_on_sticks()
    with pytest.raises(NoStandIn):
        fresh.system.stand_in(found, us.phrase)


def test_an_old_card_that_was_put_back_takes_what_it_lost_from_the_stick(us: Together, stick: Path) -> None:
    box = with_stick(us, stick)
    box.serve(0)
    mirrored(box)
    box.system.close()
    old = box.folder.with_name("old")
    shutil.copytree(box.folder / "log", old)
    box.reopen().unlock()
    lost = box.serve(1)
    mirrored(box)
    box.system.close()
    for path in old.glob("*.segment"):
        shutil.copyfile(path, box.folder / "log" / path.name)
    box.reopen().unlock()
    end = time.monotonic() + 10
    while box.kiosk.village.served(lost.fact.allotments[0]) is None:
        assert time.monotonic() < end
        time.sleep(0.01)
    assert opening(box).cause is Cause.BEHIND
    with pytest.raises(AlreadyServed):
        box.serve(1)
    mirrored(box)  # what the stick had is kept beside, and mirroring goes on
    assert any(".other-" in path.name for path in (stick / "pak-sotarsa").iterdir())
    assert box.merge().agreed
    assert lost.hash in {entry.hash for entry in handovers(us)}
