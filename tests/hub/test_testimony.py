"""Evidence at the office: believed when one of our boxes signed it, counted once, and laid before a person."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hub.cases import find_cases
from hub.conversations import MOST_PIECES_SENT
from hub.system import System
from ledger.chunks import SOFT_CHUNK_ENTRIES
from ledger.codes import sign_entry
from ledger.entry import Entry
from ledger.errors import BadEntry, EvidenceRefused
from ledger.evidence import Gap, Kept, Proof, Source
from ledger.facts import Cause, OfficerRegistered
from ledger.feed import Feed
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.wire import EvidenceSent, sign_head
from tests.hub.office import Box, Time, planned

MakeBox = Callable[..., Box]


@pytest.fixture
def kiosk(system: System, box: MakeBox) -> Box:
    kiosk = box().enrol()
    plan = planned(system)
    kiosk.open(plan.visit)
    for allotment in system.planning.allotments_of(plan)[:3]:
        kiosk.hand_over(plan.visit, allotment.person, [allotment.id])
    return kiosk


def entries(kiosk: Box) -> list[Entry]:
    return list(kiosk.log.entries(kiosk.feed.id))


def signed_run(kiosk: Box, first: int, last: int, key: SigningKey | None = None) -> bytes:
    run = entries(kiosk)[first - 1 : last]
    end = run[-1]
    signature = sign_head(key or kiosk.key, end.feed, end.seq, end.hash).signature
    return Kept(Run.of(run), Source.SALVAGE, Proof.HEAD, signature).encoded()


def handovers(system: System) -> list[Entry]:
    return [entry for visit in system.book.visits() for entry in visit.handovers.values()]


def test_what_a_salvaged_kiosk_still_has_is_counted_with_its_holes(system: System, kiosk: Box) -> None:
    told = system.testimony.take([signed_run(kiosk, 1, 3), signed_run(kiosk, 5, 5)], "network")
    assert (told.taken, told.new) == (2, 4)
    assert [entry.seq for entry in handovers(system)] == [3, 5]
    again = system.testimony.take([signed_run(kiosk, 1, 3), signed_run(kiosk, 5, 5)], "network")
    assert (again.taken, again.new) == (2, 0)
    kiosk.come_home()  # the real log turns up
    assert sorted(entry.seq for entry in handovers(system)) == [3, 4, 5]
    assert system.testimony.take([signed_run(kiosk, 1, 5)], "network").new == 0
    cases = find_cases(system.log, system.evidence, system.own_feeds)
    assert (cases.forked, cases.begun_anew, cases.from_receipts) == ((), (), ())


@pytest.mark.parametrize("reason", ["signature", "revoked", "malformed", "bad_entry"])
def test_what_cannot_be_believed_is_held_with_its_reason_and_stops_nothing(
    system: System, kiosk: Box, reason: str
) -> None:
    match reason:
        case "signature":
            bad = signed_run(kiosk, 1, 3, SigningKey(b"x" * 32))
        case "revoked":
            bad = signed_run(kiosk, 1, 3)
            system.enrolling.revoke(kiosk.device, "hilang")
        case "malformed":
            bad = b"\x93no evidence"
        case _:
            kiosk.write(OfficerRegistered(system.officers.officer("PT1")))
            bad = signed_run(kiosk, 6, 6)
    good = () if reason == "revoked" else (signed_run(kiosk, 1, 3),)
    told = system.testimony.take([bad, *good], "network")
    assert told.taken == len(good)
    assert [each.held.reason for each in system.quarantine.all()] == [reason]


def test_unsigned_evidence_is_nobodys_word(system: System, kiosk: Box) -> None:
    unsigned = Kept(Run.of(entries(kiosk)[:3]), Source.SALVAGE).encoded()
    assert system.testimony.take([unsigned], "network").taken == 0


def test_a_receipt_restores_its_handover_and_only_that(system: System, kiosk: Box) -> None:
    entry = entries(kiosk)[3]
    told = system.testimony.take_receipt(sign_entry(entry, kiosk.key))
    assert (told.new, [each.hash for each in handovers(system)]) == (True, [entry.hash])
    assert not system.testimony.take_receipt(sign_entry(entry, kiosk.key)).new
    with pytest.raises(EvidenceRefused):
        system.testimony.take_receipt(sign_entry(entries(kiosk)[2], SigningKey(b"x" * 32)))


def clone(kiosk: Box, folder: Path) -> Box:
    """The same card in another machine, whose log nobody told that it was copied."""
    shutil.copytree(kiosk.log.journal.folder, folder)
    copy = object.__new__(Box)
    copy.__dict__.update(kiosk.__dict__)
    copy.log = Log(folder)
    copy._feed = Feed.open(copy.log, kiosk.device, Time().clock(), kiosk.feed.certificate, "1")
    return copy


def test_two_copies_of_a_card_that_wrote_the_same_feed_are_both_kept(
    system: System, kiosk: Box, tmp_path: Path
) -> None:
    copy = clone(kiosk, tmp_path / "copy")
    plan = system.plans.visits()[0]
    *_, allotment = system.planning.allotments_of(plan)
    mine = kiosk.hand_over(plan.visit, allotment.person, [allotment.id])
    theirs = copy.hand_over(plan.visit, allotment.person, [allotment.id])
    assert mine.place.feed == theirs.place.feed
    assert mine.hash != theirs.hash
    kiosk.come_home()
    copy.come_home()
    copy.come_home()
    assert {mine.hash, theirs.hash} <= {entry.hash for entry in system.book.handovers_of(allotment.id)}
    (forked,) = find_cases(system.log, system.evidence, system.own_feeds).forked
    assert forked.feed == kiosk.feed.id
    assert {mine.hash, theirs.hash} <= {entry.hash for entry in forked.entries}
    assert system.quarantine.all() == []
    copy.log.close()


def test_a_kiosk_gets_back_what_is_its_own_and_nobody_elses(system: System, kiosk: Box, box: MakeBox) -> None:
    other = box("Kiosk 2").enrol()
    kiosk.come_home()
    given = [Kept.read(each) for each in system.testimony.give_back(kiosk.device, kiosk.feed.id, 3)]
    for each in given:
        each.check(system.key.public)
    assert [entry.seq for each in given for entry in each.run.entries()] == [3, 4, 5]
    assert system.testimony.give_back(other.device, kiosk.feed.id, 1) == ()
    assert system.testimony.give_back(kiosk.device, kiosk.feed.id, 6) == ()


def test_everything_is_still_there_after_a_restart(system: System, kiosk: Box, tmp_path: Path, time: Time) -> None:
    system.testimony.take([signed_run(kiosk, 1, 3), signed_run(kiosk, 5, 5)], "network")
    before = {entry.hash for entry in handovers(system)}
    shutil.copytree(system.data, tmp_path / "again", ignore=shutil.ignore_patterns("spare*"))
    with System(tmp_path / "again", time.clock()) as again:
        assert {entry.hash for entry in handovers(again)} == before


def test_an_office_that_was_copied_to_another_machine_goes_on_as_itself(
    system: System, kiosk: Box, tmp_path: Path, time: Time
) -> None:
    shutil.copytree(system.data, tmp_path / "another machine", ignore=shutil.ignore_patterns("spare*"))
    with System(tmp_path / "another machine", time.clock()) as copy:
        assert copy.writer.feed.id != system.writer.feed.id
        assert copy.officers.officer("PT1").name == "Rahmat"
        assert len(copy.roster.everyone()) == len(system.roster.everyone())
        kiosk._system = copy
        kiosk.come_home()
        assert len(handovers(copy)) == 3
        assert find_cases(copy.log, copy.evidence, copy.own_feeds).begun_anew == ()
    with System(tmp_path / "another machine", time.clock()) as again:
        assert len(handovers(again)) == 3
        assert again.officers.officer("PT1").name == "Rahmat"


def test_a_feed_that_was_begun_anew_is_told_with_what_is_missing(system: System, kiosk: Box) -> None:
    kiosk.come_home()
    kiosk.write(*[entries(kiosk)[1].fact])
    parent = kiosk.feed.as_parent()
    kiosk.feed.begin(Cause.MOVED, parent)
    kiosk.come_home()
    (begun,) = find_cases(system.log, system.evidence, system.own_feeds).begun_anew
    assert (begun.cause, begun.device, begun.parent, begun.parent_seq) == (
        Cause.MOVED,
        kiosk.device,
        parent.feed,
        parent.seq,
    )
    assert begun.missing == (Gap(parent.feed, 6, 6),)


def test_a_branch_that_comes_in_several_chunks_is_kept_whole(system: System, kiosk: Box, tmp_path: Path) -> None:
    copy = clone(kiosk, tmp_path / "copy")
    plan = system.plans.visits()[0]
    person, allotment = system.planning.allotments_of(plan)[0].person, system.planning.allotments_of(plan)[0].id
    kiosk.hand_over(plan.visit, person, [allotment])
    kiosk.come_home()
    fact = entries(kiosk)[-1].fact
    copy.feed.append([fact] * (2 * SOFT_CHUNK_ENTRIES), "PT1")
    assert len(copy.chunks()) > 1
    copy.come_home()
    assert {entry.hash for entry in copy.log.entries(copy.feed.id, 5)} <= {e.hash for e in system.evidence.entries()}
    copy.log.close()


def forked(system: System, kiosk: Box, folder: Path, entries_each: int = 1) -> tuple[list[Entry], list[Entry]]:
    """A card and its copy go on apart, and both come home; what each wrote."""
    copy = clone(kiosk, folder)
    (*_, fact) = [entry.fact for entry in entries(kiosk)]
    mine = kiosk.feed.append([fact] * entries_each, "PT1")
    theirs = copy.feed.append([fact] * (entries_each + 1), "PT1")
    kiosk.come_home()
    copy.come_home()
    copy.log.close()
    return mine, theirs


def given_back(system: System, device: bytes, feed: bytes, first: int = 1) -> list[Entry]:
    """All that a kiosk gets that asks as kiosks do, message by message."""
    found: list[Entry] = []
    while kept := [Kept.read(each) for each in system.testimony.give_back(device, feed, first)]:
        for each in kept:
            each.check(system.key.public)
            found += each.run.entries()
        first = kept[-1].run.last + 1
    return found


def test_of_a_forked_feed_every_history_is_given_back(system: System, kiosk: Box, tmp_path: Path) -> None:
    mine, theirs = forked(system, kiosk, tmp_path / "copy")
    given = {entry.hash for entry in given_back(system, kiosk.device, kiosk.feed.id)}
    assert {entry.hash for entry in [*mine, *theirs]} <= given


def test_no_history_is_lost_between_two_messages(
    system: System, kiosk: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hub.testimony.EVERY", 2)
    monkeypatch.setattr("hub.testimony.MAX_MESSAGE_BYTES", 1024 + 600)
    mine, theirs = forked(system, kiosk, tmp_path / "copy", entries_each=7)
    assert len(system.testimony.give_back(kiosk.device, kiosk.feed.id, 1)) < 6
    given = [entry.hash for entry in given_back(system, kiosk.device, kiosk.feed.id)]
    assert {entry.hash for entry in [*entries(kiosk), *mine, *theirs]} <= {*given}
    assert len(given) == len({*given})


def test_what_receipts_alone_tell_of_a_lost_box_is_given_back_to_it(system: System, kiosk: Box, box: MakeBox) -> None:
    other = box("Kiosk 2").enrol()
    served = entries(kiosk)[2:5]
    for entry in served:
        system.testimony.take_receipt(sign_entry(entry, kiosk.key))
    assert [entry.hash for entry in given_back(system, kiosk.device, kiosk.feed.id)] == [e.hash for e in served]
    assert given_back(system, other.device, kiosk.feed.id) == []
    assert system.writers.writer(kiosk.feed.id) == kiosk.device
    assert (system.writers.feeds_of(kiosk.device), system.writers.feeds_of(other.device)) == ([kiosk.feed.id], [])


def test_a_feed_that_is_in_log_and_evidence_is_named_once(system: System, kiosk: Box, tmp_path: Path) -> None:
    forked(system, kiosk, tmp_path / "copy")
    assert system.writers.feeds_of(kiosk.device) == [kiosk.feed.id]


def test_a_feed_belongs_to_the_box_that_continues_it(system: System, kiosk: Box, box: MakeBox) -> None:
    """Its beginning is lost, and what is left of it was signed by nobody; the next incarnation names it."""
    lost = kiosk.feed.id
    kept = Kept(Run.of(entries(kiosk)[3:]), Source.MIRROR)
    system.writer.run(lambda: system.evidence.add([kept])).result()
    assert system.writers.writer(lost) == b""
    parent = kiosk.feed.as_parent()
    kiosk.feed.begin(Cause.SALVAGED, parent)
    kiosk.come_home()
    assert system.writers.writer(lost) == kiosk.device
    assert system.writers.belongs(lost, kiosk.device)


def test_nobody_vouches_for_a_feed_that_another_box_began(system: System, kiosk: Box, box: MakeBox) -> None:
    other = box("Kiosk 2").enrol()
    kiosk.come_home()
    kiosk.hand_over(b"visit 12", b"person 1", [b"allotted"])
    told = system.testimony.take([signed_run(kiosk, 6, 6, other.key)], "network")
    assert (told.taken, [each.held.reason for each in system.quarantine.all()]) == (0, ["signature"])


def test_too_many_pieces_at_once_are_not_looked_at(system: System, kiosk: Box) -> None:
    piece = signed_run(kiosk, 1, 3)
    with pytest.raises(BadEntry):
        system.conversations.evidence(EvidenceSent((piece,) * (MOST_PIECES_SENT + 1)).encoded())
    assert len(system.evidence) == 0
