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


class Machine:
    """A machine whose wall clock can jump while the time since the boot runs on."""

    def __init__(self) -> None:
        self.wall_ms = 1_000_000
        self.since_boot_ms = 500

    def clock(self, boot: bytes = b"boot") -> Clock:
        return Clock(wall_ms=lambda: self.wall_ms, since_boot_ms=lambda: self.since_boot_ms, boot=boot)

    def run(self, ms: int) -> None:
        self.wall_ms += ms
        self.since_boot_ms += ms


@pytest.mark.parametrize("jump_ms", [-900_000, 10 * 365 * 86_400_000])
def test_a_wall_clock_that_jumps_is_noticed_and_changes_nothing(jump_ms: int) -> None:
    machine = Machine()
    clock = machine.clock()
    machine.run(1000)
    machine.wall_ms += jump_ms
    assert clock.now() == Instant(1_001_000, Trust.UNKNOWN)
    assert clock.jumped_ms == jump_ms
    machine.run(1000)
    assert clock.now().at == 1_002_000


def test_a_restart_of_the_program_keeps_what_staff_said_in_this_boot() -> None:
    machine = Machine()
    clock = machine.clock()
    clock.confirm(7_000_000)
    right_at, since_boot_ms = clock.now().at, clock.since_boot_ms()
    machine.run(60_000)
    machine.wall_ms -= 500_000
    again = machine.clock()
    again.resume(right_at, since_boot_ms)
    assert again.now() == Instant(right_at + 60_000, Trust.STAFF)


def test_the_office_follows_its_machine() -> None:
    machine = Machine()
    clock = Clock(Trust.OFFICE, lambda: machine.wall_ms, lambda: machine.since_boot_ms)
    machine.wall_ms += 5000
    assert clock.now() == Instant(1_005_000, Trust.OFFICE)


def test_a_machine_tells_its_boot() -> None:
    assert len(Clock().boot) == 16
    assert Clock().boot == Clock().boot
