"""The one thread that writes. Deciding and writing happen there together, so that no two decisions race."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from ledger.entry import Entry
from ledger.facts import AnyFact
from ledger.feed import Feed

T = TypeVar("T")
Decision = Callable[[], Sequence[AnyFact]]


class Writer:
    """Runs decisions one after another. A slow medium holds up this thread, never a screen."""

    def __init__(self, feed: Feed) -> None:
        self.feed = feed
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="log-writer")

    def decide(self, decision: Decision, by: str = "") -> "Future[list[Entry]]":
        """Ask `decision` what to write, and write it; the future has the entries once they are on the medium.

        `decision` sees the state with everything written before it; what it raises, the future raises, and
        nothing is written.
        """
        return self.run(lambda: self._decided(decision, by))

    def write(self, *facts: AnyFact, by: str = "") -> "Future[list[Entry]]":
        """Write facts that depend on nothing."""
        return self.decide(lambda: facts, by)

    def run(self, work: Callable[[], T]) -> "Future[T]":
        """Run something else that appends to the log, such as taking in another box's feed."""
        return self._pool.submit(work)

    def close(self) -> None:
        """Finish what was asked for, then end the thread."""
        self._pool.shutdown(wait=True)

    def _decided(self, decision: Decision, by: str) -> list[Entry]:
        facts = decision()
        return self.feed.append(facts, by) if facts else []
