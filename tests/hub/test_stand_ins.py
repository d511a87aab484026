"""A box that takes another one's place: believed at its visit, and nowhere else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.stand_ins import stand_in_key
from hub.system import System
from hub.visit_file import VisitPlan
from ledger.certificates import certify
from ledger.chunks import pack_chunk
from ledger.codes import sign_entry
from ledger.entry import Entry
from ledger.errors import ChunkRefused
from ledger.evidence import Kept, Proof, Source
from ledger.facts import Cause, FeedOpened, HandedOver, Manner, Mark
from ledger.feed import Feed
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.wire import sign_head
from tests.hub.office import NOON, Box, Time, planned

MakeBox = Callable[..., Box]
ELSEWHERE = b"visit 99"


class StandIn:
    """A box that goes on from the stick of a kiosk."""

    def __init__(self, system: System, kiosk: Box, plan: VisitPlan, folder: Path, certificate: bytes = b"") -> None:
        self.key = stand_in_key(system.plans.secrets(plan.visit).key, kiosk.device)
        named = {"visit": plan.visit, "stands_in_for": kiosk.device}
        signed = certificate or certify(system.key, self.key.public, "Kiosk 1", NOON, **named)
        self.log = Log(folder / "stand-in")
        cause, parent = Cause.STAND_IN, kiosk.feed.as_parent()
        self.feed = Feed.open(self.log, self.key.public, Time().clock(), signed, "1", cause=cause, parent=parent)

    def hand_over(self, visit: bytes) -> Entry:
        return self.feed.append([HandedOver(visit, b"person 1", (b"allotted",), Manner.SELF, Mark.SIGNATURE)])[-1]

    def chunk(self) -> bytes:
        entries = list(self.log.entries(self.feed.id))
        return pack_chunk(entries, sign_head(self.key, self.feed.id, entries[-1].seq, entries[-1].hash).signature)


@pytest.fixture
def kiosk(system: System, box: MakeBox) -> Box:
    kiosk = box().enrol()
    planned(system)
    kiosk.fetch()  # a pack is made, and with it the place of a stand-in
    return kiosk


@pytest.fixture
def plan(system: System, kiosk: Box) -> VisitPlan:
    return system.plans.visits()[0]


@pytest.fixture
def stand_in(system: System, kiosk: Box, plan: VisitPlan, tmp_path: Path) -> Iterator[StandIn]:
    made = StandIn(system, kiosk, plan, tmp_path)
    yield made
    made.log.close()


def held(system: System) -> list[str]:
    return [each.held.reason for each in system.quarantine.all()]


def test_a_stand_in_is_believed_of_its_visit(system: System, plan: VisitPlan, stand_in: StandIn) -> None:
    entry = stand_in.hand_over(plan.visit)
    assert system.feeds.take_chunk(stand_in.chunk()).seq == 2
    assert [each.hash for each in system.book.handovers_of(b"allotted")] == [entry.hash]
    assert system.name_of(stand_in.key.public) == "Kiosk 1 (alat pengganti)"


def test_a_stand_in_is_a_stranger_at_any_other_visit(system: System, plan: VisitPlan, stand_in: StandIn) -> None:
    stand_in.hand_over(plan.visit)
    stand_in.hand_over(ELSEWHERE)
    with pytest.raises(ChunkRefused) as refused:
        system.feeds.take_chunk(stand_in.chunk())
    assert (refused.value.reason, held(system)) == ("stranger", ["stranger"])
    assert system.book.handovers_of(b"allotted") == []


def test_with_its_kiosk_a_stand_in_is_revoked(system: System, kiosk: Box, plan: VisitPlan, stand_in: StandIn) -> None:
    system.enrolling.revoke(kiosk.device, "dicuri")
    entry = stand_in.hand_over(plan.visit)
    with pytest.raises(ChunkRefused) as refused:
        system.feeds.take_chunk(stand_in.chunk())
    assert (refused.value.reason, held(system)) == ("revoked", ["revoked"])
    signature = sign_head(stand_in.key, entry.feed, entry.seq, entry.hash).signature
    piece = Kept(Run.of([entry]), Source.SALVAGE, Proof.HEAD, signature).encoded()
    assert system.testimony.take([piece], "network").taken == 0
    assert held(system) == ["revoked", "revoked"]


def test_a_certificate_that_another_office_signed_helps_nobody(
    system: System, kiosk: Box, plan: VisitPlan, tmp_path: Path
) -> None:
    key = stand_in_key(system.plans.secrets(plan.visit).key, kiosk.device)
    foreign = certify(SigningKey(b"x" * 32), key.public, "Kiosk 1", NOON, visit=plan.visit, stands_in_for=kiosk.device)
    stranger = StandIn(system, kiosk, plan, tmp_path, foreign)
    stranger.hand_over(plan.visit)
    with pytest.raises(ChunkRefused) as refused:
        system.feeds.take_chunk(stranger.chunk())
    assert refused.value.reason == "stranger"
    stranger.log.close()


def test_a_stand_in_vouches_for_what_it_found_of_the_box_whose_place_it_took(
    system: System, kiosk: Box, plan: VisitPlan, stand_in: StandIn
) -> None:
    mine = kiosk.write(HandedOver(plan.visit, b"person 2", (b"mirrored",), Manner.SELF, Mark.SIGNATURE))
    run = list(kiosk.log.entries(kiosk.feed.id))
    signature = sign_head(stand_in.key, mine.feed, mine.seq, mine.hash).signature
    told = system.testimony.take([Kept(Run.of(run), Source.MIRROR, Proof.HEAD, signature).encoded()], "network")
    assert (told.taken, told.new) == (1, len(run))
    assert [each.hash for each in system.book.handovers_of(b"mirrored")] == [mine.hash]
    assert isinstance(run[0].fact, FeedOpened)
    assert system.writers.writer(kiosk.feed.id) == kiosk.device


def test_a_receipt_of_a_stand_in_restores_its_handover(system: System, plan: VisitPlan, stand_in: StandIn) -> None:
    entry = stand_in.hand_over(plan.visit)
    assert system.testimony.take_receipt(sign_entry(entry, stand_in.key)).new
    assert [each.hash for each in system.book.handovers_of(b"allotted")] == [entry.hash]
