"""What was written is signed soon, by itself, and nobody waits for it."""

import threading
import time

from kiosk.vouching import Vouching
from tests.kiosk.box import Box


class Signed:
    """Counts signings."""

    def __init__(self, after_s: float) -> None:
        self.count = 0
        self.done = threading.Event()
        self.vouching = Vouching(self._sign, after_s)

    def _sign(self) -> None:
        self.count += 1
        self.done.set()


def test_much_that_is_written_at_once_is_signed_once_and_later() -> None:
    signed = Signed(after_s=0.1)
    begun = time.monotonic()
    for _ in range(50):
        signed.vouching.soon()
    assert signed.done.wait(10)
    assert time.monotonic() - begun >= 0.1
    time.sleep(0.25)
    assert signed.count == 1
    signed.vouching.close()


def test_what_cannot_wait_does_not() -> None:
    signed = Signed(after_s=600)
    signed.vouching.soon()
    signed.vouching.now()
    assert signed.done.wait(10)
    signed.vouching.close()


def test_ending_signs_nothing_and_more_than_once_is_harmless() -> None:
    signed = Signed(after_s=600)
    signed.vouching.soon()
    signed.vouching.close()
    signed.vouching.close()
    signed.vouching.soon()
    assert signed.count == 0


def test_a_visit_that_ends_is_signed_to_its_last_entry(box: Box) -> None:
    box.serve(1)
    kiosk, feed = box.kiosk, box.kiosk.feed.id
    assert kiosk.heads.of(feed)[-1].seq < kiosk.log.head(feed).seq
    box.village.close("RHM")
    end = time.monotonic() + 10
    while kiosk.heads.of(feed)[-1].seq < kiosk.log.head(feed).seq:
        assert time.monotonic() < end
        time.sleep(0.01)
    box.pull_the_plug()
    assert box.kiosk.homecoming.sealed == 0


def test_in_the_middle_of_a_visit_a_power_cut_finds_nearly_everything_signed(box: Box) -> None:
    kiosk, feed = box.kiosk, box.kiosk.feed.id
    kiosk.vouching._after_s = 0.01
    kiosk.vouching.now()  # what it waits for since the box began
    box.serve(1)
    end = time.monotonic() + 10
    while kiosk.heads.of(feed)[-1].seq < kiosk.log.head(feed).seq:
        assert time.monotonic() < end
        time.sleep(0.01)
    box.pull_the_plug()
    assert box.kiosk.homecoming.sealed == 0
