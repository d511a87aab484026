"""What tests of the office may ask for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hub.system import System
from tests.hub.office import Box, Time, with_people


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def empty(tmp_path: Path, time: Time) -> Iterator[System]:
    """An office on its first day."""
    with System(tmp_path / "hub", time.clock()) as system:
        yield system


@pytest.fixture
def system(empty: System) -> System:
    """An office with an officer and three people on its roster."""
    return with_people(empty)


@pytest.fixture
def box(system: System, tmp_path: Path) -> Iterator[Callable[[str], Box]]:
    """Makes kiosks, not enrolled yet."""
    made: list[Box] = []

    def make(name: str = "Kiosk 1") -> Box:
        made.append(Box(system, tmp_path, name))
        return made[-1]

    yield make
    for each in made:
        each.log.close()
