import pytest

from tests.faults.bit_flips import HARNESS


@pytest.mark.parametrize("variant", HARNESS.variants)
def test_a_log_that_is_broken_on_purpose_is_caught(variant: str) -> None:
    assert not HARNESS.variants[variant]().is_clean


def test_no_wrong_bit_goes_untold_and_none_gives_a_wrong_entry() -> None:
    tally = HARNESS.shipped(True)
    assert tally.is_clean, tally.line("bit_flips")
    assert tally.further["last"] < tally.cuts / 50
