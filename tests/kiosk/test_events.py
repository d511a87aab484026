import logging
from collections.abc import Callable

import pytest

from kiosk.events import Event


def test_everyone_who_listens_is_told_until_they_stop() -> None:
    event: Event[int] = Event()
    one: list[int] = []
    two: list[int] = []
    stop = event.listen(one.append)
    event.listen(two.append)
    event.emit(1)
    stop()
    stop()
    event.emit(2)
    assert (one, two) == ([1], [1, 2])


def test_a_listener_that_fails_stops_nobody_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    event: Event[int] = Event()
    told: list[int] = []
    event.listen(lambda value: told.append(1 // value))
    event.listen(told.append)
    with caplog.at_level(logging.ERROR):
        event.emit(0)
    assert told == [0]
    assert "ZeroDivisionError" in caplog.text


def test_a_listener_may_stop_listening_while_it_is_told() -> None:
    event: Event[int] = Event()
    told: list[int] = []
    stops: list[Callable[[], None]] = []
    stops.append(event.listen(lambda _: stops[0]()))
    event.listen(told.append)
    event.emit(1)
    event.emit(2)
    assert told == [1, 2]
