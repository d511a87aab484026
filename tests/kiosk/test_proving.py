"""Receipts as witnesses: of what the log has, and of what it has lost."""

import shutil

import pytest

from kiosk.errors import AlreadyServed
from kiosk.proving import Proving, Verdict
from ledger.clock import Instant
from ledger.codes import receipt_codes, sign_entry
from ledger.entry import Entry
from ledger.errors import BadEntry
from ledger.facts import Cause, FeedOpened, HandedOver
from ledger.keys import SigningKey
from tests.kiosk.box import Box


def code_of(box: Box, entry: Entry) -> str:
    (code,) = receipt_codes(sign_entry(entry, box.key))
    return code


def openings(box: Box) -> list[Cause]:
    return [fact.cause for _, fact in sorted(_openings(box), key=lambda each: each[0])]


def _openings(box: Box) -> list[tuple[int, FeedOpened]]:
    numbered = enumerate(box.kiosk.log.table.entries())
    return [(number, each.fact) for number, each in numbered if isinstance(each.fact, FeedOpened)]


def test_a_receipt_of_this_box_is_true(box: Box) -> None:
    entry = box.serve(1)
    proved = box.kiosk.proving().check(code_of(box, entry))
    assert proved
    assert (proved.verdict, proved.entry) == (Verdict.TRUE, entry)
    assert len(box.kiosk.evidence) == 0


def test_an_old_card_that_was_put_back_learns_from_a_receipt_what_it_lost(box: Box) -> None:
    box.serve(1)
    box.system.close()
    old_card = box.folder.with_name("old card")
    shutil.copytree(box.folder / "log", old_card)
    box.restart().unlock()
    lost = box.serve(2)
    code = code_of(box, lost)
    box.system.close()
    shutil.rmtree(box.folder / "log")
    shutil.copytree(old_card, box.folder / "log")
    box.system = box._system()
    box.unlock()
    assert box.village.served(box.owed(2)[0]) is None

    proved = box.kiosk.proving().check(code)

    assert proved
    assert proved.verdict is Verdict.RESTORED
    with pytest.raises(AlreadyServed):
        box.serve(2)
    assert openings(box) == [Cause.NEW, Cause.BEHIND]
    again = box.kiosk.proving().check(code)
    assert again
    assert again.verdict is Verdict.TRUE
    assert openings(box) == [Cause.NEW, Cause.BEHIND]
    box.restart().unlock()
    with pytest.raises(AlreadyServed):
        box.serve(2)


def test_a_receipt_under_a_number_that_says_something_else_is_kept_beside_it(box: Box) -> None:
    mine = box.serve(1)
    fact = mine.fact
    assert isinstance(fact, HandedOver)
    other = Entry.create(mine.place, mine.prev, _instant(mine), "BDI", fact)
    proved = box.kiosk.proving().check(code_of(box, other))
    assert proved
    assert proved.verdict is Verdict.FORKED
    assert {each.hash for each in box.village.book.handovers.values()} == {mine.hash, other.hash}
    assert openings(box)[-1] is Cause.FORKED


def test_what_another_signed_is_left_to_the_office(box: Box) -> None:
    entry = box.serve(1)
    (forged,) = receipt_codes(sign_entry(_changed(entry), SigningKey(b"x" * 32)))
    proved = box.kiosk.proving().check(forged)
    assert proved
    assert proved.verdict is Verdict.OTHER_BOX
    assert len(box.kiosk.evidence) == 0


@pytest.mark.parametrize("code", ["LIYU0001", "", "0" * 400, "/" * 2000])
def test_what_is_no_receipt_is_told(box: Box, code: str) -> None:
    proving: Proving = box.kiosk.proving()
    with pytest.raises(BadEntry):
        proving.check(code)


def _instant(entry: Entry) -> Instant:
    return Instant(entry.at + 1, entry.content.trust)


def _changed(entry: Entry) -> Entry:
    return Entry.create(entry.place, entry.prev, _instant(entry), entry.by, entry.fact)
