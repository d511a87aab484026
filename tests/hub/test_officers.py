import pytest

from hub.attempts import Attempts
from hub.errors import TooManyAttempts, UnknownOfficer, WrongPin
from hub.officers import Officers
from hub.system import System


def test_an_officer_is_known_by_code_and_pin(system: System) -> None:
    assert system.officers.check(" pt1", "1234").name == "Rahmat"
    with pytest.raises(WrongPin):
        system.officers.check("PT1", "4321")
    with pytest.raises(WrongPin):
        system.officers.check("PT9", "1234")
    with pytest.raises(UnknownOfficer):
        system.officers.officer("PT9")


def test_guessing_slows_down_for_that_officer_alone(empty: System) -> None:
    now = [0.0]
    officers = Officers(lambda: now[0])
    empty.log.watchers.append(officers.take)
    for code in ("PT1", "PT2"):
        empty.registering.register(code, code, "", "1234")
    for _ in range(4):
        with pytest.raises(WrongPin):
            officers.check("PT1", "0000")
    with pytest.raises(TooManyAttempts) as caught:
        officers.check("PT1", "1234")
    assert 0 < caught.value.wait_s <= 15
    assert officers.check("PT2", "1234").code == "PT2"
    now[0] += 16
    assert officers.check("PT1", "1234").code == "PT1"


def test_each_pause_is_longer_than_the_one_before_up_to_an_end() -> None:
    now = [0.0]
    attempts, pauses = Attempts(free=1, longest_s=60, monotonic=lambda: now[0]), []
    for _ in range(4):
        attempts.failed()
        with pytest.raises(TooManyAttempts) as caught:
            attempts.check()
        pauses.append(caught.value.wait_s)
        now[0] += caught.value.wait_s
        attempts.check()
    assert pauses == [15, 30, 60, 60]
