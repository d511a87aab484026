import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from hub.double_handovers import double_handovers
from hub.errors import QuarantineFull
from hub.quarantine import Held, Quarantine
from hub.system import System
from ledger.aid import Officer
from ledger.chunks import Chunk, read_chunk
from ledger.errors import BundleRefused, ChunkRefused
from ledger.facts import Merged, OfficerRegistered, Undone
from ledger.run import Run
from tests.hub.office import NOON, Box, planned

MakeBox = Callable[..., Box]


@pytest.fixture
def home(system: System, box: MakeBox) -> Box:
    """A kiosk with a handover that has not come home yet."""
    kiosk = box().enrol()
    handed_over(system, kiosk)
    return kiosk


def handed_over(system: System, kiosk: Box) -> bytes:
    plan = system.plans.visits()[0] if system.plans.visits() else planned(system)
    allotment = system.planning.allotments_of(plan)[0]
    kiosk.open(plan.visit)
    kiosk.hand_over(plan.visit, allotment.person, [allotment.id])
    return allotment.id


def forged(chunk: bytes) -> bytes:
    """The same chunk, with another officer's code in its last entry."""
    read = read_chunk(chunk)
    changed = (*read.run.payloads[:-1], read.run.payloads[-1].replace(b"PT1", b"PT2"))
    return zlib.compress(
        msgspec.msgpack.encode(Chunk(msgspec.structs.replace(read.run, payloads=changed), read.signature))
    )


def test_what_happened_in_the_village_is_in_the_book(system: System, home: Box) -> None:
    head = home.come_home()
    assert (head.feed, head.seq) == (home.feed.id, 3)
    (visit,) = (each for each in system.book.visits() if each.handovers)
    assert visit.opened
    (device,) = system.devices.everyone()
    assert (device.merged_at, device.merged_seq, device.merged_by) == (NOON, 3, "network")


def test_the_same_chunk_twice_is_harmless(system: System, home: Box) -> None:
    first = home.come_home()
    written = len(system.log)
    assert home.come_home() == first
    assert len(system.log) == written


def test_only_what_is_new_is_told(system: System, home: Box) -> None:
    home.come_home()
    handed_over(system, home)
    home.come_home(after=3)
    merges = [entry.fact for entry in system.log.entries(system.writer.feed.id) if isinstance(entry.fact, Merged)]
    assert [(each.first, each.seq) for each in merges] == [(1, 3), (4, 5)]


def test_the_entries_and_our_word_that_they_came_are_one_commit(system: System, home: Box) -> None:
    commits: list[list[bytes]] = []
    journal = system.log.journal
    append = journal.append
    journal.append = lambda records: commits.append(list(records)) or append(records)  # type: ignore[method-assign,func-returns-value]
    home.come_home()
    assert [[len(Run.from_record(record)) for record in each] for each in commits] == [[3, 1]]


def test_what_was_parted_by_a_power_cut_is_made_up_for(system: System, home: Box) -> None:
    entries = list(home.log.entries(home.feed.id))
    system.writer.run(lambda: system.log.append(entries)).result()
    assert system.devices.everyone()[0].merged_at is None
    home.come_home()
    assert system.devices.everyone()[0].merged_seq == 3


def test_a_forged_chunk_is_held_with_its_reason_and_stops_nothing(system: System, home: Box) -> None:
    chunk = forged(*home.chunks())
    for _ in range(2):
        with pytest.raises(ChunkRefused):
            system.feeds.take_chunk(chunk)
    (held,) = system.quarantine.all()
    assert held.held.reason == "signature"
    assert system.quarantine.data(held.digest) == chunk
    assert home.come_home().seq == 3


def test_a_revoked_kiosk_is_neither_counted_nor_thrown_away(system: System, home: Box) -> None:
    system.enrolling.revoke(home.device, "hilang")
    with pytest.raises(ChunkRefused):
        home.come_home()
    assert [each.held.reason for each in system.quarantine.all()] == ["revoked"]
    assert not any(visit.handovers for visit in system.book.visits())


def test_a_gap_is_asked_for_and_not_held(system: System, home: Box) -> None:
    with pytest.raises(ChunkRefused) as caught:
        system.feeds.take_chunk(home.chunks(after=1)[0])
    assert caught.value.reason == "gap"
    assert system.quarantine.all() == []


def test_a_kiosk_cannot_change_the_office(system: System, home: Box) -> None:
    home.write(OfficerRegistered(Officer("PT1", "Penyusup", "Camat")))
    with pytest.raises(ChunkRefused):
        home.come_home()
    assert len(system.quarantine.all()) == 1
    assert system.officers.officer("PT1").name == "Rahmat"


def test_a_bundle_brings_the_same_home(system: System, home: Box) -> None:
    report = system.feeds.take_bundle(home.bundle())
    assert (report.new_entries, report.complete, report.heads[0].seq) == (3, True, 3)
    assert system.devices.everyone()[0].merged_by == "file"
    assert system.feeds.take_bundle(home.bundle()).new_entries == 0
    with pytest.raises(BundleRefused):
        system.feeds.take_bundle(home.bundle()[:-10])


def test_the_hub_says_how_far_it_has_feeds(system: System, home: Box) -> None:
    home.come_home()
    known, unknown = system.feeds.heads([home.feed.id, bytes(16)])
    assert (known.seq, known.hash) == home.log.head(home.feed.id)
    assert unknown.seq == 0


def test_two_kiosks_that_hand_over_the_same_are_both_heard(system: System, box: MakeBox) -> None:
    first, second = box("Kiosk 1").enrol(), box("Kiosk 2").enrol()
    allotment = handed_over(system, first)
    handed_over(system, second)
    first.come_home()
    assert double_handovers(system.book) == []
    second.come_home()
    (double,) = double_handovers(system.book)
    assert double.allotment == allotment
    assert {entry.feed for entry in double.entries} == {first.feed.id, second.feed.id}
    undone = double.entries[0]
    visit = system.plans.visits()[0].visit
    second.write(Undone(visit, undone.feed, undone.seq))
    second.come_home(after=3)
    assert double_handovers(system.book) == []


def test_strangers_fill_no_more_than_their_share(system: System, home: Box, tmp_path: Path) -> None:
    for number in range(5):
        with pytest.raises(ChunkRefused):
            system.feeds.take_chunk(b"noise %d" % number)
    assert {each.held.ours for each in system.quarantine.all()} == {False}
    with pytest.raises(ChunkRefused):
        system.feeds.take_chunk(forged(*home.chunks()))
    assert [each.held.reason for each in system.quarantine.all() if each.held.ours] == ["signature"]


def test_the_oldest_of_strangers_makes_room_and_what_is_ours_stays(tmp_path: Path) -> None:
    block, noise = 4096, "malformed"
    quarantine = Quarantine(tmp_path, most_bytes=10, strangers_bytes=4 * block)
    quarantine.hold(b"12345678", Held("chain", "does not follow", "file", NOON, 8))
    for number in range(5):
        quarantine.hold(b"%d" % number, Held(noise, "not a chunk", "network", NOON + number, 1, ours=False))
    quarantine.hold(bytes(4 * block), Held(noise, "not a chunk", "network", NOON, 4 * block, ours=False))
    for each in (quarantine, Quarantine(tmp_path)):
        assert [each.data(held.digest) for held in each.all()] == [b"4", b"3", b"12345678"]
    assert len(list(tmp_path.iterdir())) == 6


def test_a_quarantine_is_bounded_and_outlasts_a_restart(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path, most_bytes=10)
    quarantine.hold(b"12345678", Held("chain", "does not follow", "file", NOON, 8))
    with pytest.raises(QuarantineFull):
        quarantine.hold(b"abc", Held("chain", "does not follow", "file", NOON, 3))
    again = Quarantine(tmp_path, most_bytes=10)
    assert again.size_bytes == 8
    assert again.data(again.all()[0].digest) == b"12345678"
    assert [each.held.at for each in again.all()] == [NOON]
