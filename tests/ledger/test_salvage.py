"""Stories of a card that rots: what is good is kept, what is missing is named and refilled, nothing counts twice."""

import errno
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from ledger.book import Book
from ledger.bundle import bundle_bytes
from ledger.codes import receipt_codes, sign_entry
from ledger.disk import frames
from ledger.disk.disk import Disk
from ledger.entry import Entry, Place
from ledger.errors import LedgerError, LogDamaged, LogInUse
from ledger.evidence import Evidence, Kept, Proof, Source
from ledger.evidence_file import evidence_bytes
from ledger.facts import Called, Cause, Merged, Parent, VisitOpened
from ledger.feed import Feed
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.salvage import damage_of, moved_aside, read_parent, salvage
from ledger.salvaged import Salvaged
from ledger.wire import sign_head
from tests.ledger.boxes import HUB, NOW_MS, VISIT, Box, handover
from tests.ledger.rotting import ENTRIES, HANDOVERS, NOTE, Day, flip


@pytest.fixture
def day(tmp_path: Path) -> Day:
    return Day(tmp_path / "data")


@pytest.fixture
def stick(tmp_path: Path, day: Day) -> Path:
    """A mirror: the log as it was before it rotted."""
    return day.copied_to(tmp_path / "stick")


def saved(day: Day, *sources: Path) -> Salvaged:
    return salvage(day.data, sources, NOW_MS)


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def given_back(entries: list[Entry], key: SigningKey = HUB) -> Kept:
    last = entries[-1]
    return Kept(Run.of(entries), Source.HUB, Proof.HEAD, sign_head(key, last.feed, last.seq, last.hash).signature)


def book_of(data: Path, *further: Entry) -> Book:
    """What stands, folded over log and evidence as kiosk and hub do it."""
    book, log, evidence = Book(), Log(data / "log"), Evidence(data / "evidence")
    for kept in (log, evidence):
        kept.watchers.append(book.take)
        kept.replay()
        kept.close()
    for entry in further:
        book.take(entry)
    return book


def test_one_rotten_entry_costs_one_entry(day: Day) -> None:
    day.rot(4)
    rotten = day.segment.read_bytes()
    with pytest.raises(LogDamaged, match="sotarsa-ledger salvage"):
        Log(day.data / "log")
    result = saved(day)
    assert (result.saved, result.refilled, result.missing) == (ENTRIES - 1, (), (day.gap(4),))
    assert day.evidence() == day.without(4)
    assert result.moved_to == (day.data / "log.damaged-1",)
    assert (day.data / "log.damaged-1" / day.segment.name).read_bytes() == rotten
    assert read_parent(day.data) == Parent(day.feed, ENTRIES, day.entries[-1].hash)
    log = Log(day.data / "log")
    assert len(log) == 0
    log.close()


def test_the_feed_that_follows_names_its_cause_and_its_parent(day: Day) -> None:
    day.rot(4)
    saved(day)
    parent = read_parent(day.data)
    log = Log(day.data / "log")
    feed = Feed.open(log, day.box.key.public, day.box.clock, b"", "1", cause=Cause.SALVAGED, parent=parent)
    opened = next(log.entries(feed.id)).fact
    assert (opened.cause, opened.parent) == (Cause.SALVAGED, parent)  # type: ignore[union-attr]
    assert feed.id != day.feed
    log.close()


def test_where_only_padding_rotted_nothing_is_lost(day: Day) -> None:
    """Most of a frame is padding, and the next entry names the hash of the one before."""
    day.rot_padding(1, 4, 5)
    day.rot_header(7)
    with pytest.raises(LogDamaged):
        Log(day.data / "log")
    result = saved(day)
    assert (result.saved, result.proven, result.missing) == (ENTRIES, 4, ())
    assert day.evidence() == day.entries


def test_what_reads_well_in_a_spoilt_frame_and_is_proved_by_nothing_is_not_taken(day: Day) -> None:
    day.rot(4, 6).rot_padding(3, 9)  # what follows 3 is rotten, and nothing follows 9
    result = saved(day)
    assert (result.proven, result.missing) == (0, (day.gap(3, 4), day.gap(6)))
    assert day.evidence() == day.without(3, 4, 6, 9)


def test_what_was_refilled_proves_what_came_before_it(day: Day, tmp_path: Path) -> None:
    day.rot(4).rot_padding(3)
    assert saved(day).missing == (day.gap(3, 4),)
    later = saved(day, written(tmp_path / "receipts.txt", day.code(4).encode()))
    assert (later.refilled, later.missing) == ((("receipts.txt", 1),), ())
    assert day.evidence() == day.entries


def test_a_signed_head_proves_the_entry_that_nothing_follows(day: Day) -> None:
    day.rot(4).rot_padding(9)
    box_word(day, 9)
    assert saved(day).missing == (day.gap(4),)
    assert day.evidence() == day.without(4)
    assert day.evidence()[-1].sealed == NOTE


def box_word(day: Day, seq: int) -> None:
    """Put the box's signed heads beside its log, as a kiosk does while it can sign."""
    written(day.data / "heads", msgspec.msgpack.encode([day.head(seq)]))


def test_a_signed_head_tells_of_entries_that_nothing_here_knows(day: Day) -> None:
    day.rot(4, 8, 9)
    assert saved(day).missing == (day.gap(4),)
    box_word(day, 9)
    assert saved(day).missing == (day.gap(4), day.gap(8, 9))


def test_what_is_missing_comes_back_from_a_receipt(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    receipts = written(tmp_path / "receipts.txt", f"{day.code(3)}\nLIYU0001\n\n{day.code(4)}\n{day.code(4)}\n".encode())
    result = saved(day, receipts)
    assert (result.saved, result.refilled, result.missing) == (ENTRIES - 1, (("receipts.txt", 1),), ())
    assert result.passed_over == (("unreadable", "receipts.txt:2"),)
    assert day.evidence() == day.entries


SOURCES: dict[str, Callable[[Day, Path, Path], Path]] = {
    "mirror": lambda day, stick, folder: stick,
    "the mirror's log itself": lambda day, stick, folder: stick / "log",
    "bundle": lambda day, stick, folder: written(folder / "b", bundle_bytes(day.box.key, day.chunks)),
    "hub": lambda day, stick, folder: written(folder / "e", evidence_bytes([given_back(day.entries)])),
}


def test_a_receipt_in_several_codes_needs_them_all(tmp_path: Path) -> None:
    day = Day(tmp_path / "data")
    box = Box(day.data / "log")
    # The program says first that it was started, in the same frame.
    (large,) = box.write(replace(handover(40), allotments=tuple(bytes([number]) * 8 for number in range(30))))
    box.write(Called(VISIT, "A", 1))
    box.close()
    first, *others = receipt_codes(sign_entry(large, box.key))
    flip(day.segment, ENTRIES * 4096 + 104)
    result = saved(day, written(tmp_path / "some", "\n".join(others).encode()))
    assert (result.passed_over, result.missing) == ((("partial", "some: 1"),), (day.gap(large.seq - 1, large.seq),))
    assert saved(day, written(tmp_path / "all", "\n".join([*others, first]).encode())).missing == (
        day.gap(large.seq - 1),
    )


def test_a_text_without_any_receipt_is_named_once(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    assert saved(day, written(tmp_path / "photo", bytes(range(256)) * 40)).passed_over == (("unreadable", "photo"),)


@pytest.mark.parametrize("source", SOURCES)
def test_what_is_missing_comes_back_from_whoever_has_it_at_once_or_later(
    day: Day, stick: Path, tmp_path: Path, source: str
) -> None:
    day.rot(2, 5, 6, 9)
    path = SOURCES[source](day, stick, tmp_path)
    first = saved(day)
    assert first.missing == (day.gap(2), day.gap(5, 6))
    assert read_parent(day.data) == Parent(day.feed, 8, day.entries[7].hash)
    later = saved(day, path)
    assert (later.saved, later.refilled, later.missing, later.moved_to) == (0, ((path.name, 4),), (), ())
    assert day.evidence() == day.entries
    assert read_parent(day.data) == Parent(day.feed, 9, day.entries[8].hash)
    assert saved(day, path).refilled == ((path.name, 0),)


def test_several_sources_fill_what_each_of_them_has(day: Day, tmp_path: Path) -> None:
    day.rot(2, 5, 6)
    hub = written(tmp_path / "hub", evidence_bytes([given_back(day.entries[:2])]))
    receipts = written(tmp_path / "receipts", day.code(6).encode())
    result = saved(day, hub, receipts)
    assert (result.refilled, result.missing) == ((("hub", 1), ("receipts", 1)), (day.gap(5),))


def test_a_mirror_that_rotted_elsewhere_helps(day: Day, stick: Path) -> None:
    mirror = stick / "log" / day.segment.name
    day.rot(4, 7)
    flip(mirror, 6 * 4096 + 104)  # the mirror's entry 7 is rotten too
    flip(mirror, 4 * 4096 - 3)  # and so are the zeros behind its entry 4, which 5 proves
    result = saved(day, stick)
    assert (result.refilled, result.missing) == (((stick.name, 1),), (day.gap(7),))
    assert day.evidence() == day.without(7)


# Whom to believe


def test_what_nobody_of_ours_signed_is_not_believed_where_the_chain_does_not_prove_it(day: Day, tmp_path: Path) -> None:
    day.rot(4, 9)
    saved(day)
    stranger = SigningKey(b"\7" * 32)
    false_entry = Entry(day.feed, 9, day.entries[7].hash, day.entries[5].payload)
    hub = written(tmp_path / "hub", evidence_bytes([given_back([*day.entries[:8], false_entry], stranger)]))
    false_code = receipt_codes(sign_entry(false_entry, stranger))[0]
    receipts = written(tmp_path / "receipts", false_code.encode())
    result = saved(day, hub, receipts)
    assert day.evidence() == day.without(9)  # the chain proves 4, whoever brings it; nothing proves what is false
    assert [reason for reason, _ in result.passed_over] == ["unsigned", "unsigned"]
    assert (result.refilled, result.missing) == ((("hub", 1), ("receipts", 0)), ())


def test_a_false_entry_in_a_gap_is_not_believed_either(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    forged = Entry(day.feed, 4, day.entries[2].hash, day.entries[6].payload)
    code = receipt_codes(sign_entry(forged, SigningKey(b"\7" * 32)))[0]
    result = saved(day, written(tmp_path / "receipts", code.encode()))
    assert (result.missing, day.evidence()) == ((day.gap(4),), day.without(4))


def test_what_is_another_boxes_is_left_alone(day: Day, tmp_path: Path) -> None:
    other = Box(tmp_path / "other" / "log", seed=9)
    (entry,) = other.write(handover(3))
    other.close()
    day.rot(4)
    code = receipt_codes(sign_entry(entry, other.key))[0]
    result = saved(day, tmp_path / "other", written(tmp_path / "receipts", code.encode()))
    assert {reason for reason, _ in result.passed_over} == {"strange"}
    assert result.refilled == (("other", 0), ("receipts", 0))
    assert day.evidence() == day.without(4)


def test_a_log_of_which_nothing_is_left_comes_back_from_its_mirror(day: Day, stick: Path) -> None:
    day.rot(*range(1, 9))
    result = saved(day, stick)
    assert (result.saved, result.refilled) == (1, ((stick.name, ENTRIES - 1),))
    assert day.evidence() == day.entries


def test_a_log_that_is_nothing_but_rot_comes_back_from_the_hub(day: Day, tmp_path: Path) -> None:
    day.rot(*range(1, ENTRIES + 1))
    with day.segment.open("r+b") as file:  # a frame that nobody can read, and yet a whole one behind the damage
        data = bytearray(file.read())
    day.segment.write_bytes(data[:4096] + data[:4096] + data[4096:])
    hub = written(tmp_path / "e", evidence_bytes([given_back(day.entries)]))
    assert damage_of(day.data).log == ""  # for itself it looks like one write that was never finished
    assert saved(day, hub).refilled == (("e", ENTRIES),)


def test_a_source_that_is_none_is_named_and_one_that_is_not_there_changes_nothing(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    with pytest.raises(FileNotFoundError):
        saved(day, tmp_path / "nowhere")
    assert day.segment.exists()
    half = written(tmp_path / "half", bundle_bytes(day.box.key, day.chunks)[:-9])
    spoilt = written(tmp_path / "spoilt", evidence_bytes([given_back(day.entries)])[:-9])
    empty = tmp_path / "empty"
    empty.mkdir()
    result = saved(day, half, spoilt, empty)
    assert result.passed_over == (("unreadable", "half"), ("unreadable", "spoilt"), ("unreadable", "empty"))
    assert result.saved == ENTRIES - 1


# What is known only from outside


def test_a_last_frame_that_rotted_comes_back_from_the_mirror(day: Day, stick: Path) -> None:
    day.rot(9)
    log = Log(day.data / "log")  # the program started in between: what looks unfinished was put aside
    assert log.dropped_bytes
    log.close()
    result = saved(day, stick)
    assert (result.moved_to, result.missing) == ((), ())
    assert day.evidence() == [day.entries[-1]]


def test_a_receipt_gives_back_the_last_entry_and_the_write_put_aside_what_it_sealed(day: Day, tmp_path: Path) -> None:
    day.rot_padding(9)
    Log(day.data / "log").close()
    saved(day, written(tmp_path / "receipts", day.code(9).encode()))
    assert [entry.sealed for entry in day.evidence()] == [NOTE]


def test_a_whole_frame_in_a_write_that_was_put_aside_is_kept_and_told(day: Day) -> None:
    frame = day.segment.read_bytes()[8 * 4096 : 9 * 4096]
    with day.segment.open("r+b") as file:
        file.seek(8 * 4096)
        file.write(bytes(4096))
    (day.data / "log" / "0000000009-abcdef.unfinished").write_bytes(frame.rstrip(b"\0"))
    day.rot(4)
    result = saved(day)
    assert (result.saved, result.unfinished) == (ENTRIES - 1, 1)
    assert day.evidence() == day.without(4)


def test_a_write_that_was_put_aside_and_written_over_is_not_dug_up(tmp_path: Path) -> None:
    """Nobody was told that it was saved, so people did it again."""
    day = Day(tmp_path / "data")
    other = Day(tmp_path / "other")
    log_id = day.segment.read_bytes()[16:24]
    assert log_id != other.segment.read_bytes()[16:24]
    abandoned = Entry(day.feed, 9, day.entries[7].hash, day.entries[3].payload)
    frame = frames.encode(9, log_id, [Run.of([abandoned]).record()])
    (day.data / "log" / "0000000009-abcdef.unfinished").write_bytes(frame)
    day.rot(4)
    result = saved(day)
    assert (result.unfinished, result.contradicting) == (0, 1)
    assert day.evidence() == day.without(4)


# Nothing twice


def test_nothing_is_counted_twice_even_when_the_real_log_turns_up(day: Day, stick: Path) -> None:
    day.rot(4)
    saved(day, stick)
    whole = Book()
    for entry in day.entries:
        whole.take(entry)
    for book in (book_of(day.data), book_of(day.data, *day.entries)):  # the old card was read after all
        for number in range(HANDOVERS):
            (allotment,) = handover(number).allotments
            assert book.handovers_of(allotment) == whole.handovers_of(allotment)
        assert len(book.visit(VISIT).handovers) == HANDOVERS
        assert set(book.visit(VISIT).undone) == {day.place(8)}


def test_a_log_damaged_again_is_salvaged_again_and_its_feed_is_the_parent(day: Day) -> None:
    day.rot(4)
    saved(day)
    box = Box(day.data / "log")
    box.clock.confirm(-400 * 86_400_000)  # the clock fell back by a year; the order of feeds is not the clock's
    for number in range(10, 14):
        box.write(handover(number))
    second, entries = box.feed.id, list(box.log.entries(box.feed.id))
    box.close()
    day.rot(3)
    result = saved(day)
    assert result.saved == len(entries) - 1
    assert read_parent(day.data) == Parent(second, 5, entries[-1].hash)
    assert moved_aside(day.data) == [day.data / "log.damaged-1", day.data / "log.damaged-2"]
    assert [gap[1:] for gap in sorted(result.missing, key=lambda gap: gap.first)] == [(3, 3), (4, 4)]
    assert len(book_of(day.data).visit(VISIT).handovers) == HANDOVERS + 4 - 2


def test_an_office_continues_its_own_feed_and_not_the_one_that_a_kiosk_sent_last(tmp_path: Path) -> None:
    data, kiosk = tmp_path / "office", Box(tmp_path / "kiosk")
    office = Box(data / "log", seed=1)  # with the hub's own key, so that it certifies itself
    for number in range(3):
        kiosk.write(handover(number))
        sent = list(kiosk.log.entries(kiosk.feed.id, office.log.head(kiosk.feed.id).seq))
        told = Merged(kiosk.feed.id, kiosk.key.public, sent[0].seq, sent[-1].seq, "network")
        office.log.append([*sent, *office.feed.prepare([told])])
    sent = list(kiosk.write(Called(VISIT, "A", 1)))
    office.log.append(sent)
    own = office.feed.as_parent()
    office.close()
    kiosk.close()
    flip(data / "log" / "000001.segment", 4096 + 60)
    salvage(data, [], NOW_MS)
    assert read_parent(data) == own


# Cut short


class Cut(BaseException):
    """The power went."""


def cuts(monkeypatch: pytest.MonkeyPatch, at: int) -> Iterator[int]:
    """Let the power go when the disk is asked for something for the `at`-th time; gives how often it was asked."""
    asked = [0]
    main = threading.get_ident()

    def counted(name: str) -> Callable[..., object]:
        real = getattr(Disk, name)

        def ask(self: Disk, *arguments: object) -> object:
            if threading.get_ident() == main:  # a segment is prepared beside the work
                asked[0] += 1
                if asked[0] == at:
                    raise Cut
            return real(self, *arguments)

        return ask

    for name in ("open", "write_at", "flush", "flush_all", "flush_names", "rename", "remove", "make_folder"):
        monkeypatch.setattr(Disk, name, counted(name))
    yield asked[0]


def story(data: Path) -> tuple[Day, list[Path]]:
    """A day of which both the log and the evidence rotted, after a first salvage."""
    day = Day(data)
    stick = day.copied_to(data.parent / (data.name + " stick"))
    day.rot(4).rot_padding(6)
    salvage(data, [], NOW_MS)
    salvage(data, [written(data.parent / (data.name + " receipts"), day.code(4).encode())], NOW_MS)
    flip(data / "evidence" / "000001.segment", 60)
    box = Box(data / "log")
    for number in range(10, 14):
        box.write(handover(number))
    box.close()
    flip(data / "log" / "000001.segment", 2 * 4096 + 104)
    return day, [stick]


STRIDE = 1 if os.environ.get("CI") == "true" else 4
"""Elsewhere than in CI, not every step is cut: each costs a salvage or two."""


def state(data: Path) -> tuple[object, ...]:
    evidence = Evidence(data / "evidence", read_only=True)
    hashes = sorted(len(evidence.of_feed(feed)) for feed in evidence.feeds())
    evidence.close()
    parent = read_parent(data)
    assert parent
    return hashes, parent.seq, damage_of(data), (data / "log").exists(), len(moved_aside(data))


def test_a_salvage_that_is_cut_short_anywhere_is_run_again_with_the_same_result(tmp_path: Path) -> None:
    _, sources = story(tmp_path / "uncut")
    whole = salvage(tmp_path / "uncut", sources, NOW_MS)
    expected = state(tmp_path / "uncut")
    assert (len(whole.moved_to), [len(gap) for gap in whole.missing]) == (2, [3])
    at = 0
    while True:
        at += STRIDE
        data = tmp_path / f"cut at {at}"
        day, sources = story(data)
        with pytest.MonkeyPatch.context() as patch:
            next(cuts(patch, at))
            try:
                salvage(data, sources, NOW_MS)
            except Cut:
                was_cut = True
            else:
                was_cut = False
        if not was_cut:
            break
        assert damage_of(data).evidence or len(day.evidence()) >= ENTRIES - 2  # no start misses what was saved before
        again = salvage(data, sources, NOW_MS)
        assert again.missing[-1].first == whole.missing[-1].first
        assert state(data) == expected, at
    assert at > 25


def test_rotten_evidence_is_salvaged_like_a_log(day: Day, tmp_path: Path) -> None:
    day.rot(4)
    saved(day)
    saved(day, written(tmp_path / "receipts", day.code(4).encode()))
    flip(day.data / "evidence" / "000001.segment", 60)
    with pytest.raises(LogDamaged):
        Evidence(day.data / "evidence")
    assert damage_of(day.data).evidence
    result = saved(day)
    assert result.moved_to == (day.data / "evidence.damaged-1",)
    assert (result.missing, day.evidence()) == ((), day.entries)  # what was moved aside at first is read again


# Where there is nothing to do


def test_a_log_that_is_well_stays_where_it_is(day: Day) -> None:
    before = day.segment.read_bytes()
    assert not damage_of(day.data)
    result = saved(day)
    assert result == Salvaged()
    assert day.segment.read_bytes() == before
    assert not (day.data / "evidence").exists()


def test_what_the_log_has_itself_is_no_evidence(day: Day, stick: Path) -> None:
    assert saved(day, stick).refilled == ((stick.name, 0),)
    assert day.evidence() == []


def test_while_a_program_writes_nothing_is_moved(day: Day) -> None:
    box = Box(day.data / "log")
    with pytest.raises(LogInUse, match="process"):
        saved(day)
    box.close()


def test_a_card_that_is_full_leaves_everything_where_it_is(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.rot(4)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "no room")

    with monkeypatch.context() as patch:
        patch.setattr(Disk, "write_at", full)
        with pytest.raises((OSError, LedgerError), match="no room"):
            saved(day)
    assert day.segment.exists()
    assert read_parent(day.data) is None
    assert saved(day).missing == (day.gap(4),)


def test_while_it_salvages_no_program_writes(day: Day, monkeypatch: pytest.MonkeyPatch) -> None:
    day.rot(4)

    def looks(data: Path) -> None:
        with pytest.raises(LogInUse, match="salvage"):
            Log(day.data / "log")
        raise Cut

    monkeypatch.setattr("ledger.salvage.moved_aside", looks)
    with pytest.raises(Cut):
        saved(day)


def test_a_branch_of_which_something_is_missing_is_told(day: Day) -> None:
    """Another copy of the card wrote on: its entries 5 and 6 were lost, and its 7 came with a receipt."""
    day.rot(4)
    saved(day)
    branch = Entry(day.feed, 7, b"x" * 32, day.entries[3].payload)
    evidence = Evidence(day.data / "evidence")
    evidence.add([Kept(Run.of([branch]), Source.BRANCH)])
    evidence.close()
    assert saved(day).missing == (day.gap(4), day.gap(6))


def test_a_feed_that_others_continue_is_known_up_to_there(tmp_path: Path) -> None:
    box = Box(tmp_path / "data" / "log")
    box.feed.begin(Cause.BEHIND, Parent(b"p" * 16, 3, b"h" * 32))
    box.write(VisitOpened(VISIT))
    box.close()
    result = salvage(tmp_path / "data", [], NOW_MS)
    assert [(gap.feed, gap.first, gap.last) for gap in result.missing] == [(b"p" * 16, 1, 3)]
    assert Place(b"p" * 16, 3).seq == 3
