"""A kiosk with a stick in it: what lies there, and what an old card that was put back takes from it."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.errors import AlreadyServed
from kiosk.sticks import mark_as_stick
from ledger.entry import Entry
from ledger.evidence import Proof
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.mirror import FOLDER, MirrorState
from ledger.vouching import read_heads
from tests.kiosk.box import MINUTE_MS, Box, MakeBox
from tests.kiosk.hub import Hub


class Morning:
    """A box with a stick in it, whose card was copied after the first handover and put back after the second."""

    def __init__(self, box: Box, folder: Path) -> None:
        self.box = box
        self.stick = folder / "stick"
        self.copy = folder / "copy of the card"
        mark_as_stick(self.stick)
        box.sticks = self.stick
        self.start()
        self.first = box.serve(1)
        self.end()
        shutil.copytree(box.folder / "log", self.copy)
        self.start()
        self.lost = box.serve(2)
        self.end()

    def start(self) -> None:
        """A minute later the program is started."""
        self.box.time.ms += MINUTE_MS
        self.box.system = self.box._system()
        self.box.kiosk.start()
        self.box.unlock()

    def end(self) -> None:
        self.box.system.close()
        assert self.box.sticks is None or self.box.kiosk.mirror.status.state is MirrorState.CURRENT

    def put_back(self) -> "Morning":
        shutil.rmtree(self.box.folder / "log")
        shutil.copytree(self.copy, self.box.folder / "log")
        return self

    @property
    def opening(self) -> FeedOpened:
        fact = self.box.entries[0].fact
        assert isinstance(fact, FeedOpened)
        return fact


@pytest.fixture
def morning(make_box: MakeBox, tmp_path: Path) -> Morning:
    box = make_box().load()
    box.close()
    return Morning(box, tmp_path)


@pytest.fixture
def hub(tmp_path: Path, morning: Morning) -> Iterator[Hub]:
    hub = Hub(tmp_path / "office", morning.box.office.hub)
    yield hub
    hub.close()


def test_the_signed_heads_and_the_sealed_packs_lie_beside_the_log(morning: Morning) -> None:
    kiosk = morning.box.kiosk
    folder = morning.stick / FOLDER / kiosk.log.journal.id.hex()
    assert [path.name for path in (folder / "packs").iterdir()] == [path.name for path in kiosk.shelf.files()]
    (*_, head) = read_heads((folder / "heads").read_bytes())
    assert (head.feed, head.hash) == (kiosk.feed.id, morning.box.entries[-1].hash)


def test_an_old_card_knows_what_it_lost_before_anybody_touches_it(morning: Morning) -> None:
    morning.put_back().start()
    box = morning.box
    with pytest.raises(AlreadyServed) as told:
        box.serve(2)
    assert told.value.entry == morning.lost
    assert (morning.opening.cause, morning.opening.parent and morning.opening.parent.feed) == (
        Cause.BEHIND,
        morning.lost.feed,
    )
    assert box.kiosk.lost_its_end
    assert [kept.proof for kept in box.kiosk.evidence.kept()] == [Proof.HEAD]
    known = {entry.hash for entry in box.kiosk.log.table.entries()}
    assert not any(entry.hash in known for entry in box.kiosk.evidence.entries()), "only what was missing is taken"
    places = [entry.place for entry in [*box.kiosk.log.table.entries(), *box.kiosk.evidence.entries()]]
    assert len(places) == len(set(places))
    morning.end()


def test_it_is_taken_once(morning: Morning) -> None:
    morning.put_back().start()
    feed, pieces = morning.box.kiosk.feed.id, len(morning.box.kiosk.evidence.kept())
    morning.end()
    morning.start()
    assert (morning.box.kiosk.feed.id, len(morning.box.kiosk.evidence.kept())) == (feed, pieces)
    morning.end()


def test_it_is_told_until_the_office_knows(morning: Morning, hub: Hub) -> None:
    morning.put_back().start()
    kiosk = morning.box.kiosk
    assert kiosk.homecoming.merge(hub.client(morning.box.key)).agreed
    assert not kiosk.lost_its_end
    handed = [entry for entry in hub.evidence.entries() if isinstance(entry.fact, HandedOver)]
    assert handed == [morning.lost]
    morning.end()


def test_an_old_card_that_went_on_without_the_stick_takes_both(morning: Morning) -> None:
    """What it wrote meanwhile stands where the stick has what was lost: both are kept, and both count."""
    box = morning.put_back().box
    box.sticks = None
    morning.start()
    mine = box.serve(3)
    morning.end()
    box.sticks = morning.stick
    morning.start()
    for number, entry in ((1, morning.first), (2, morning.lost), (3, mine)):
        with pytest.raises(AlreadyServed) as told:
            box.serve(number)
        assert told.value.entry == entry
    assert morning.opening.cause is Cause.FORKED
    assert box.kiosk.lost_its_end
    morning.end()
    assert [path.name for path in (morning.stick / FOLDER).glob("*.other-1")], "what the stick had is still there"


def test_a_stick_that_is_put_in_later_tells_then(morning: Morning) -> None:
    box = morning.put_back().box
    away = morning.stick.rename(morning.stick.with_name("pocket"))
    morning.start()
    told: list[Entry | None] = []
    box.village.RENEWED.listen(lambda _: told.append(box.village.served(box.owed(2)[0])))
    assert box.village.served(box.owed(2)[0]) is None
    away.rename(morning.stick)
    box.kiosk.mirror._wake.set()
    end = time.monotonic() + 10
    while not told:
        assert time.monotonic() < end, box.kiosk.mirror.status
        time.sleep(0.01)
    assert told == [morning.lost]
    morning.end()
