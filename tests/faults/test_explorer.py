import pytest

from tests.faults.explorer import HARNESS


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_a_log_that_is_broken_on_purpose_is_caught(variant: str) -> None:
    assert not HARNESS.variants[variant]().is_clean


def test_no_power_cut_at_any_step_takes_or_changes_what_was_acknowledged() -> None:
    tally = HARNESS.shipped(True)
    assert tally.cuts >= 2000
    assert tally.acknowledged > 10_000
    assert tally.is_clean, tally.line("explorer")
