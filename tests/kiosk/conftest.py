"""What tests of the kiosk may ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kiosk.box import Box, MakeBox, light_village
from tests.village import Village


@pytest.fixture
def village() -> Village:
    """Liyu, with 12 people."""
    return light_village()


@pytest.fixture
def make_box(tmp_path: Path) -> Iterator[MakeBox]:
    """Makes enrolled kiosks without a pack."""
    made: list[Box] = []

    def make(village: Village | None = None, printer: str = "none") -> Box:
        made.append(Box(tmp_path / f"kiosk-{len(made) + 1}", village or light_village(), printer))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def box(make_box: MakeBox) -> Box:
    """A kiosk in the middle of its visit."""
    return make_box().load().unlock()


@pytest.fixture
def sealed(make_box: MakeBox) -> Box:
    """A kiosk with its pack, before anyone unlocked it."""
    return make_box().load()
