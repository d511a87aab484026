from pathlib import Path
from typing import get_args

import pytest

from hub.entry_words import entry_words
from hub.system import System
from hub.wording import gap_numbers, hub_texts
from ledger.clock import Instant, Trust
from ledger.entry import FIRST_PREV, Entry, Place
from ledger.evidence import Gap
from ledger.facts import ClockConfirmed, DeviceRevoked, FeedOpened, Start, Started, VillageFact, VisitOpened
from tests.hub.office import NOON, Box, planned

FEED = b"feed of a kiosk."


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_kind_that_a_kiosk_writes_has_its_words(language: str) -> None:
    texts = hub_texts(language)
    told = [texts(f"fact.{kind.__name__}") for kind in (*get_args(VillageFact), FeedOpened, ClockConfirmed, Started)]
    assert len(set(told)) == len(told)


def test_a_handover_says_who_and_what(system: System, tmp_path: Path) -> None:
    plan = planned(system)
    kiosk = Box(system, tmp_path).enrol()
    kiosk.fetch()
    allotment = system.planning.allotments_of(plan)[0]
    entry = kiosk.hand_over(plan.visit, allotment.person, [allotment.id])
    kiosk.log.close()
    words = entry_words(system, entry, hub_texts())
    name = system.roster.person(allotment.person).name
    assert words.startswith(f"{entry.place} · 23 November 2026 12.00 WITA · bantuan diserahkan · {name} · ")


def test_a_doubtful_time_is_marked_until_staff_said_what_time_it_was(system: System) -> None:
    start = Entry.create(Place(FEED, 1), FIRST_PREV, Instant(1000, Trust.UNKNOWN), "", Started(Start(b"boot", 500)))
    opened = Entry.create(Place(FEED, 2), start.hash, Instant(61_000, Trust.UNKNOWN), "", VisitOpened(b"visit 12"))
    said = ClockConfirmed(0, 120_500)
    confirmed = Entry.create(Place(FEED, 3), opened.hash, Instant(NOON, Trust.STAFF), "", said)
    system.book.take(start)
    assert entry_words(system, opened, hub_texts()).startswith("666565-2 · 1 Januari 1970 08.01 WITA ? · ")
    system.book.take(confirmed)
    assert entry_words(system, opened, hub_texts()).startswith("666565-2 · 23 November 2026 11.59 WITA · ")


def test_what_the_office_wrote_is_not_told_in_detail(system: System) -> None:
    entry = Entry.create(Place(FEED, 1), FIRST_PREV, Instant(NOON, Trust.OFFICE), "", DeviceRevoked(b"x", "hilang"))
    assert entry_words(system, entry, hub_texts()).endswith(" · catatan kantor")


def test_missing_numbers_are_told_shortly() -> None:
    assert gap_numbers([Gap(FEED, 4, 4), Gap(FEED, 7, 9)]) == "4, 7–9"
