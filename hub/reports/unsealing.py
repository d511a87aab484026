"""The sealed parts of entries, opened for a report. Where that cannot be, words say so in their place."""

from typing import TypeVar

import msgspec

from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.entry import Entry
from ledger.errors import CannotUnseal
from ledger.facts import HandedOver, NotServed, Undone
from ledger.nik import mask_nik
from ledger.sealing import Note, Receiver

T = TypeVar("T", bound=msgspec.Struct)


def receiver_of(file: VisitFile, entry: Entry) -> Receiver | None:
    """Give who received a handover instead of the person, with a masked NIK; None where nobody else did."""
    fact = entry.fact
    if not isinstance(fact, HandedOver) or not fact.sealed:
        return None
    opened = _opened(file, Receiver, fact.sealed)
    if isinstance(opened, str):
        return Receiver(opened)
    return Receiver(opened.name, mask_nik(opened.nik, dot="*"), opened.relation)


def note_of(file: VisitFile, entry: Entry) -> str:
    """Give the free text of an undoing, or of a record of not serving; empty where there is none."""
    fact = entry.fact
    if not isinstance(fact, Undone | NotServed) or not fact.sealed:
        return ""
    opened = _opened(file, Note, fact.sealed)
    return opened if isinstance(opened, str) else opened.text


def _opened(file: VisitFile, kind: type[T], sealed: bytes) -> T | str:
    if file.key is None:
        return texts("unknown.sealed")
    try:
        return file.key.unseal_value(kind, sealed)
    except CannotUnseal:
        # One entry that cannot be read must not keep the office from every other.
        return texts("unknown.unreadable")
