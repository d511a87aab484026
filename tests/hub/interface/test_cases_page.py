"""Kasus: what a person must look at, in words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from hub.interface.feed_cases import MOST_SHOWN
from hub.system import System
from ledger.codes import sign_entry
from ledger.facts import Cause, VisitClosed
from tests.hub.interface.visitor import Screens
from tests.hub.office import Box, planned
from tests.hub.test_testimony import clone

PAGE = "/kasus"


@pytest.fixture
def kiosk(system: System, box: Callable[[str], Box]) -> Box:
    kiosk = box("Kiosk 1").enrol()
    kiosk.open(planned(system).visit)
    return kiosk


async def test_where_there_are_none_it_says_so(screens: Screens) -> None:
    visitor = await screens.officer(PAGE)
    await visitor.sees("Tidak ada kasus.")


async def test_both_histories_of_a_forked_feed_stand_side_by_side_in_words(
    screens: Screens, system: System, kiosk: Box, tmp_path: Path
) -> None:
    copy = clone(kiosk, tmp_path / "copy")
    plan = system.plans.visits()[0]
    owed = system.planning.allotments_of(plan)[0]
    mine = kiosk.hand_over(plan.visit, owed.person, [owed.id])
    copy.feed.append([VisitClosed(plan.visit)] * (MOST_SHOWN + 2), "PT1")
    kiosk.come_home()
    copy.come_home()
    copy.log.close()
    visitor = await screens.officer(PAGE)
    place = f"Kiosk 1 ({kiosk.feed.id.hex()[:6].upper()}): mulai nomor 3 ada 2 riwayat."
    await visitor.sees(place, "1 catatan", str(mine.place), system.roster.person(owed.person).name)
    await visitor.sees("bantuan diserahkan", "kunjungan ditutup", "lagi; semuanya ditampilkan")
    assert "Tidak ada kasus." not in visitor.page
    assert "HandedOver" not in visitor.page


async def test_a_feed_begun_anew_says_why_and_what_is_missing(screens: Screens, system: System, kiosk: Box) -> None:
    kiosk.come_home()
    kiosk.close(system.plans.visits()[0].visit)
    parent = kiosk.feed.as_parent()
    kiosk.feed.begin(Cause.SALVAGED, parent)
    kiosk.come_home()
    visitor = await screens.officer(PAGE)
    await visitor.sees("Kiosk 1, 23 November 2026 12.00 WITA", "catatan rusak diselamatkan")
    await visitor.sees(f"Melanjutkan {parent.feed.hex()[:6].upper()}: 2 dari 3 catatannya ada di sini.")
    await visitor.sees("Belum ada di sini: nomor 3.")


async def test_handovers_known_from_paper_are_listed(screens: Screens, system: System, kiosk: Box) -> None:
    plan = system.plans.visits()[0]
    owed = system.planning.allotments_of(plan)[0]
    entry = kiosk.hand_over(plan.visit, owed.person, [owed.id])
    system.testimony.take_receipt(sign_entry(entry, kiosk.key))
    visitor = await screens.officer(PAGE)
    await visitor.sees("1 penyerahan hanya diketahui dari struk", str(entry.place))
    await visitor.sees(system.roster.person(owed.person).name)
    kiosk.come_home()
    await visitor.sees("Tidak ada kasus.")
