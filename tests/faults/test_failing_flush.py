"""Needs root and strace: media that refuse."""

import pytest

from tests.faults.failing_flush import HARNESS
from tests.faults.privileges import require

pytestmark = pytest.mark.root


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_a_log_that_is_broken_on_purpose_is_caught(variant: str) -> None:
    require(HARNESS)
    assert not HARNESS.variants[variant]().is_clean


def test_a_medium_that_refuses_stops_acknowledging_and_takes_nothing_back() -> None:
    require(HARNESS)
    tally = HARNESS.shipped(True)
    assert tally.further["stopped"] >= tally.cuts / 2
    assert tally.is_clean, tally.line("failing_flush")
