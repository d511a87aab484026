import pytest

from ledger.clock import Clock, Instant, Trust
from ledger.outside import LAST_MS


def test_a_clock_that_nobody_looked_at_is_not_trusted() -> None:
    assert Clock(wall_ms=lambda: 1000).now() == Instant(1000, Trust.UNKNOWN)


def test_staff_can_put_it_right() -> None:
    clock = Clock(wall_ms=lambda: 1000)
    clock.confirm(500)
    assert clock.now() == Instant(1500, Trust.STAFF)


def test_its_own_time_is_in_milliseconds_of_this_century() -> None:
    assert 1_700_000_000_000 < Clock().now().at < 4_000_000_000_000


@pytest.mark.parametrize("shift_ms", [-1001, LAST_MS])
def test_a_time_that_no_entry_can_have_is_not_taken(shift_ms: int) -> None:
    clock = Clock(wall_ms=lambda: 1000)
    with pytest.raises(ValueError, match="1970"):
        clock.confirm(shift_ms)
    assert clock.now() == Instant(1000, Trust.UNKNOWN)
