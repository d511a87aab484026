from dataclasses import replace

from kiosk.overview import overview, refusals
from ledger.facts import Manner, Unserved
from ledger.sealing import Receiver
from tests.kiosk.box import Box
from tests.village import nik


def figures(box: Box) -> list[tuple[str, int, int, int, int, int]]:
    return [
        (each.programme.code, each.targeted, each.served, each.proxy, each.not_served, each.open)
        for each in overview(box.village)
    ]


def test_a_day_in_figures(box: Box) -> None:
    assert figures(box) == [("BERAS", 12, 0, 0, 0, 12), ("BLT", 6, 0, 0, 0, 6)]
    box.serve(1)
    proxy = replace(
        box.handover(2), manner=Manner.PROXY, proofs=("surat_kuasa", "ktp_wakil"), receiver=Receiver("Arbain")
    )
    box.desk.hand_over(proxy, "RHM")
    box.desk.not_served(box.person(3).id, box.owed(3), Unserved.MOVED, "", "RHM")
    box.desk.not_served(box.person(5).id, box.owed(5)[1:], Unserved.PAPERS_MISSING, "", "RHM")
    wrong = box.serve(4)
    box.desk.undo(wrong.place, "salah orang", "RHM")
    assert figures(box) == [("BERAS", 12, 2, 1, 1, 9), ("BLT", 6, 1, 0, 2, 3)]
    box.serve(5)
    assert figures(box) == [("BERAS", 12, 3, 1, 1, 8), ("BLT", 6, 2, 0, 1, 3)]


def test_refusals_stand_newest_first(box: Box) -> None:
    for shown in (nik(9001), nik(9002)):
        box.reception.by_nik(shown)
    assert [line.shown for line in refusals(box.village)] == [nik(9002), nik(9001)]


def test_a_closed_visit_keeps_its_figures(box: Box) -> None:
    box.serve(1)
    box.reception.by_nik(nik(9001))
    before = figures(box)
    box.village.close("RHM")
    assert figures(box) == before
    assert len(refusals(box.village)) == 1
