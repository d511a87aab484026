"""A handover in the making: nothing is written until the desk says so."""

import msgspec
import pytest

from kiosk.draft import Draft
from ledger.facts import HandedOver, Manner, Mark, Unserved
from ledger.sealing import Receiver
from tests.kiosk.box import Box, MakeBox


def draft(box: Box, number: int) -> Draft:
    return Draft(box.desk, box.desk.dossier(box.person(number).id))


def test_it_begins_with_everything_into_the_persons_own_hand(box: Box) -> None:
    begun = draft(box, 1)
    assert begun.chosen == set(box.owed(1))
    assert (begun.manner, begun.mark, begun.by_another) == (Manner.SELF, Mark.SIGNATURE, False)
    assert begun.missing_proofs == begun.proofs == ("ktp", "undangan")
    assert not begun.ready


def test_it_is_ready_once_every_paper_was_seen(box: Box) -> None:
    begun = draft(box, 1)
    begun.see("ktp", True)
    assert begun.missing_proofs == ("undangan",)
    begun.see("undangan", True)
    assert begun.ready
    begun.see("ktp", False)
    assert not begun.ready


def test_what_is_not_ticked_is_not_asked_for(box: Box) -> None:
    begun = draft(box, 1)
    rice, cash = box.owed(1)
    begun.choose(rice, False)
    assert begun.proofs == ("ktp",)
    begun.choose(cash, False)
    assert not begun.proofs
    assert not begun.ready


def test_a_proxy_needs_a_name_and_other_papers(box: Box) -> None:
    begun = draft(box, 2)
    begun.manner = Manner.PROXY
    begun.see("surat_kuasa", True)
    begun.see("ktp_wakil", True)
    begun.receiver_name = "  "
    assert not begun.ready
    begun.receiver_name = " Arbain "
    assert begun.ready


def test_manners_follow_from_what_is_chosen(make_box: MakeBox) -> None:
    box = make_box()
    rice, cash = box.office.pack.programmes
    strict = msgspec.structs.replace(cash, proxy="none")
    box.load(msgspec.structs.replace(box.office.pack, programmes=(rice, strict))).unlock()
    begun = draft(box, 1)
    assert begun.manners == [Manner.SELF, Manner.AT_HOME]
    begun.choose(box.owed(1)[1], False)
    assert begun.manners == [Manner.SELF, Manner.PROXY, Manner.REPLACEMENT, Manner.AT_HOME]
    begun.manner = Manner.PROXY
    begun.choose(box.owed(1)[1], True)
    assert begun.manner is Manner.SELF


def test_every_manner_offered_is_accepted_by_the_desk(box: Box) -> None:
    for number, manner in enumerate(draft(box, 2).manners, 1):
        begun = draft(box, 2 * number)
        begun.manner = manner
        begun.receiver_name = "Arbain"
        for proof in begun.proofs:
            begun.see(proof, True)
        assert begun.ready
        assert box.desk.hand_over(begun.handover(), "RHM")


def test_what_was_served_is_not_offered_again(box: Box) -> None:
    box.serve(1)
    begun = draft(box, 1)
    assert (begun.open_lines, begun.chosen, begun.ready) == ([], set(), False)


def test_what_was_postponed_is_offered_again(box: Box) -> None:
    box.desk.not_served(box.person(1).id, box.owed(1), Unserved.PAPERS_MISSING, "", "RHM")
    assert draft(box, 1).chosen == set(box.owed(1))


def test_the_handover_says_what_was_ticked_in_the_lists_order(box: Box) -> None:
    begun = draft(box, 1)
    for proof in ("undangan", "ktp", "kks"):
        begun.see(proof, True)
    begun.mark = Mark.THUMBPRINT
    begun.receiver_name, begun.receiver_nik, begun.receiver_relation = " Arbain ", "6311 0201 0170 0001", " anak "
    made = begun.handover()
    assert made.allotments == box.owed(1)
    assert made.proofs == ("ktp", "undangan")
    assert made.receiver == Receiver("Arbain", "6311020101700001", "anak")
    assert made.mark is Mark.THUMBPRINT


@pytest.mark.parametrize("touch", ["choose", "see", "manner"])
def test_a_draft_writes_nothing(box: Box, touch: str) -> None:
    begun = draft(box, 1)
    if touch == "choose":
        begun.choose(box.owed(1)[0], False)
    elif touch == "see":
        begun.see("ktp", True)
    else:
        begun.manner = Manner.PROXY
    begun.handover()
    assert box.facts(HandedOver) == []
