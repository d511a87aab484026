"""What tests of the kiosk's screens may ask for."""

from collections.abc import AsyncIterator

import pytest

from tests.kiosk.box import Box
from tests.kiosk.interface.visitor import Screens, screens_of


@pytest.fixture
async def screens(box: Box) -> AsyncIterator[Screens]:
    """The screens of a kiosk in the middle of its visit."""
    async with screens_of(box.system) as screens:
        yield screens
