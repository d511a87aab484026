"""The card rotted in the middle of a village day. The log is salvaged, and the same kiosk goes on with its visit."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kiosk.errors import AlreadyServed
from kiosk.main import cli
from ledger.bundle import bundle_bytes
from ledger.codes import receipt_codes, sign_entry
from ledger.disk.frames import HEAD_BYTES
from ledger.entry import Entry
from ledger.errors import LogDamaged
from ledger.evidence import Kept, Proof, Source
from ledger.evidence_file import evidence_bytes
from ledger.facts import Cause, FeedOpened, HandedOver, Parent
from ledger.run import Run
from ledger.salvage import salvage
from ledger.salvaged import Salvaged
from ledger.wire import EVIDENCE, sign_head
from tests.kiosk.box import Box
from tests.kiosk.hub import Hub
from tests.ledger.rotting import flip


class Morning:
    """Three people came and were served; then the power was cut, and the card has rotted since.

    `served` are the handovers. `codes` are what their receipts say.
    """

    def __init__(self, box: Box, folder: Path) -> None:
        self.box = box
        self.folder = folder
        self.numbers = [box.reception.by_staff(box.person(each).id, "RHM").number for each in (1, 2, 3)]
        self.served = [box.serve(each) for each in (1, 2, 3)]
        self.codes = ["\n".join(receipt_codes(sign_entry(each, box.key))) for each in self.served]
        self.feed = box.kiosk.feed.id
        self.entries = box.entries
        self.chunks = list(box.kiosk.homecoming._chunks(self.feed, 0))
        self.bundle = bundle_bytes(box.key, self.chunks)
        box.system.close()
        self.stick = folder / "stick" / "pak-sotarsa" / "log"
        self.stick.mkdir(parents=True)
        (self.stick / self.segment.name).write_bytes(self.segment.read_bytes())

    @property
    def segment(self) -> Path:
        return self.box.folder / "log" / "000001.segment"

    def rot(self, *rotten: Entry) -> None:
        """Let what these entries say decay, wherever their frames are."""
        for entry in rotten:
            offset = self.segment.read_bytes().index(entry.payload)
            flip(self.segment, offset + len(entry.payload) // 2)

    def salvage(self, *sources: Path) -> Salvaged:
        return salvage(self.box.folder, sources, self.box.time.ms)

    def start(self) -> Box:
        self.box.system = self.box._system()
        return self.box.unlock()

    def receipt(self) -> Path:
        return self._file("receipts.txt", self.codes[1].encode())

    def from_hub(self) -> Path:
        last = self.entries[-1]
        signature = sign_head(self.box.office.hub, self.feed, last.seq, last.hash).signature
        return self._file("hub", evidence_bytes([Kept(Run.of(self.entries), Source.HUB, Proof.HEAD, signature)]))

    def from_bundle(self) -> Path:
        return self._file("feed.sotarsa", self.bundle)

    def _file(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path


@pytest.fixture
def morning(box: Box, tmp_path: Path) -> Morning:
    return Morning(box, tmp_path)


@pytest.fixture
def hub(tmp_path: Path, box: Box) -> Iterator[Hub]:
    hub = Hub(tmp_path / "office", box.office.hub)
    yield hub
    hub.close()


def test_a_damaged_log_stops_the_start_and_says_what_to_do(morning: Morning) -> None:
    morning.rot(morning.served[1])
    with pytest.raises(LogDamaged, match="sotarsa-ledger salvage"):
        morning.start()
    status = CliRunner().invoke(cli, ["status", "--data", str(morning.box.folder)])
    assert status.exit_code == 3
    assert f"sotarsa-ledger salvage {morning.box.folder}" in status.stderr
    morning.salvage()
    morning.start()


def test_who_was_served_before_the_damage_is_not_served_again(morning: Morning) -> None:
    morning.rot(morning.served[1])
    result = morning.salvage()
    assert [(gap.first, gap.last) for gap in result.missing] == [(morning.served[1].seq,) * 2]
    box = morning.start()
    for number in (1, 3):
        with pytest.raises(AlreadyServed) as refused:
            box.serve(number)
        assert refused.value.entry == morning.served[number - 1]


SOURCES: dict[str, Callable[[Morning], Path]] = {
    "receipt": Morning.receipt,
    "mirror": lambda morning: morning.stick.parent,
    "hub": Morning.from_hub,
    "bundle": Morning.from_bundle,
}


@pytest.mark.parametrize("source", SOURCES)
def test_nor_is_whoever_was_lost_and_refilled(morning: Morning, source: str) -> None:
    morning.rot(morning.served[1])
    assert len(morning.salvage().missing) == 1
    result = morning.salvage(SOURCES[source](morning))
    assert ([count for _, count in result.refilled], result.missing, result.passed_over) == ([1], (), ())
    box = morning.start()
    for number in (1, 2, 3):
        with pytest.raises(AlreadyServed):
            box.serve(number)
    assert len(box.kiosk.book.visit(box.office.pack.visit).handovers) == 3


def test_the_visit_goes_on_under_a_new_feed_that_names_its_parent(morning: Morning) -> None:
    morning.rot(morning.served[1])
    morning.salvage()
    box = morning.start()
    opened = box.entries[0].fact
    assert isinstance(opened, FeedOpened)
    last = morning.entries[-1]
    assert (opened.cause, opened.parent) == (Cause.SALVAGED, Parent(morning.feed, last.seq, last.hash))
    assert box.kiosk.feed.id != morning.feed
    assert box.reception.by_staff(box.person(4).id, "RHM").number == max(morning.numbers) + 1
    assert box.desk.queue()
    assert box.serve(4).feed == box.kiosk.feed.id
    box.restart()
    assert box.kiosk.feed.id == box.entries[0].feed
    assert [type(each.fact) for each in box.entries].count(FeedOpened) == 1


def test_a_salvaged_handover_has_its_receipt_printed_again_with_its_code(morning: Morning) -> None:
    morning.rot(morning.served[1])
    morning.salvage()
    box = morning.start()
    assert all(box.kiosk.is_own(entry) for entry in (morning.served[0], morning.served[2], *box.entries))


def test_what_was_salvaged_comes_home_as_evidence_and_counts_once(morning: Morning, hub: Hub) -> None:
    morning.rot(morning.served[1])
    morning.salvage(morning.receipt())
    box = morning.start()
    box.serve(4)
    merged = box.kiosk.homecoming.merge(hub.client(box.key))
    assert (merged.agreed, box.kiosk.homecoming.waiting) == (True, 0)
    assert hub.evidence.of_feed(morning.feed) == morning.entries
    for kept in hub.evidence.kept():
        kept.check(box.key.public)
    told = [*hub.log.entries(box.kiosk.feed.id), *hub.evidence.entries()]
    handed = {entry.hash for entry in told if isinstance(entry.fact, HandedOver)}
    assert len(handed) == 4
    assert box.kiosk.homecoming.merge(hub.client(box.key)).sent == 0


def test_what_the_hub_gave_back_is_not_sent_to_it_again(morning: Morning, hub: Hub) -> None:
    morning.rot(morning.served[1])
    morning.salvage(morning.from_hub())
    box = morning.start()
    box.kiosk.homecoming.merge(hub.client(box.key))
    assert {kept.source for kept in hub.evidence.kept()} == {Source.SALVAGE}
    assert box.kiosk.homecoming.waiting == 0


def test_evidence_that_was_made_anew_is_sent_anew(morning: Morning, hub: Hub) -> None:
    """How much of the evidence the hub has is counted; of a store that was made anew nothing is counted."""
    morning.rot(morning.served[1])
    morning.salvage()
    box = morning.start()
    box.kiosk.homecoming.merge(hub.client(box.key))
    box.system.close()
    morning.salvage(morning.receipt())
    flip(box.folder / "evidence" / "000001.segment", HEAD_BYTES + 60)
    assert len(morning.salvage().moved_to) == 1
    box = morning.start()
    box.kiosk.homecoming.merge(hub.client(box.key))
    assert hub.evidence.of_feed(morning.feed) == morning.entries


def test_much_evidence_goes_in_messages_that_the_hub_takes(
    morning: Morning, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kiosk.homecoming.EVIDENCE_BYTES_AT_ONCE", 600)
    sent: list[int] = []

    def measured(path: str, body: bytes) -> bytes:
        sent.extend([1] if path == EVIDENCE else [])
        return body

    hub.spoil = measured
    morning.rot(morning.served[1])
    morning.salvage()
    box = morning.start()
    box.kiosk.homecoming.merge(hub.client(box.key))
    assert len(sent) > 3
    assert len(hub.evidence) == len(morning.entries) - 1


def test_an_end_that_was_lost_and_restored_is_never_written_over(morning: Morning) -> None:
    """The last frame rotted: for itself the log is well. The receipt brings the entry back, as evidence."""
    lost = morning.served[2]
    morning.rot(*morning.entries[lost.seq - 1 :])
    result = morning.salvage(morning._file("receipts.txt", morning.codes[2].encode()))
    assert ([count for _, count in result.refilled], result.moved_to) == ([1], ())
    box = morning.start()
    opened = box.entries[0].fact
    assert isinstance(opened, FeedOpened)
    assert (opened.cause, opened.parent and opened.parent.feed) == (Cause.BEHIND, morning.feed)
    with pytest.raises(AlreadyServed):
        box.serve(3)
    places = [entry.place for entry in [*box.kiosk.log.table.entries(), *box.kiosk.evidence.entries()]]
    assert len(places) == len(set(places))


def test_rotten_evidence_stops_the_start_too_and_leaves_the_log_to_whoever_salvages(morning: Morning) -> None:
    morning.rot(morning.served[1])
    morning.salvage()
    morning.salvage(morning.receipt())
    flip(morning.box.folder / "evidence" / "000001.segment", HEAD_BYTES + 60)
    with pytest.raises(LogDamaged) as stopped:
        morning.start()
    assert morning.salvage().missing == ()
    del stopped
    morning.start()
    with pytest.raises(AlreadyServed):
        morning.box.serve(2)
