"""Entries of one feed, parted into histories: where two copies of a card wrote the same feed, it has several."""

from collections.abc import Iterable

from ledger.entry import Entry


def histories(entries: Iterable[Entry]) -> list[list[Entry]]:
    """Part entries of a feed: each follows the one before it, where that is among them.

    What follows nothing that is here begins a history of its own. Their order depends on the entries alone.
    """
    found: list[list[Entry]] = []
    ends: dict[tuple[bytes, int], list[Entry]] = {}
    for entry in sorted(entries, key=lambda each: (each.seq, each.hash)):
        history = ends.pop((entry.prev, entry.seq), None)
        if history is None:
            history = []
            found.append(history)
        history.append(entry)
        ends[entry.hash, entry.seq + 1] = history
    return found
