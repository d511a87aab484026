"""Telling screens that something changed, without knowing them."""

import logging
from collections.abc import Callable

from ledger.entry import Entry
from ledger.facts import Fact
from ledger.writer import Writer

Kinds = frozenset[type[Fact]]
Listener = Callable[[Kinds], None]
_log = logging.getLogger(__name__)


class Changes:
    """Calls `listeners` with the kinds of fact that are new, once for all that was written together.

    They are called in the writer's thread, after the medium has everything and state has taken it in: a screen hops
    onto its own loop. A listener that fails is logged and stops nobody.
    """

    def __init__(self, writer: Writer) -> None:
        self.listeners: list[Listener] = []
        self._writer = writer
        self._kinds: set[type[Fact]] = set()
        self._quiet = False

    def take(self, entry: Entry) -> None:
        """Note one new entry. Called in the writer's thread."""
        if not self._kinds and not self._quiet:
            # Queued behind the work that is being done, so that an import of a thousand rows is told once.
            self._writer.run(self._tell)
        self._kinds.add(type(entry.fact))

    def close(self) -> None:
        """Tell nothing any more."""
        self._writer.run(self._be_quiet).result()

    def _be_quiet(self) -> None:
        self._quiet = True

    def _tell(self) -> None:
        kinds = frozenset(self._kinds)
        self._kinds.clear()
        for listener in list(self.listeners):
            try:
                listener(kinds)
            except Exception:  # noqa: BLE001 - what is written is written, whatever a screen makes of it
                _log.exception("a listener failed")
