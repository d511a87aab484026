"""Cases follow from what is here, however it came and in whatever order."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from hub.cases import Cases, find_cases
from hub.histories import histories
from ledger.clock import Instant, Trust
from ledger.entry import Entry, Place
from ledger.evidence import Evidence, Gap, Kept, Source
from ledger.facts import Cause, HandedOver, Parent, Undone, VisitOpened
from ledger.log import Log
from ledger.run import Run
from tests.ledger.boxes import NOW_MS, VISIT, Box, handover


@dataclass(frozen=True)
class Story:
    """A kiosk opens a visit, serves four people and undoes one; a copy of its card parts from it at number 4.

    After number 7 the kiosk begins anew. What it sealed lies beside its entries.
    """

    mine: Sequence[Entry]
    theirs: Sequence[Entry]
    anew: Sequence[Entry]


def following(before: Sequence[Entry], *facts: object) -> list[Entry]:
    entries = list(before)
    for fact in facts:
        last = entries[-1]
        place = Place(last.feed, last.seq + 1)
        entries.append(Entry.create(place, last.hash, Instant(NOW_MS, Trust.STAFF), "P2", fact))  # type: ignore[arg-type]
    return entries[len(before) :]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    box = Box(tmp_path_factory.mktemp("kiosk"))
    feed = box.feed.id
    sealed = replace(handover(2), sealed=b"who came instead")
    box.write(VisitOpened(VISIT), handover(1), sealed, handover(3), handover(4), Undone(VISIT, feed, 3))
    mine = list(box.log.entries(feed))
    box.feed.begin(Cause.MOVED, Parent(feed, len(mine), mine[-1].hash))
    anew = list(box.log.entries(box.feed.id))
    box.close()
    return Story(mine, following(mine[:3], handover(7), handover(8)), anew)


def cases_of(folder: Path, logged: Sequence[Entry], kept: Sequence[Entry], *, on_paper: bool = False) -> Cases:
    """The cases of an office with these entries in its log, and these as evidence, in this order."""
    log, evidence = Log(folder / "log"), Evidence(folder / "evidence")
    try:
        if logged:
            log.append(logged)
        for entry in kept:
            told = replace(entry, sealed=b"") if on_paper else entry
            evidence.add([Kept(Run.of([told]), Source.RECEIPT if on_paper else Source.MIRROR)])
        return find_cases(log, evidence)
    finally:
        evidence.close()
        log.close()


@settings(max_examples=60, deadline=None)
@given(chance=st.randoms(use_true_random=False), data=st.data())
def test_neither_order_nor_road_makes_another_case(
    tmp_path_factory: pytest.TempPathFactory, story: Story, chance: random.Random, data: st.DataObject
) -> None:
    everything = [*story.mine, *story.theirs, *story.anew]
    lost = data.draw(st.sets(st.integers(0, len(everything) - 1), max_size=6))
    here = [entry for number, entry in enumerate(everything) if number not in lost]
    expected = cases_of(tmp_path_factory.mktemp("plain"), (), here)
    first = data.draw(st.sampled_from([story.mine, [*story.mine[:3], *story.theirs], story.anew]))
    whole = next((number for number, entry in enumerate(first) if entry not in here), len(first))
    logged = first[: data.draw(st.integers(0, whole))]
    rest = [entry for entry in here if entry not in logged] + chance.choices(here or everything[:1], k=3 * bool(here))
    chance.shuffle(rest)
    assert cases_of(tmp_path_factory.mktemp("other"), logged, rest) == expected


def test_a_fork_is_told_from_where_its_histories_part(tmp_path: Path, story: Story) -> None:
    (forked,) = cases_of(tmp_path, story.mine, story.theirs).forked
    assert (forked.feed, forked.first) == (story.mine[0].feed, 4)
    assert set(forked.histories) == {tuple(story.mine[3:]), tuple(story.theirs)}
    assert {*forked.entries} == {*story.mine[3:], *story.theirs}


def test_a_history_with_a_hole_is_told_in_pieces(tmp_path: Path, story: Story) -> None:
    (forked,) = cases_of(tmp_path, (), [*story.mine[:4], *story.mine[5:], *story.theirs]).forked
    assert sorted(map(len, forked.histories)) == [1, 2, 2]


def test_an_entry_that_names_a_wrong_number_begins_its_own_history(story: Story) -> None:
    skipping = Entry.create(
        Place(story.mine[0].feed, 9), story.mine[6].hash, Instant(NOW_MS, Trust.STAFF), "", handover(9)
    )
    assert [len(each) for each in histories([*story.mine, skipping])] == [7, 1]


def test_a_feed_begun_anew_says_what_it_continues_and_what_is_missing_of_that(tmp_path: Path, story: Story) -> None:
    kept = [*story.mine[:2], *story.mine[4:6]]
    (begun,) = cases_of(tmp_path, story.anew, kept).begun_anew
    feed = story.mine[0].feed
    assert (begun.cause, begun.parent, begun.parent_seq, begun.here) == (Cause.MOVED, feed, 7, 4)
    assert begun.missing == (Gap(feed, 3, 4), Gap(feed, 7, 7))
    (whole,) = cases_of(tmp_path / "whole", story.mine, story.anew).begun_anew
    assert (whole.here, whole.missing) == (7, ())


def test_handovers_are_known_from_paper_alone_until_the_log_turns_up(tmp_path: Path, story: Story) -> None:
    receipts = [entry for entry in story.mine if isinstance(entry.fact, HandedOver)]
    lost = cases_of(tmp_path / "lost", (), receipts[::-1], on_paper=True)
    assert [each.entry.place for each in lost.from_receipts] == [entry.place for entry in receipts]
    assert cases_of(tmp_path / "found", story.mine, receipts, on_paper=True).from_receipts == ()


def test_what_was_sealed_and_is_not_here_is_a_case_although_the_rest_is(tmp_path: Path, story: Story) -> None:
    (sealed,) = (entry for entry in story.mine if entry.sealed)
    around = [entry for entry in story.mine if entry is not sealed]
    kept = [*around, replace(sealed, sealed=b"")]
    (paper,) = cases_of(tmp_path / "lost", (), kept).from_receipts
    assert paper.entry.place == sealed.place
    assert cases_of(tmp_path / "found", (), [*kept, sealed]).from_receipts == ()
