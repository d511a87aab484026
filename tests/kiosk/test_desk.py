"""Stories of the desk: calling, verifying, handing over, and everything that may come instead."""

import threading
from dataclasses import replace

import msgspec
import pytest

from kiosk.desk import Handover
from kiosk.errors import (
    AlreadyServed,
    NotAllowed,
    NothingOwed,
    NothingToUndo,
    ProofMissing,
    ReasonMissing,
    ReceiverMissing,
    VisitLocked,
    VisitOver,
)
from ledger.book import Status
from ledger.entry import Place
from ledger.facts import Called, HandedOver, Manner, Mark, NotServed, Refusal, Undone, Unserved
from ledger.sealing import Note, Receiver
from tests.kiosk.box import MINUTE_MS, Box, MakeBox

ARBAIN = Receiver("Arbain", "6311020101700001", "anak")


def statuses(box: Box, number: int) -> list[Status]:
    return [owed.standing.status for owed in box.desk.dossier(box.person(number).id).owed]


ALL_PAPERS = ("surat_kuasa", "ktp_wakil", "ba_pengganti", "sptjm")


def proxy(box: Box, number: int, **changes: object) -> Handover:
    """A handover of the rice alone, to a proxy who brought everything."""
    rice = box.owed(number)[:1]
    whole = Handover(box.person(number).id, rice, Manner.PROXY, proofs=ALL_PAPERS, receiver=ARBAIN)
    return replace(whole, **changes)  # type: ignore[arg-type]


# Calling


def test_the_queue_is_called_in_order(box: Box) -> None:
    for number in (5, 2, 9):
        box.reception.by_nik(box.person(number).nik)
    called = [box.desk.call_next("RHM") for _ in range(4)]
    assert [each and each.label for each in called] == ["A1", "A2", "A3", None]
    assert len(box.facts(Called)) == 3


def test_two_desks_call_two_people(box: Box) -> None:
    for number in range(1, 9):
        box.reception.by_nik(box.person(number).nik)
    labels: list[str] = []

    def call(by: str) -> None:
        for _ in range(4):
            called = box.desk.call_next(by)
            assert called
            labels.append(called.label)

    threads = [threading.Thread(target=call, args=(by,)) for by in ("RHM", "BDI")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(labels) == [f"A{number}" for number in range(1, 9)]


def test_who_was_served_without_being_called_is_not_called(box: Box) -> None:
    box.reception.by_nik(box.person(1).nik)
    box.reception.by_nik(box.person(2).nik)
    box.serve(1)
    following = box.desk.call_next("RHM")
    assert following
    assert following.label == "A2"


def test_the_queue_tells_who_waits_who_was_called_and_who_is_done(box: Box) -> None:
    for number in (1, 2):
        box.reception.by_nik(box.person(number).nik)
    box.reception.nameless()
    box.time.ms += MINUTE_MS
    box.desk.call_next("RHM")
    box.serve(1)
    told = [(each.arrival.label, each.person, each.arrival.called_at, each.done) for each in box.desk.queue()]
    assert told == [
        ("A1", box.person(1), box.time.ms, True),
        ("A2", box.person(2), None, False),
        ("A3", None, None, False),
    ]


def test_the_queue_of_a_locked_visit_has_numbers_without_names(box: Box) -> None:
    box.reception.by_nik(box.person(1).nik)
    box.restart()
    assert [(each.arrival.label, each.person) for each in box.desk.queue()] == [("A1", None)]


def test_a_number_may_be_called_once_more(box: Box) -> None:
    arrival = box.reception.nameless()
    box.desk.call_next("RHM")
    box.time.ms += MINUTE_MS
    box.desk.call(arrival, "BDI")
    assert box.village.book.arrivals()[0].called_at == box.time.ms


# Handing over


def test_several_programmes_are_handed_over_in_one_entry(box: Box) -> None:
    entry = box.serve(1)
    assert isinstance(entry.fact, HandedOver)
    assert entry.fact.allotments == box.owed(1)
    assert len(entry.fact.allotments) == 2
    assert entry.by == "RHM"
    assert statuses(box, 1) == [Status.HANDED_OVER, Status.HANDED_OVER]


def test_one_programme_now_and_the_other_later(box: Box) -> None:
    rice, cash = box.owed(1)
    box.desk.hand_over(replace(box.handover(1), allotments=(rice,)), "RHM")
    assert statuses(box, 1) == [Status.HANDED_OVER, Status.NOT_COME]
    box.desk.hand_over(replace(box.handover(1), allotments=(cash,), proofs=("ktp",)), "BDI")
    assert statuses(box, 1) == [Status.HANDED_OVER, Status.HANDED_OVER]


def test_what_was_handed_over_survives_a_power_cut(box: Box) -> None:
    handed = box.serve(1)
    box.restart().unlock()
    with pytest.raises(AlreadyServed) as caught:
        box.serve(1)
    assert caught.value.entry == handed


@pytest.mark.parametrize(
    ("chosen", "manner", "asked"),
    [
        (slice(0, 2), Manner.SELF, ("ktp", "undangan")),
        (slice(1, 2), Manner.SELF, ("ktp",)),
        (slice(0, 2), Manner.AT_HOME, ("ktp", "undangan")),
        (slice(0, 1), Manner.PROXY, ("surat_kuasa", "ktp_wakil")),
        (slice(0, 1), Manner.REPLACEMENT, ("ba_pengganti", "sptjm")),
        (slice(0, 0), Manner.SELF, ()),
    ],
)
def test_papers_follow_from_programme_and_manner(
    box: Box, chosen: slice, manner: Manner, asked: tuple[str, ...]
) -> None:
    assert box.desk.required_proofs(box.owed(1)[chosen], box.person(1).id, manner) == asked


def test_a_paper_that_was_not_seen_stops_it(box: Box) -> None:
    before = len(box.entries)
    with pytest.raises(ProofMissing) as caught:
        box.desk.hand_over(replace(box.handover(1), proofs=("ktp",)), "RHM")
    assert caught.value.proofs == ("undangan",)
    assert len(box.entries) == before


def test_a_proxy_is_named_and_sealed(box: Box) -> None:
    entry = box.desk.hand_over(proxy(box, 2, mark=Mark.THUMBPRINT), "RHM")
    assert isinstance(entry.fact, HandedOver)
    assert b"Arbain" not in entry.payload
    assert box.village.unlocked().key.unseal_value(Receiver, entry.fact.sealed) == ARBAIN
    assert statuses(box, 2) == [Status.TO_PROXY]
    assert entry.fact.mark is Mark.THUMBPRINT


@pytest.mark.parametrize("manner", [Manner.PROXY, Manner.REPLACEMENT])
def test_whoever_receives_for_another_has_a_name(box: Box, manner: Manner) -> None:
    with pytest.raises(ReceiverMissing):
        box.desk.hand_over(proxy(box, 2, manner=manner, receiver=Receiver("  ", "6311020101700001")), "RHM")


def test_at_home_and_in_person_nothing_of_a_receiver_is_kept(box: Box) -> None:
    home = box.desk.hand_over(replace(box.handover(2), manner=Manner.AT_HOME, receiver=ARBAIN), "RHM")
    assert isinstance(home.fact, HandedOver)
    assert home.fact.sealed == b""
    assert statuses(box, 2) == [Status.AT_HOME]


def test_cash_goes_to_nobody_else(make_box: MakeBox) -> None:
    box = make_box()
    rice, cash = box.office.pack.programmes
    strict = msgspec.structs.replace(cash, proxy="none")
    box.load(msgspec.structs.replace(box.office.pack, programmes=(rice, strict))).unlock()
    before = len(box.entries)
    for manner in (Manner.PROXY, Manner.REPLACEMENT):
        with pytest.raises(NotAllowed):
            box.desk.hand_over(proxy(box, 1, allotments=box.owed(1), manner=manner), "RHM")
    assert len(box.entries) == before
    assert box.desk.hand_over(proxy(box, 1, manner=Manner.REPLACEMENT), "RHM")
    assert statuses(box, 1) == [Status.TO_REPLACEMENT, Status.NOT_COME]


def test_only_what_is_owed_is_handed_over(box: Box) -> None:
    for allotments in ((), box.owed(2), (*box.owed(1), *box.owed(2)), (b"nothing!",)):
        with pytest.raises(NothingOwed):
            box.desk.hand_over(replace(box.handover(1), allotments=allotments), "RHM")


def test_the_second_handover_learns_of_the_first(box: Box) -> None:
    handed = box.serve(1, by="BDI")
    for again in (box.handover(1), replace(box.handover(1), allotments=box.owed(1)[1:])):
        with pytest.raises(AlreadyServed) as caught:
            box.desk.hand_over(again, "RHM")
        assert (caught.value.entry, caught.value.entry.by) == (handed, "BDI")


def test_two_desks_at_once_hand_over_once(box: Box) -> None:
    together = threading.Barrier(4)
    served: list[str] = []
    refused: list[AlreadyServed] = []

    def hand_over(by: str) -> None:
        together.wait()
        try:
            served.append(box.serve(1, by).by)
        except AlreadyServed as error:
            refused.append(error)

    threads = [threading.Thread(target=hand_over, args=(by,)) for by in ("RHM", "BDI", "RHM", "BDI")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (len(served), len(refused), len(box.facts(HandedOver))) == (1, 3, 1)
    assert {error.entry.by for error in refused} == set(served)


def test_what_another_visit_handed_over_is_handed_over(box: Box) -> None:
    handed = box.serve(1)
    box.village.close("RHM")
    later = msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02", date="2026-11-29")
    box.load(later)
    box.village.choose(box.kiosk.shelf.pack_of(b"visit-02"))
    box.unlock()
    with pytest.raises(AlreadyServed) as caught:
        box.serve(1)
    assert caught.value.entry == handed
    assert [owed.open for owed in box.desk.dossier(box.person(1).id).owed] == [False, False]


# Not handing over, and undoing


def test_not_served_says_why_and_may_be_served_later(box: Box) -> None:
    entry = box.desk.not_served(box.person(1).id, box.owed(1), Unserved.PAPERS_MISSING, " KTP tertinggal ", "RHM")
    assert isinstance(entry.fact, NotServed)
    assert b"tertinggal" not in entry.payload
    assert "KTP tertinggal" in box.village.unlocked().key.unseal_value(Note, entry.fact.sealed).text
    assert statuses(box, 1) == [Status.POSTPONED, Status.POSTPONED]
    box.serve(1)
    assert statuses(box, 1) == [Status.HANDED_OVER, Status.HANDED_OVER]
    with pytest.raises(AlreadyServed):
        box.desk.not_served(box.person(1).id, box.owed(1), Unserved.DECLINED, "", "RHM")


def test_a_note_is_not_needed(box: Box) -> None:
    entry = box.desk.not_served(box.person(2).id, box.owed(2), Unserved.MOVED, "  ", "RHM")
    assert isinstance(entry.fact, NotServed)
    assert entry.fact.sealed == b""
    assert statuses(box, 2) == [Status.FAILED]


def test_undoing_writes_the_reason_and_restores_what_is_owed(box: Box) -> None:
    handed = box.serve(1)
    before = box.entries
    undone = box.desk.undo(handed.place, " salah orang ", "BDI")
    assert box.entries == [*before, undone]
    assert isinstance(undone.fact, Undone)
    assert box.village.unlocked().key.unseal_value(Note, undone.fact.sealed) == Note("salah orang")
    assert b"salah" not in undone.payload
    assert all(owed.open for owed in box.desk.dossier(box.person(1).id).owed)
    assert box.serve(1).place != handed.place


def test_a_record_of_not_serving_can_be_undone_too(box: Box) -> None:
    entry = box.desk.not_served(box.person(2).id, box.owed(2), Unserved.DECEASED, "", "RHM")
    box.desk.undo(entry.place, "orangnya datang", "RHM")
    assert statuses(box, 2) == [Status.NOT_COME]


@pytest.mark.parametrize("reason", ["", "  "])
def test_undoing_needs_a_reason(box: Box, reason: str) -> None:
    handed = box.serve(1)
    with pytest.raises(ReasonMissing):
        box.desk.undo(handed.place, reason, "RHM")
    assert box.facts(Undone) == []


def test_nothing_is_undone_twice_or_out_of_the_air(box: Box) -> None:
    handed = box.serve(1)
    box.desk.undo(handed.place, "salah", "RHM")
    arrival = box.reception.nameless()
    for place in (handed.place, Place(handed.feed, 9999), arrival.entry.place):
        with pytest.raises(NothingToUndo):
            box.desk.undo(place, "salah", "RHM")
    assert len(box.facts(Undone)) == 1


# The dossier


def test_the_dossier_shows_the_household_and_names_alike(make_box: MakeBox) -> None:
    box = make_box()
    people = list(box.office.people)
    people[3] = msgspec.structs.replace(people[3], name="DJOKO SOESILO")
    people[7] = msgspec.structs.replace(people[7], name="H. Joko Susilo")
    box.load(msgspec.structs.replace(box.office.pack, people=tuple(people))).unlock()
    dossier = box.desk.dossier(people[3].id)
    assert dossier.alike == (people[7],)
    assert dossier.household == (people[2], people[4])
    assert dossier.arrival is None
    box.reception.by_nik(people[3].nik)
    arrival = box.desk.dossier(people[3].id).arrival
    assert arrival
    assert arrival.label == "A1"


def test_people_without_a_family_card_are_no_household(make_box: MakeBox) -> None:
    box = make_box()
    people = tuple(msgspec.structs.replace(each, kk="") for each in box.office.people)
    box.load(msgspec.structs.replace(box.office.pack, people=people)).unlock()
    assert box.desk.dossier(people[0].id).household == ()


def test_a_renewed_dossier_says_what_a_new_one_says(box: Box) -> None:
    dossier = box.desk.dossier(box.person(1).id)
    box.reception.by_nik(box.person(1).nik)
    box.serve(1)
    assert box.desk.renewed(dossier) == box.desk.dossier(box.person(1).id)


def test_a_stranger_has_no_dossier(box: Box) -> None:
    with pytest.raises(NothingOwed):
        box.desk.dossier(b"stranger")


def test_a_closed_visit_can_be_read_and_no_more(box: Box) -> None:
    handed = box.serve(1)
    box.village.close("RHM")
    assert not any(owed.open for owed in box.desk.dossier(box.person(1).id).owed)
    for late in (
        lambda: box.serve(2),
        lambda: box.desk.undo(handed.place, "salah", "RHM"),
        lambda: box.desk.not_served(box.person(2).id, box.owed(2), Unserved.ABSENT, "", "RHM"),
        lambda: box.desk.call_next("RHM") or box.reception.nameless(),
    ):
        with pytest.raises(VisitOver):
            late()


def test_a_locked_visit_hands_nothing_over(box: Box) -> None:
    handover = box.handover(1)
    box.restart()
    with pytest.raises(VisitLocked):
        box.desk.hand_over(handover, "RHM")
    with pytest.raises(VisitLocked):
        box.desk.dossier(handover.person)


def test_a_refused_check_in_stands_in_nobodys_way(box: Box) -> None:
    box.serve(2)
    box.reception.by_nik(box.person(2).nik)
    assert [each.fact.reason for each in box.village.book.refusals.values()] == [Refusal.ALREADY_SERVED]  # type: ignore[union-attr]
    assert box.desk.queue() == []
