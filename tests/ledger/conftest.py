"""A kiosk and its log for any test of the ledger."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.log import Log
from tests.ledger.boxes import Box


@pytest.fixture
def box(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path / "kiosk")
    yield box
    box.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = Log(tmp_path / "log")
    yield log
    log.close()
