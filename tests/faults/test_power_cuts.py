"""Needs root: real power cuts on a file system of its own."""

import pytest

from tests.faults.power_cuts import HARNESS
from tests.faults.privileges import require

pytestmark = pytest.mark.root


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_a_log_that_is_broken_on_purpose_is_caught(variant: str) -> None:
    require(HARNESS)
    assert not HARNESS.variants[variant]().is_clean


def test_what_was_acknowledged_is_there_after_the_power_went() -> None:
    require(HARNESS)
    tally = HARNESS.shipped(True)
    assert tally.acknowledged > 0
    assert tally.is_clean, tally.line("power_cuts")
