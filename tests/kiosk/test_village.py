"""The visit in hand: locked, unlocked, renewed, closed, laid aside."""

import threading

import msgspec
import pytest

from kiosk.attempts import Attempts
from kiosk.errors import NoVisit, TooManyAttempts, VisitLocked, VisitOver, WrongPhrase
from kiosk.overview import overview
from kiosk.printing import Sheet
from kiosk.village import Village
from ledger.aid import Item
from ledger.entry import Entry
from ledger.facts import HandedOver, Unlocked, UnlockRefused, VisitClosed, VisitOpened
from tests.kiosk.box import CARD, MINUTE_MS, Box, MakeBox, Seconds
from tests.village import PHRASE


def slow(box: Box, clock: Seconds) -> Village:
    """The same visit, with attempts that a test can wait for."""
    village = Village(box.kiosk.writer, box.kiosk.book, Attempts(free=2, pause_s=15, monotonic=clock))
    village.choose(box.kiosk.shelf.packs()[0])
    return village


@pytest.mark.parametrize(
    "secret", [PHRASE, " Padi  KUNING di lereng ", "padi-kuning-di-lereng", CARD, CARD.lower(), "k4rtoku1rhma7777"]
)
def test_phrase_and_card_unlock_as_people_write_them(sealed: Box, secret: str) -> None:
    assert sealed.village.unlock(secret).people.keys() == {each.id for each in sealed.office.people}
    assert sealed.village.is_open


@pytest.mark.parametrize("secret", ["padi kuning", "padi kuning di lereng hijau", "", "0000-0000-0000-0000"])
def test_anything_else_does_not(sealed: Box, secret: str) -> None:
    with pytest.raises(WrongPhrase):
        sealed.village.unlock(secret)
    assert sealed.village.visit is None
    assert not sealed.village.is_open


def test_guessing_the_phrase_is_slowed_even_for_who_knows_it(sealed: Box) -> None:
    clock = Seconds()
    village = slow(sealed, clock)
    for _ in range(2):
        with pytest.raises(WrongPhrase):
            village.unlock("padi hijau")
    with pytest.raises(TooManyAttempts) as caught:
        village.unlock(PHRASE)
    assert caught.value.seconds == 15
    clock.s += 15
    with pytest.raises(WrongPhrase):
        village.unlock("padi hijau")
    clock.s += 29
    with pytest.raises(TooManyAttempts):
        village.unlock(PHRASE)
    clock.s += 1
    assert village.unlock(PHRASE)


def wrong(village: Village, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPhrase):
            village.unlock("padi hijau")


def test_every_try_is_written_down_and_counted_until_somebody_knows_the_phrase(sealed: Box) -> None:
    wrong(sealed.village, 3)
    book = sealed.village.book
    assert len(sealed.facts(UnlockRefused)) == book.wrong_unlocks == 3
    first = book.first_wrong_unlock
    assert first
    assert first.seq == next(each.seq for each in sealed.entries if isinstance(each.fact, UnlockRefused))
    sealed.village.unlock(CARD)
    assert (book.wrong_unlocks, book.first_wrong_unlock) == (0, None)
    assert sealed.facts(Unlocked) == [Unlocked(sealed.office.pack.visit, "card")]


def test_a_restart_forgives_no_guess(sealed: Box) -> None:
    wrong(sealed.village, 4)
    for _ in range(2):
        sealed.restart()
        with pytest.raises(TooManyAttempts) as caught:
            sealed.unlock()
        assert caught.value.seconds == pytest.approx(15, abs=1)
        assert sealed.village.book.wrong_unlocks == 4
    assert not sealed.facts(Unlocked)


def test_laying_the_visit_aside_forgives_none_either(sealed: Box) -> None:
    wrong(sealed.village, 4)
    sealed.village.put_down()
    sealed.kiosk.choose(sealed.office.pack.visit)
    with pytest.raises(TooManyAttempts):
        sealed.unlock()


def test_a_few_typing_errors_before_a_power_cut_cost_nothing(sealed: Box) -> None:
    wrong(sealed.village, 3)
    assert sealed.restart().unlock().village.visit
    wrong_again = sealed.restart()
    wrong(wrong_again.village, 3)
    assert wrong_again.unlock().village.visit


def test_many_tries_at_once_are_no_more_than_one_after_another(sealed: Box) -> None:
    together = threading.Barrier(12)
    told: list[type[Exception]] = []

    def guess() -> None:
        together.wait()
        with pytest.raises((WrongPhrase, TooManyAttempts)) as caught:
            sealed.village.unlock("padi hijau")
        told.append(caught.type)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert (told.count(WrongPhrase), told.count(TooManyAttempts)) == (4, 8)
    assert sealed.village.book.wrong_unlocks == 4


def test_a_wrong_try_is_told_to_whoever_reads_the_journal(sealed: Box, caplog: pytest.LogCaptureFixture) -> None:
    wrong(sealed.village, 1)
    (told,) = [each.getMessage() for each in caplog.records if each.name == "kiosk.village"]
    assert told == "somebody tried a wrong phrase or card for the visit to Liyu"
    assert "padi" not in caplog.text


def test_unlocking_begins_the_visit_once(sealed: Box) -> None:
    sealed.unlock()
    sealed.restart().unlock()
    assert len(sealed.facts(VisitOpened)) == 1


def test_a_locked_visit_is_chosen_again_after_a_restart(box: Box) -> None:
    box.restart()
    header = box.village.header()
    assert (header.village_name, header.series) == ("Liyu", "A")
    assert box.village.visit is None
    assert box.village.is_open  # numbers may be taken meanwhile
    with pytest.raises(VisitLocked):
        box.village.unlocked()


def test_without_a_visit_there_is_nothing(make_box: MakeBox) -> None:
    village = make_box().village
    assert (village.chosen, village.visit, village.is_open, village.is_over) == (None, None, False, False)
    for ask in (village.header, village.unlocked, lambda: village.unlock(PHRASE), lambda: village.close("RHM")):
        with pytest.raises(NoVisit):
            ask()


def test_closing_is_written_once_and_leaves_the_visit_readable(box: Box) -> None:
    handed = box.serve(1)
    box.village.close("BDI")
    box.village.close("RHM")
    (closed,) = [each for each in box.entries if isinstance(each.fact, VisitClosed)]
    assert closed.by == "BDI"
    assert (box.village.is_open, box.village.is_over) == (False, True)
    assert box.village.unlocked_or_over().people
    assert box.village.served(box.owed(1)[0]) == handed
    with pytest.raises(VisitOver):
        box.village.unlocked()


def test_a_closed_visit_is_not_taken_in_hand_again(box: Box) -> None:
    box.village.close("RHM")
    assert box.restart().village.chosen is None


def test_a_renewed_pack_keeps_who_was_served_and_stays_unlocked(box: Box) -> None:
    box.reception.by_nik(box.person(1).nik)
    handed = box.serve(1)
    told: list[None] = []
    box.village.RENEWED.listen(told.append)
    newcomer = msgspec.structs.replace(box.person(2), id=b"newcomer", name="ORANG BARU", nik="6311020101600099")
    pack = box.office.pack
    newer = msgspec.structs.replace(
        pack, id=b"renewed!", people=(*pack.people, newcomer), made_at=pack.made_at + MINUTE_MS
    )
    box.load(newer)
    assert len(told) == 1
    assert box.village.unlocked().by_nik(newcomer.nik) == newcomer
    assert box.village.served(box.owed(1)[0]) == handed
    assert [each.label for each in box.village.book.arrivals()] == ["A1"]
    assert len(box.facts(HandedOver)) == 1
    assert box.restart().unlock().village.unlocked().pack == newer


def test_what_was_handed_over_is_told_as_it_was_whatever_a_newer_pack_says(box: Box) -> None:
    handed = box.serve(1)
    before = box.kiosk.printing.render(Sheet(handed.place, 0).reference)
    pack, gone = box.office.pack, box.person(1).id
    newer = msgspec.structs.replace(
        pack,
        id=b"renewed!",
        people=tuple(each for each in pack.people if each.id != gone),
        allotments=tuple(each for each in pack.allotments if each.person != gone),
        made_at=pack.made_at + MINUTE_MS,
    )
    box.load(newer)
    for _ in range(2):
        assert box.kiosk.printing.render(Sheet(handed.place, 0).reference) == before
        assert not box.village.unlocked().is_listed(gone)
        assert len(overview(box.village)) == 2
        box.restart().unlock()


def test_a_reprint_says_what_was_handed_over_then_not_what_is_owed_now(box: Box) -> None:
    handed = box.serve(1)
    before = box.kiosk.printing.render(Sheet(handed.place, 0).reference)
    pack = box.office.pack
    less = tuple(msgspec.structs.replace(each, items=(Item("Uang tunai", rupiah=1),)) for each in pack.allotments)
    box.load(msgspec.structs.replace(pack, id=b"renewed!", allotments=less, made_at=pack.made_at + MINUTE_MS))
    assert box.kiosk.printing.render(Sheet(handed.place, 0).reference) == before
    assert box.village.unlocked().allotments_of(box.person(2).id)[0].items[0].rupiah == 1


def test_a_locked_visit_is_renewed_locked(box: Box) -> None:
    box.restart()
    box.load(msgspec.structs.replace(box.office.pack, id=b"renewed!", made_at=box.office.pack.made_at + 1))
    assert box.village.visit is None
    assert box.village.header().pack == b"renewed!"


def test_a_visit_laid_aside_is_locked(box: Box) -> None:
    box.village.put_down()
    assert (box.village.chosen, box.village.visit) == (None, None)
    box.village.choose(box.kiosk.shelf.packs()[0])
    assert box.village.visit is None
    assert box.unlock().village.is_open


def test_two_packs_and_none_begun_leave_the_choice_to_staff(make_box: MakeBox) -> None:
    box = make_box()
    box.load()
    assert box.village.chosen
    box.load(msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02"))
    assert box.restart().village.chosen is None
    box.village.choose(box.kiosk.shelf.pack_of(b"visit-02"))
    box.unlock()
    assert box.restart().village.header().visit == b"visit-02"


def test_everything_written_is_told(box: Box) -> None:
    told: list[Entry] = []
    stop = box.village.HAPPENED.listen(told.append)
    handed = box.serve(1)
    stop()
    box.serve(2)
    assert told == [handed]
