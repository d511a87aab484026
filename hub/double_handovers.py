"""What two kiosks that could not hear each other may do: hand the same allotment over twice."""

from dataclasses import dataclass

from ledger.book import Book
from ledger.entry import Entry
from ledger.facts import HandedOver


@dataclass(frozen=True)
class DoubleHandover:
    """An allotment that left our hands more than once; the entries that stand, earliest first."""

    allotment: bytes
    entries: tuple[Entry, ...]


def double_handovers(book: Book) -> list[DoubleHandover]:
    """Give every allotment with more than one handover that stands, in one visit or across visits."""
    handed = {
        allotment: None
        for visit in book.visits()
        for entry in list(visit.handovers.values())
        if isinstance(entry.fact, HandedOver)
        for allotment in entry.fact.allotments
    }
    found = (DoubleHandover(allotment, tuple(book.handovers_of(allotment))) for allotment in handed)
    return [each for each in found if len(each.entries) > 1]
