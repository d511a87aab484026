"""What tests of the office's screens may ask for."""

from collections.abc import AsyncIterator

import pytest

from hub.system import System
from tests.hub.interface.visitor import Screens, screens_of


@pytest.fixture
async def screens(system: System) -> AsyncIterator[Screens]:
    """The screens of an office with an officer and three people."""
    async with screens_of(system) as screens:
        yield screens


@pytest.fixture
async def first_day(empty: System) -> AsyncIterator[Screens]:
    """The screens of an office on its first day."""
    async with screens_of(empty) as screens:
        yield screens
