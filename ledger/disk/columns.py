"""The entries of a log in memory, as compact bytes in columns: about a hundred bytes an entry beside its own."""

from array import array
from collections.abc import Iterator

from ledger.entry import HASH_BYTES, Entry, hash_state, next_hash
from ledger.run import Run


class Columns:
    """Entries by their local number, from 1. One thread adds; any thread reads."""

    def __init__(self) -> None:
        self._feeds: list[bytes] = []
        self._feed_numbers: dict[bytes, int] = {}
        self._feed = array("I")
        self._seq = array("Q")
        self._prev = bytearray()
        self._payload: list[bytes] = []
        self._sealed: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._payload)

    def add(self, run: Run) -> bytes:
        """Take a run in; gives the hash of its last entry."""
        feed = self._feed_numbers.setdefault(run.feed, len(self._feeds))
        if feed == len(self._feeds):
            self._feeds.append(run.feed)
        size, first = len(run.payloads), run.first
        for number, sealed in enumerate(run.sealed, len(self._payload) + 1):
            if sealed:
                self._sealed[number] = sealed
        prev, state = run.prev, hash_state(run.feed)
        prevs = bytearray()
        for seq, payload in enumerate(run.payloads, first):
            prevs += prev
            prev = next_hash(state, seq, prev, payload)
        self._feed.extend([feed] * size)
        self._seq.extend(range(first, first + size))
        self._prev += prevs
        self._payload.extend(run.payloads)  # last: its length is what readers go by
        return prev

    def entry(self, number: int) -> Entry:
        """Give an entry; raises `IndexError`."""
        if not 1 <= number <= len(self._payload):
            raise IndexError(number)
        at = number - 1
        prev = bytes(self._prev[at * HASH_BYTES : number * HASH_BYTES])
        feed = self._feeds[self._feed[at]]
        return Entry(feed, self._seq[at], prev, self._payload[at], self._sealed.get(number, b""))

    def seq(self, number: int) -> int:
        """Give the place in its feed of an entry that is here."""
        return self._seq[number - 1]

    def entries(self) -> Iterator[Entry]:
        """Give every entry in local order."""
        return map(self.entry, range(1, len(self._payload) + 1))
