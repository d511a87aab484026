import pytest

from kiosk.attempts import Attempts
from kiosk.errors import TooManyAttempts
from tests.kiosk.box import Seconds


def pause(attempts: Attempts) -> float:
    try:
        attempts.check()
    except TooManyAttempts as error:
        return error.seconds
    return 0.0


def test_pauses_double_up_to_the_longest() -> None:
    clock = Seconds()
    attempts = Attempts(free=3, pause_s=10, longest_s=35, forget_s=1e6, monotonic=clock)
    pauses = []
    for _ in range(6):
        attempts.wrong()
        pauses.append(pause(attempts))
        clock.s += pauses[-1]
    assert pauses == [0, 0, 10, 20, 35, 35]


def test_a_pause_ends_by_itself_and_one_right_try_forgives_all() -> None:
    clock = Seconds()
    attempts = Attempts(free=1, pause_s=10, monotonic=clock)
    attempts.wrong()
    clock.s += 9.5
    assert pause(attempts) == pytest.approx(0.5)
    clock.s += 0.5
    assert pause(attempts) == 0
    attempts.wrong()
    attempts.right()
    assert pause(attempts) == 0


def test_wrong_tries_are_forgotten_with_time() -> None:
    clock = Seconds()
    attempts = Attempts(free=3, pause_s=10, forget_s=60, monotonic=clock)
    for _ in range(20):
        attempts.wrong()
        assert pause(attempts) == 0
        clock.s += 61
