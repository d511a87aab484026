"""How much there is in a log: entries, feeds and who writes them, bytes, and what is amiss."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ledger.catalogue import Catalogue
from ledger.data_folder import DataFolder
from ledger.disk.journal import UNFINISHED
from ledger.entry import Place
from ledger.evidence import Gap
from ledger.facts import Cause
from ledger.kin import Kin
from ledger.log import Head
from ledger.missing import missing, parents, places_before
from ledger.reading import Reading, Watch, nobody
from ledger.telling import gap_json, gap_words


@dataclass(frozen=True)
class FeedStatistics:
    """A feed: how many entries of it are in the log, and how many are evidence; device and cause where they are known.

    `head` is the hash of its last entry in the log, empty without one.
    """

    feed: bytes
    entries: int
    evidence: int
    head: bytes
    device: bytes = b""
    cause: Cause | None = None
    parent: Place | None = None

    def as_json(self) -> dict[str, Any]:
        """Give all of it for programs."""
        return {
            "feed": self.feed.hex(),
            "entries": self.entries,
            "evidence": self.evidence,
            "head": self.head.hex(),
            "device": self.device.hex(),
            "cause": self.cause.name if self.cause is not None else None,
            "parent": {"feed": self.parent.feed.hex(), "seq": self.parent.seq} if self.parent else None,
        }

    def in_words(self, texts: Catalogue) -> str:
        """Give all of it for people, in one line."""
        return texts(
            "stat.feed",
            feed=self.feed.hex(),
            entries=self.entries,
            evidence=self.evidence,
            head=self.head.hex() or texts("value.nothing"),
            device=self.device.hex() or texts("value.unknown"),
            cause=texts("value.unknown") if self.cause is None else texts(f"Cause.{self.cause.name}"),
            parent=self.parent or texts("value.nothing"),
        )


@dataclass(frozen=True)
class Statistics:
    """How much there is. `put_aside` counts writes that a power cut left unfinished, kept as they were."""

    entries: int
    file_bytes: int
    unfinished_bytes: int
    spoilt_bytes: int
    put_aside: int
    evidence: int
    feeds: tuple[FeedStatistics, ...]
    missing: tuple[Gap, ...]

    def as_json(self) -> dict[str, Any]:
        """Give all of it for programs."""
        return {
            "entries": self.entries,
            "file_bytes": self.file_bytes,
            "unfinished_bytes": self.unfinished_bytes,
            "spoilt_bytes": self.spoilt_bytes,
            "put_aside": self.put_aside,
            "evidence": self.evidence,
            "feeds": [feed.as_json() for feed in self.feeds],
            "missing": [gap_json(gap) for gap in self.missing],
        }

    def in_words(self, texts: Catalogue) -> Iterator[str]:
        """Give all of it for people, a sentence a line."""
        yield texts("stat.entries", entries=self.entries)
        yield texts("stat.file", bytes=self.file_bytes)
        yield texts("stat.unfinished", bytes=self.unfinished_bytes, files=self.put_aside)
        yield texts("stat.spoilt", bytes=self.spoilt_bytes)
        yield texts("stat.evidence", entries=self.evidence)
        yield texts("stat.feeds", feeds=len(self.feeds))
        yield from (feed.in_words(texts) for feed in self.feeds)
        yield from (gap_words(gap, texts) for gap in self.missing)


def count(folder: DataFolder, watch: Watch = nobody) -> Statistics:
    """Count what there is; raises `LogDamaged`."""
    evidence = folder.evidence()
    beside = list(evidence.entries()) if evidence else []
    reading = Reading(folder.log, watch, {place.seq for place in places_before(beside)})
    for _ in reading.runs():
        pass
    kin = Kin.of(reading.openings, beside)
    kept = Counter(entry.feed for entry in beside)
    return Statistics(
        reading.size, reading.file_bytes, reading.unfinished_bytes, reading.spoilt_bytes,
        len(list(folder.log.glob(UNFINISHED))), len(beside),
        tuple(_feed(feed, reading.heads.get(feed), kept[feed], kin) for feed in {**reading.heads, **kept}),
        missing(reading.heads, reading.noted, beside, parents(kin.openings.values())),
    )  # fmt: skip


def _feed(feed: bytes, head: Head | None, evidence: int, kin: Kin) -> FeedStatistics:
    seq, head_hash = head or Head(0, b"")
    opened = kin.openings.get(feed)
    if opened is None:
        return FeedStatistics(feed, seq, evidence, head_hash)
    parent = Place(opened.parent.feed, opened.parent.seq) if opened.parent else None
    return FeedStatistics(feed, seq, evidence, head_hash, opened.device, opened.cause, parent)
