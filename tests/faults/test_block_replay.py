"""Needs root and QEMU: what a file system sent to its device, replayed up to a moment."""

import pytest

from tests.faults.block_replay import HARNESS
from tests.faults.privileges import require

pytestmark = pytest.mark.root


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_a_log_that_is_broken_on_purpose_is_caught(variant: str) -> None:
    require(HARNESS)
    assert not HARNESS.variants[variant]().is_clean


def test_a_card_that_reorders_and_tears_takes_nothing_that_was_acknowledged() -> None:
    require(HARNESS)
    tally = HARNESS.shipped(True)
    assert tally.acknowledged > 0
    assert tally.is_clean, tally.line("block_replay")
