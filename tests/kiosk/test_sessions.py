"""Who acts: an officer at a browser, known by a PIN."""

import pytest

from kiosk.errors import TooManyAttempts, VisitLocked, WrongPin
from kiosk.sessions import IDLE_S, Sessions
from tests.kiosk.box import Box, Seconds
from tests.village import PIN


def test_an_officer_enters_and_leaves(box: Box) -> None:
    sessions = box.kiosk.sessions
    assert sessions.officer("tablet") is None
    assert sessions.enter("tablet", "RHM", PIN).name == "Rahma Wati"
    officer = sessions.officer("tablet")
    assert officer
    assert officer.code == "RHM"
    assert sessions.officer("phone") is None
    sessions.leave("tablet")
    sessions.leave("tablet")
    assert sessions.officer("tablet") is None


@pytest.mark.parametrize(("code", "pin"), [("RHM", "000000"), ("RHM", ""), ("XXX", PIN), ("", "")])
def test_a_wrong_pin_lets_nobody_in(box: Box, code: str, pin: str) -> None:
    with pytest.raises(WrongPin):
        box.kiosk.sessions.enter("tablet", code, pin)
    assert box.kiosk.sessions.officer("tablet") is None


def test_tries_are_limited_per_officer_on_every_browser(box: Box) -> None:
    sessions = box.kiosk.sessions
    for browser in ("a", "b", "c", "d"):
        with pytest.raises(WrongPin):
            sessions.enter(browser, "RHM", "111111")
    with pytest.raises(TooManyAttempts):
        sessions.enter("e", "RHM", PIN)
    assert sessions.enter("e", "BDI", PIN).code == "BDI"


def test_a_right_pin_forgives(box: Box) -> None:
    sessions = box.kiosk.sessions
    for _ in range(2):
        for _ in range(3):
            with pytest.raises(WrongPin):
                sessions.enter("a", "RHM", "111111")
        assert sessions.enter("a", "RHM", PIN)


def test_whoever_acts_next_at_a_browser_takes_the_place(box: Box) -> None:
    sessions = box.kiosk.sessions
    sessions.enter("tablet", "RHM", PIN)
    sessions.enter("tablet", "BDI", PIN)
    officer = sessions.officer("tablet")
    assert officer
    assert officer.code == "BDI"


def test_locking_forgets_everyone(box: Box) -> None:
    box.kiosk.sessions.enter("tablet", "RHM", PIN)
    box.village.put_down()
    assert box.kiosk.sessions.officer("tablet") is None
    with pytest.raises(VisitLocked):
        box.kiosk.sessions.enter("tablet", "RHM", PIN)


def test_a_renewed_pack_keeps_officers_at_their_screens(box: Box) -> None:
    box.kiosk.sessions.enter("tablet", "RHM", PIN)
    box.load()
    assert box.kiosk.sessions.officer("tablet")


def test_whoever_does_nothing_for_hours_is_gone(box: Box) -> None:
    clock = Seconds()
    sessions = Sessions(box.village, clock)
    sessions.enter("browser", "RHM", PIN)
    clock.s += IDLE_S - 1
    sessions.touch("browser")
    clock.s += IDLE_S - 1
    assert sessions.officer("browser")
    clock.s += 2
    assert sessions.officer("browser") is None
