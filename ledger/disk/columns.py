"""The entries of a log in memory, as compact bytes in columns: about a hundred bytes an entry beside its own."""

from array import array
from collections.abc import Iterator

from ledger.entry import HASH_BYTES, Content, Entry, read_content
from ledger.errors import BadEntry
from ledger.run import Run


class Columns:
    """Entries by their local number, from 1. One thread adds; any thread reads.

    `seqs` holds the number in its feed of each, the first entry's first.
    """

    def __init__(self) -> None:
        self._feeds: list[bytes] = []
        self._feed_numbers: dict[bytes, int] = {}
        self._feed = array("I")
        self.seqs = array("Q")
        self._prev = bytearray()
        self._payload: list[bytes] = []
        self._sealed: dict[int, bytes] = {}

    def __len__(self) -> int:
        return len(self._payload)

    def add(self, run: Run) -> range:
        """Take a run in; gives the local numbers of its entries."""
        feed = self._feed_numbers.get(run.feed)
        if feed is None:
            feed = self._feed_numbers[run.feed] = len(self._feeds)
            self._feeds.append(run.feed)
        payloads, first = run.payloads, len(self._payload) + 1
        size = len(payloads)
        for number, sealed in enumerate(run.sealed, first):
            if sealed:
                self._sealed[number] = sealed
        self._feed.extend([feed] * size)
        self.seqs.extend(range(run.first, run.first + size))
        self._prev += b"".join(run.links[:-1])
        self._payload.extend(payloads)  # last: its length is what readers go by
        return range(first, first + size)

    def entry(self, number: int) -> Entry:
        """Give an entry; raises `IndexError`."""
        if not 1 <= number <= len(self._payload):
            raise IndexError(number)
        at = number - 1
        prev = bytes(self._prev[at * HASH_BYTES : number * HASH_BYTES])
        feed = self._feeds[self._feed[at]]
        return Entry(feed, self.seqs[at], prev, self._payload[at], self._sealed.get(number, b""))

    def content(self, number: int) -> Content | None:
        """Give what an entry that is here says, with what it sealed; None for a kind that is not known here."""
        try:
            return read_content(self._payload[number - 1], self._sealed.get(number, b""))
        except BadEntry:
            return None

    def feed(self, number: int) -> bytes:
        """Give the feed of an entry that is here."""
        return self._feeds[self._feed[number - 1]]

    def entries(self) -> Iterator[Entry]:
        """Give every entry in local order."""
        return map(self.entry, range(1, len(self._payload) + 1))
