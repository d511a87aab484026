"""Stories of the front door: who gets a number, and who is sent to the desk without a word of why."""

import threading

import pytest

from kiosk.attempts import Attempts
from kiosk.errors import NoVisit, TooManyAttempts, VisitLocked, VisitOver
from kiosk.overview import refusals
from kiosk.reception import Answer, Reception, Reply
from ledger.errors import LogStopped
from ledger.facts import CheckedIn, CheckInRefused, Refusal, Way
from ledger.secrets import show_code
from tests.kiosk.box import MINUTE_MS, Box, MakeBox, Seconds
from tests.ledger.disk.test_journal import files_no_larger_than
from tests.village import nik

TO_THE_DESK = Reply(Answer.TO_THE_DESK)


def number(reply: Reply) -> str:
    assert reply.answer is Answer.NUMBER
    assert reply.arrival
    return reply.arrival.label


def test_numbers_are_given_in_order(box: Box) -> None:
    assert number(box.reception.by_nik(box.person(5).nik)) == "A1"
    assert number(box.reception.by_invitation("LIYU0002")) == "A2"
    assert box.reception.by_staff(box.person(9).id, "RHM").label == "A3"
    assert box.reception.nameless().label == "A4"
    ways = [fact.way for fact in box.facts(CheckedIn) if isinstance(fact, CheckedIn)]
    assert ways == [Way.NIK, Way.INVITATION, Way.STAFF, Way.STAFF]


@pytest.mark.parametrize(
    "typed", ["LIYU0007", "liyu0007", "LIYU-0007", " liyu ooo7 ", "l1yu-OO07", show_code("LIYU0007")]
)
def test_an_invitation_may_be_typed_as_people_type(box: Box, typed: str) -> None:
    reply = box.reception.by_invitation(typed)
    assert reply.arrival
    assert reply.arrival.person == box.person(7).id


def test_again_gives_the_same_number_and_writes_nothing(box: Box) -> None:
    first = box.reception.by_nik(box.person(3).nik)
    before = len(box.entries)
    second = box.reception.by_invitation("LIYU0003")
    assert (first.again, second.again) == (False, True)
    assert number(first) == number(second) == "A1"
    assert box.reception.by_staff(box.person(3).id, "RHM").label == "A1"
    assert len(box.entries) == before


@pytest.mark.parametrize(
    ("shown", "reason", "village"),
    [
        (nik(9001), Refusal.OTHER_VILLAGE, "Uren"),
        (nik(9002), Refusal.DECEASED, ""),
        (nik(4711), Refusal.NOT_LISTED, ""),
        ("6311023013460001", Refusal.BAD_NIK, ""),
    ],
)
def test_a_nik_that_is_not_served_here_goes_to_the_desk(box: Box, shown: str, reason: Refusal, village: str) -> None:
    box.time.ms += 7 * MINUTE_MS
    assert box.reception.by_nik(shown) == TO_THE_DESK
    (line,) = refusals(box.village)
    assert (line.reason, line.village, line.shown, line.way) == (reason, village, shown, Way.NIK)
    assert line.entry.at == box.time.ms


@pytest.mark.parametrize("code", ["LIYU9999", "6311ABCDEFGHJKLM", "8999999012345", ""])
def test_an_unknown_code_goes_to_the_desk(box: Box, code: str) -> None:
    assert box.reception.by_invitation(code) == TO_THE_DESK
    (line,) = refusals(box.village)
    assert (line.reason, line.shown, line.way) == (Refusal.UNKNOWN_CODE, code, Way.INVITATION)


def test_what_was_shown_is_sealed(box: Box) -> None:
    box.reception.by_nik(nik(9001))
    (entry,) = box.village.book.refusals.values()
    fact = entry.fact
    assert isinstance(fact, CheckInRefused)
    assert fact.sealed
    assert nik(9001).encode() not in entry.payload


def test_something_endless_from_a_scanner_is_cut(box: Box) -> None:
    box.reception.by_invitation("X" * 100_000)
    assert refusals(box.village)[0].shown == "X" * 200


def test_who_was_served_is_sent_to_the_desk_which_knows_when_and_by_whom(box: Box) -> None:
    handed = box.serve(4, by="BDI")
    box.time.ms += MINUTE_MS
    assert box.reception.by_nik(box.person(4).nik) == TO_THE_DESK
    (line,) = refusals(box.village)
    assert (line.reason, line.shown) == (Refusal.ALREADY_SERVED, box.person(4).name)
    assert line.before == handed
    assert (line.before.by, line.before.at) == ("BDI", box.time.ms - MINUTE_MS)


def test_who_still_gets_something_gets_a_number(box: Box) -> None:
    rice, _cash = box.owed(3)
    whole = box.handover(3)
    box.desk.hand_over(type(whole)(whole.person, (rice,), proofs=whole.proofs), "RHM")
    assert number(box.reception.by_nik(box.person(3).nik)) == "A1"


def test_an_undone_handover_opens_the_door_again(box: Box) -> None:
    box.desk.undo(box.serve(2).place, "salah orang", "RHM")
    assert number(box.reception.by_nik(box.person(2).nik)) == "A1"


def test_a_nameless_number_is_named_at_the_desk_and_stays(box: Box) -> None:
    nameless = box.reception.nameless()
    assert nameless.person == b""
    named = box.reception.by_staff(box.person(6).id, "RHM", nameless)
    assert (named.label, named.person) == (nameless.label, box.person(6).id)
    assert [each.label for each in box.village.book.arrivals()] == ["A1"]
    assert box.reception.nameless().label == "A2"


def test_a_second_number_is_settled_with_the_first(box: Box) -> None:
    first = box.reception.by_nik(box.person(6).nik)
    second = box.reception.nameless()
    assert box.reception.by_staff(box.person(6).id, "RHM", second).label == number(first)
    assert [each.label for each in box.village.book.arrivals()] == ["A1"]
    before = len(box.entries)
    box.reception.by_staff(box.person(6).id, "RHM", second)
    assert len(box.entries) == before


def test_one_number_never_belongs_to_two(box: Box) -> None:
    nameless = box.reception.nameless()
    one = box.reception.by_staff(box.person(1).id, "RHM", nameless)
    other = box.reception.by_staff(box.person(2).id, "BDI", nameless)
    assert (one.label, other.label) == ("A1", "A2")


def test_two_officers_at_once_give_one_number(box: Box) -> None:
    together = threading.Barrier(2)
    labels: list[str] = []

    def check_in(by: str) -> None:
        together.wait()
        labels.append(box.reception.by_staff(box.person(8).id, by).label)

    threads = [threading.Thread(target=check_in, args=(by,)) for by in ("RHM", "BDI")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert labels == ["A1", "A1"]
    assert len(box.facts(CheckedIn)) == 1


def test_staff_check_in_nobody_from_elsewhere(box: Box) -> None:
    with pytest.raises(NoVisit):
        box.reception.by_staff(b"stranger", "RHM")


def test_guessing_is_slowed_and_forgiven(box: Box) -> None:
    clock = Seconds()
    reception = Reception(box.village, Attempts(free=3, pause_s=15, longest_s=40, forget_s=5, monotonic=clock))
    for guess in range(3):
        assert reception.by_nik(nik(5000 + guess)) == TO_THE_DESK
    written = len(box.entries)
    with pytest.raises(TooManyAttempts) as caught:
        reception.by_nik(box.person(1).nik)
    assert caught.value.seconds == 15
    with pytest.raises(TooManyAttempts):
        reception.by_invitation("LIYU9999")
    assert len(box.entries) == written
    assert number(reception.by_invitation("LIYU0003")) == "A1"  # who holds an invitation need not wait
    clock.s += 15.1
    assert number(reception.by_nik(box.person(1).nik)) == "A2"
    assert reception.by_nik(nik(5100)) == TO_THE_DESK
    assert number(reception.by_nik(box.person(2).nik)) == "A3"


def test_knowing_one_number_is_no_licence_to_guess_others(box: Box) -> None:
    reception = Reception(box.village, Attempts(free=4, monotonic=Seconds()))
    for guess in range(4):
        assert number(reception.by_nik(box.person(1).nik)) == "A1"
        reception.by_nik(nik(5000 + guess))
    with pytest.raises(TooManyAttempts):
        reception.by_nik(box.person(1).nik)


def test_help_is_not_slowed_by_wrong_numbers(box: Box) -> None:
    reception = Reception(box.village, Attempts(free=0, monotonic=Seconds()))
    reception.by_nik(nik(5000))
    assert reception.nameless().label == "A1"


def test_a_child_that_plays_with_the_button_does_not_empty_the_paper(box: Box) -> None:
    clock = Seconds()
    reception = Reception(box.village, Attempts(), Attempts(free=5, pause_s=10, forget_s=2, monotonic=clock))
    assert [reception.nameless().label for _ in range(5)][-1] == "A5"
    with pytest.raises(TooManyAttempts):
        reception.nameless()
    clock.s += 20
    assert reception.nameless().label == "A6"


def test_before_the_opening_nobody_gets_a_number(sealed: Box) -> None:
    for ask in (lambda: sealed.reception.by_nik(sealed.person(1).nik), sealed.reception.nameless):
        with pytest.raises(NoVisit):
            ask()


def test_without_a_pack_there_is_no_visit(make_box: MakeBox) -> None:
    with pytest.raises(NoVisit):
        make_box().reception.nameless()


def test_after_a_power_cut_numbers_go_on_and_names_wait_for_the_phrase(box: Box) -> None:
    box.reception.by_nik(box.person(1).nik)
    box.restart()
    assert box.reception.nameless().label == "A2"
    with pytest.raises(VisitLocked):
        box.reception.by_nik(box.person(1).nik)
    box.unlock()
    assert number(box.reception.by_nik(box.person(1).nik)) == "A1"


def test_after_closing_nobody_gets_a_number(box: Box) -> None:
    box.village.close("RHM")
    for ask in (lambda: box.reception.by_nik(box.person(1).nik), box.reception.nameless):
        with pytest.raises(VisitOver):
            ask()


def test_when_the_medium_fails_nobody_is_told_a_number(box: Box) -> None:
    with files_no_larger_than(0), pytest.raises(LogStopped):
        box.reception.by_nik(box.person(1).nik)
    with pytest.raises(LogStopped):
        box.reception.nameless()
    assert box.kiosk.log.stopped
    assert box.village.book.arrivals() == []


def test_a_group_from_another_village_is_not_slowed_down(box: Box) -> None:
    for _ in range(12):
        assert box.kiosk.reception.by_nik(nik(9001)).answer is Answer.TO_THE_DESK
    assert box.kiosk.reception.by_nik(box.person(1).nik).answer is Answer.NUMBER
