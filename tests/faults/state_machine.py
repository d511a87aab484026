"""Days on which everything goes wrong, in whatever order: kiosks and an office of the shipped parts, and Hypothesis.

Cards lose power, are cloned, put back, fill up, refuse to flush and decay, clocks jump, programs are killed in the
middle of a write or a merge. Nothing that was acknowledged is lost unless that is told; the office has just what it
took, each entry once, and nothing that nobody wrote. At the end everybody comes home, and the office has it all.
"""

import errno
import io
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, redirect_stderr, suppress
from pathlib import Path
from random import Random
from unittest import mock

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test
from msgspec.structs import replace

from kiosk.errors import HubUnreachable, KioskError
from ledger.disk.disk import Disk
from ledger.errors import LedgerError, LogDamaged, LogStopped
from ledger.facts import HandedOver
from ledger.keys import SigningKey
from tests.faults import variants
from tests.faults.failing_writer import quiet
from tests.faults.fate import Fate
from tests.faults.report import Harness, Tally
from tests.faults.simulated_box import Card, Killed, Kiosk, Line, Machine, Office, Time, Written
from tests.faults.simulated_disk import SimulatedDisk, Trouble
from tests.ledger.boxes import VISIT, handover

FULL, QUICK, VARIANT = 400, 15, 300
_STEPS = 40
_MOST_KIOSKS = 4
_YEARS_MS = 5 * 365 * 86_400_000
WHICH = st.integers(0, _MOST_KIOSKS - 1)
SEEDS = st.integers(0, 10_000)
STEPS = st.integers(1, 40)


class FaultyDays(RuleBasedStateMachine):
    """See above; `tally` counts over all days."""

    tally = Tally()

    def __init__(self) -> None:
        super().__init__()
        # Hypothesis wants to see the same twice: the random parts of our ids come from one seed.
        self._patch = mock.patch("os.urandom", Random(0).randbytes)
        self._patch.start()
        self._numbers = iter(range(1_000_000))
        memory = "/dev/shm"
        self._folder = Path(tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None))
        self._time, self._written = Time(), Written()
        keys = [SigningKey(bytes([number]) * 32) for number in (2, 3)]
        self.kiosks = [self._kiosk(key, bytes([number]) * 8) for number, key in enumerate(keys, 1)]
        self.office = Office(self._new_folder(), self._written, [key.public for key in keys])
        self._back_ups: dict[int, Card] = {}
        for machine in (*self.kiosks, self.office):
            machine.start()

    @rule(which=WHICH, count=st.integers(1, 5), large=st.booleans())
    def write(self, which: int, count: int, large: bool) -> None:
        self._write(self._running(which), count, large=large)

    @rule(which=WHICH)
    def come_home(self, which: int) -> None:
        self._merge(self._running(which))

    @rule(which=WHICH)
    def restart(self, which: int) -> None:
        kiosk = self._running(which)
        kiosk.stop()
        self._start(kiosk)

    @rule()
    def restart_office(self) -> None:
        self.office.stop()
        self._start(self.office)

    @rule(which=WHICH, after=STEPS, seed=SEEDS, power=st.booleans())
    def die_while_writing(self, which: int, after: int, seed: int, power: bool) -> None:
        kiosk = self._running(which)
        kiosk.disk.trouble = _killing(after)
        with suppress(Killed):
            for _ in range(4):
                self._write(kiosk, 2, large=seed % 2 == 0)
        self._die(kiosk, seed, power=power)

    @rule(which=WHICH, after=STEPS, seed=SEEDS, at_office=st.booleans(), power=st.booleans())
    def die_while_coming_home(self, which: int, after: int, seed: int, at_office: bool, power: bool) -> None:
        kiosk = self._running(which)
        dying: Machine = self.office if at_office else kiosk
        dying.disk.trouble = _killing(after)
        with suppress(Killed, HubUnreachable):
            kiosk.merge(Line(self.office, kiosk.key.public))
        self._die(dying, seed, power=power)

    @rule(which=WHICH, after=STEPS, seed=SEEDS, power=st.booleans())
    def die_while_starting(self, which: int, after: int, seed: int, power: bool) -> None:
        kiosk = self._running(which)
        kiosk.kill()
        kiosk.disk.trouble = _killing(after)
        with suppress(Killed):
            kiosk.start()
        self._die(kiosk, seed, power=power)

    @rule(which=WHICH, seed=SEEDS, number=st.sampled_from([errno.EIO, errno.ENOSPC, errno.EROFS]), after=STEPS)
    def refuse_to_write(self, which: int, seed: int, number: int, after: int) -> None:
        """A flush fails, the card is full, or is locked: acknowledging stops until the program starts anew."""
        kiosk = self._running(which)
        kiosk.disk.trouble = _refusing(number, after)
        with suppress(LogStopped):
            for _ in range(30):
                kiosk.write(self._handover(large=True))
        if kiosk.log.stopped:
            kiosk.disk.trouble = None
            acknowledged = len(kiosk.acknowledged)
            with suppress(LogStopped):
                kiosk.write(self._handover())
            assert len(kiosk.acknowledged) == acknowledged, "it acknowledged after a write had failed"
            self.tally.further["refused"] += 1
        self._die(kiosk, seed, power=seed % 2 == 0)

    @rule(which=WHICH)
    def back_up(self, which: int) -> None:
        kiosk = self._running(which)
        kiosk.stop()
        self._back_ups[self.kiosks.index(kiosk)] = kiosk.copied(self._new_folder())
        self._start(kiosk)

    @precondition(lambda self: self._back_ups)
    @rule(which=WHICH, busy=st.booleans())
    def put_back(self, which: int, busy: bool) -> None:
        """An old copy of a card is put back: nobody can tell what it lacks but those who saw it."""
        number = sorted(self._back_ups)[which % len(self._back_ups)]
        kiosk = self.kiosks[number]
        if busy:
            self._day(kiosk)
        kiosk.stop()
        kiosk.put_back(self._back_ups[number])
        self._start(kiosk)
        if busy:
            self._day(kiosk)
        self.tally.further["put_back"] += 1

    @precondition(lambda self: len(self.kiosks) < _MOST_KIOSKS)
    @rule(which=WHICH, moved=st.booleans(), busy=st.booleans())
    def clone(self, which: int, moved: bool, busy: bool) -> None:
        """A card is copied; the copy wakes up on another board, or on one that cannot be told from the first."""
        kiosk = self._running(which)
        kiosk.stop()
        board = bytes([100 + len(self.kiosks)]) * 8 if moved else kiosk.board
        twin = self._kiosk(kiosk.key, board)
        twin.put_back(kiosk.copied(self._new_folder()))
        self.kiosks.append(twin)
        for each in (kiosk, twin):
            self._start(each)
        for each in (kiosk, twin) if busy else ():
            self._day(each)
        self.tally.further["cloned"] += 1

    @rule(by_ms=st.integers(-_YEARS_MS, _YEARS_MS))
    def jump(self, by_ms: int) -> None:
        self._time.wall_ms = max(0, self._time.wall_ms + by_ms)

    @rule(which=WHICH, seed=SEEDS)
    def decay(self, which: int, seed: int) -> None:
        """One bit of a card becomes another: it is told, and what was damaged is salvaged."""
        kiosk = self._running(which)
        kiosk.stop()
        kiosk.decay(Random(f"{seed} {next(self._numbers)}"))  # no bit twice: that would mend it
        self._start(kiosk)
        self.tally.further["decayed"] += 1

    @invariant()
    def the_office_has_what_it_took(self) -> None:
        if not self.office.running:
            return
        brought = self.office.brought
        assert self.office.took.keys() <= brought.keys(), "the office lost what it had taken"
        assert brought.keys() <= self.office.sent.keys(), "the office has what nobody sent"
        handovers = sum(isinstance(entry.fact, HandedOver) for entry in brought.values())
        assert len(self.office.book.visit(VISIT).handovers) == handovers, "something is counted twice, or not at all"

    def teardown(self) -> None:
        """Everybody comes home, twice, and the office has all that anybody has."""
        try:
            if not all(machine.running for machine in (*self.kiosks, self.office)):
                return  # what went wrong was told already
            for _ in range(2):
                for kiosk in self.kiosks:
                    self._merge(kiosk)
            brought = self.office.brought.keys()
            for kiosk in self.kiosks:
                assert {entry.hash for entry in kiosk.own} <= brought, "not everything came home"
                self.tally.acknowledged += len(kiosk.acknowledged)
            self.the_office_has_what_it_took()
            for machine in (*self.kiosks, self.office):
                machine.stop()
        finally:
            self._patch.stop()
            shutil.rmtree(self._folder)

    def _day(self, kiosk: Kiosk) -> None:
        self._write(kiosk, 2)
        self._merge(kiosk)

    def _merge(self, kiosk: Kiosk) -> None:
        merged = kiosk.merge(Line(self.office, kiosk.key.public))
        assert merged.agreed, f"after coming home the two sides do not agree: {merged}"
        self.tally.further["forked"] += merged.forked

    def _write(self, kiosk: Kiosk, count: int, *, large: bool = False) -> None:
        kiosk.write(*(self._handover(large=large and each == 0) for each in range(count)))

    def _handover(self, *, large: bool = False) -> HandedOver:
        number = next(self._numbers)
        return replace(handover(number), sealed=bytes([number % 251]) * 5000) if large else handover(number)

    def _die(self, machine: Machine, seed: int, *, power: bool) -> None:
        """End a machine's program, and its power too; then start it again."""
        self.tally.cuts += 1
        if power:
            machine.cut(Fate.drawn(Random(seed)))
            self._time.reboot()
        else:
            machine.kill()
        self._start(machine)

    def _start(self, machine: Machine) -> None:
        try:
            machine.start()
        except LogDamaged:
            assert isinstance(machine, Kiosk)
            machine.kill()
            assert machine.salvage() <= self.office.took.keys(), "salvage lost entries without telling"
            machine.start()
            self.tally.further["salvaged"] += 1

    def _running(self, which: int) -> Kiosk:
        return self.kiosks[which % len(self.kiosks)]

    def _kiosk(self, key: SigningKey, board: bytes) -> Kiosk:
        return Kiosk(self._new_folder(), key, self._written, self._time, board)

    def _new_folder(self) -> Path:
        folder = self._folder / str(next(self._numbers))
        folder.mkdir()
        return folder


def _killing(after: int) -> Trouble:
    def trouble(_step: str, _path: Path) -> None:
        nonlocal after
        after -= 1
        if after == 0:
            raise Killed

    return trouble


_REFUSED = {errno.EIO: ("flush", "write through"), errno.ENOSPC: ("write",), errno.EROFS: ("write", "open", "rename")}


def _refusing(number: int, after: int) -> Trouble:
    """From the `after`th time on, flushes fail, nothing new finds room, or nothing can be written."""

    def trouble(step: str, path: Path) -> None:
        nonlocal after
        if step in _REFUSED[number] and (number != errno.ENOSPC or path.name.endswith(".new")):
            after -= 1
            if after <= 0:
                raise OSError(number, os.strerror(number), str(path))

    return trouble


def live(days: int, *, shrink: bool = False) -> Tally:
    """Live so many days; raises what breaks a promise."""
    FaultyDays.tally = Tally()
    asked = settings(
        max_examples=days,
        stateful_step_count=_STEPS,
        deadline=None,
        database=None,
        derandomize=True,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with quiet():
        run_state_machine_as_test(FaultyDays, settings=asked)
    return FaultyDays.tally


def _counted(days: int) -> Tally:
    """Live so many days; what breaks a promise ends them, is shown, and counts as `undetected`."""
    try:
        return live(days)
    except (AssertionError, LedgerError, KioskError):
        traceback.print_exc()
        FaultyDays.tally.undetected += 1
        return FaultyDays.tally


def _on(kind: type[Disk]) -> Callable[[], Tally]:
    broken = type(kind.__name__, (kind, SimulatedDisk), {})
    return _with(mock.patch("tests.faults.simulated_box.SimulatedDisk", broken))


def _with(harm: AbstractContextManager[object]) -> Callable[[], Tally]:
    def lived() -> Tally:
        with harm, redirect_stderr(io.StringIO()):
            return _counted(VARIANT)

    return lived


HARNESS = Harness(
    lambda quick: _counted(QUICK if quick else FULL),
    {
        "never flushes": _on(variants.NeverFlushes),
        "never settles": _on(variants.NeverSettles),
        "never stops": _with(variants.logs_over(variants.NeverStops)),
        "cuts at damage": _with(variants.logs_over(variants.CutsAtDamage)),
        "drops branches": _with(variants.no_branches()),
        "counts twice": _with(variants.counted_twice()),
    },
)
