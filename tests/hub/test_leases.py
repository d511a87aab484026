"""Reports tell what was in force when it was handed over, whatever the office plans or lists afterwards."""

from collections.abc import Callable

import pytest

from hub.errors import VisitEnded
from hub.leases import Leases
from hub.planning import Wish
from hub.reports.bast import bast_pdf
from hub.reports.receipts import receipts
from hub.reports.tally import tally
from hub.system import System
from ledger.aid import Allotment, Item
from ledger.book import VisitBook
from ledger.facts import PackMade, PlannedProgramme, Undone
from ledger.packs import Pack, check_pack
from tests.hub.office import LIYU, PERIOD, TODAY, Box, nik, planned, sheet, take

MakeBox = Callable[..., Box]
RICE_ONLY = Wish(LIYU, TODAY, "", (PlannedProgramme("BERAS", PERIOD, ()),), ("PT1",))


def amat_is_owed(system: System, rupiah: str) -> None:
    take(system, sheet([f"{nik(4)};AMAT;Rp {rupiah}"], more=";NOMINAL"))


def fetched(system: System, kiosk: Box, known: tuple[bytes, ...] = ()) -> Pack:
    (data,) = kiosk.fetch(known)
    sealed = check_pack(data, system.key.public, kiosk.device)
    return sealed.unlock(system.plans.secrets(sealed.header.visit).phrase)[0]


def owed(pack: Pack, person: bytes, programme: str) -> list[bytes]:
    return [each.id for each in pack.allotments if (each.person, each.programme) == (person, programme)]


@pytest.fixture
def amat(system: System) -> bytes:
    amat_is_owed(system, "225.000")
    return system.roster.with_nik(nik(4)).id


def test_what_was_handed_over_offline_stays_with_its_money_when_the_plan_drops_it(
    system: System, box: MakeBox, amat: bytes
) -> None:
    plan, kiosk = planned(system), box().enrol()
    pack = fetched(system, kiosk)
    kiosk.open(plan.visit)
    kiosk.hand_over(plan.visit, amat, owed(pack, amat, "PKH"), pack.id)
    system.planning.plan(RICE_ONLY, plan.visit)
    assert {each.programme for each in fetched(system, kiosk, (pack.id,)).allotments} == {"BERAS"}
    kiosk.come_home()
    file = system.planning.visit_file(plan.visit)
    counted = tally(file)
    assert (counted.programmes["PKH"].targeted, counted.programmes["PKH"].served) == (1, 1), "Budi's is dropped"
    assert (counted.total.handed_rupiah, counted.unplanned) == (225_000, 0)
    assert file.programmes["PKH"] == system.programmes["PKH"]
    assert [(row.amount_rupiah, row.aid) for row in receipts(file)] == [(225_000, ("PKH: Rp225.000",))]


def test_a_later_list_changes_no_finished_report(system: System, box: MakeBox, amat: bytes) -> None:
    plan, kiosk = planned(system), box().enrol()
    pack = fetched(system, kiosk)
    kiosk.open(plan.visit)
    kiosk.hand_over(plan.visit, amat, owed(pack, amat, "PKH"), pack.id)
    kiosk.close(plan.visit)
    kiosk.come_home()
    before = system.planning.visit_file(plan.visit)
    told = tally(before), receipts(before), bast_pdf(before)
    amat_is_owed(system, "300.000")
    take(system, sheet([f"{nik(5)};ANANG"], programme="BERAS"))
    with pytest.raises(VisitEnded):
        system.packing.pack(plan.visit, kiosk.device)
    after = system.planning.visit_file(plan.visit)
    assert (tally(after), receipts(after), bast_pdf(after)) == told
    assert told[0].total.handed_rupiah == 225_000


def test_each_handover_is_told_as_the_pack_that_it_names(system: System, box: MakeBox, amat: bytes) -> None:
    plan, kiosk = planned(system), box().enrol()
    old = fetched(system, kiosk)
    kiosk.open(plan.visit)
    wrong = kiosk.hand_over(plan.visit, amat, owed(old, amat, "PKH"), old.id)
    kiosk.write(Undone(plan.visit, wrong.feed, wrong.seq))
    amat_is_owed(system, "300.000")
    new = fetched(system, kiosk, (old.id,))
    kiosk.hand_over(plan.visit, amat, owed(new, amat, "PKH"), new.id)
    kiosk.come_home()
    file = system.planning.visit_file(plan.visit)
    assert [(row.amount_rupiah, row.stands) for row in receipts(file)] == [(225_000, False), (300_000, True)]
    assert tally(file).total.handed_rupiah == 300_000


def test_once_there_is_a_pack_the_roster_of_today_counts_no_more(system: System, box: MakeBox) -> None:
    plan, kiosk = planned(system), box().enrol()
    assert len(system.planning.visit_file(plan.visit).allotments) == 3
    kiosk.fetch()
    take(system, sheet([f"{nik(4)};AMAT"]))
    assert len(system.planning.visit_file(plan.visit).allotments) == 3
    kiosk.fetch()
    assert len(system.planning.visit_file(plan.visit).allotments) == 4


def test_every_kiosk_answers_for_its_newest_pack(system: System, box: MakeBox) -> None:
    plan, first, second = planned(system), box("Kiosk 1").enrol(), box("Kiosk 2").enrol()
    pack = fetched(system, first)
    fetched(system, second)
    system.planning.plan(RICE_ONLY, plan.visit)
    fetched(system, first, (pack.id,))
    codes = {each.programme for each in system.planning.visit_file(plan.visit).allotments}
    assert codes == {"PKH", "BERAS"}, "the second kiosk may still hand it over"
    second.fetch()
    assert {each.programme for each in system.planning.visit_file(plan.visit).allotments} == {"BERAS"}


def test_a_handover_that_names_no_pack_is_told_as_the_newest_that_has_it() -> None:
    def made(number: int, *owed: Allotment) -> PackMade:
        return PackMade(bytes([number]), b"visit", b"device", "A", b"", owed)

    old, new = (Allotment(b"1", b"amat", "PKH", PERIOD, (Item("Uang", rupiah=each),)) for each in (1, 2))
    leases = Leases((made(1, old), made(2, new), made(3)))
    assert leases.as_in(b"")[b"1"] == leases.as_in(b"\3")[b"1"] == new
    assert leases.as_in(b"\1")[b"1"] == old
    assert leases.targeted(VisitBook(b"visit")) == ()
    assert not Leases()
    assert Leases((made(3),)), "a pack with nothing in it is a pack"
