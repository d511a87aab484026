"""Every handover of a visit as a row, the undone ones too: what happened stays to be read."""

import datetime
from dataclasses import dataclass

from hub.reports.goods import items_words, total_rupiah
from hub.reports.lines import officer_name, person_of, programme_of
from hub.reports.unsealing import note_of, receiver_of
from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.aid import Allotment
from ledger.clock import Trust
from ledger.entry import Entry, Place
from ledger.facts import HandedOver, Manner, Mark
from ledger.nik import mask_nik
from ledger.sealing import Receiver
from ledger.wording import local_time


@dataclass(frozen=True)
class ReceiptRow:
    """One handover. Times are local to the visit; NIKs are masked."""

    place: Place
    at: datetime.datetime
    time_confirmed: bool
    """False: nobody had confirmed the kiosk's clock when it was written."""
    person: bytes
    name: str
    masked_nik: str
    aid: tuple[str, ...]
    """A line for each programme: `Beras: 20 kg beras, 4 liter minyak goreng`."""
    amount_rupiah: int
    manner: Manner
    mark: Mark
    receiver: Receiver | None
    """Who received it instead, with a masked NIK. Sealed and without the key: words in place of the name."""
    officer: str
    undone: "Undoing | None" = None

    @property
    def number(self) -> str:
        """The number as it stands on the receipt: `3F2A1B-17`."""
        return str(self.place)

    @property
    def stands(self) -> bool:
        """Whether it has not been undone."""
        return self.undone is None


@dataclass(frozen=True)
class Undoing:
    """When, by whom and why a handover was undone."""

    at: datetime.datetime
    officer: str
    reason: str


def receipts(file: VisitFile) -> list[ReceiptRow]:
    """Give every handover, in the order in which they were written as far as is known."""
    allotments = {each.id: each for each in file.allotments}
    entries = sorted(file.book.handovers.copy().values(), key=lambda entry: (file.when(entry).at, entry.place))
    return [
        _row(file, allotments, entry, entry.fact, file.book.undone.get(entry.place))
        for entry in entries
        if isinstance(entry.fact, HandedOver)
    ]


def _row(
    file: VisitFile, allotments: dict[bytes, Allotment], entry: Entry, fact: HandedOver, undone: Entry | None
) -> ReceiptRow:
    person = person_of(file, fact.person)
    in_force = file.leases.as_in(fact.pack)
    known = [found for each in fact.allotments if (found := in_force.get(each) or allotments.get(each))]
    at, trust = file.when(entry)
    aid = [f"{programme_of(file, each.programme).short}: {items_words(each.items)}" for each in known]
    if len(known) < len(fact.allotments):
        aid.append(texts("unknown.aid", number=len(fact.allotments) - len(known)))
    return ReceiptRow(
        place=entry.place,
        at=local_time(at, file.letterhead.timezone),
        time_confirmed=trust is not Trust.UNKNOWN,
        person=fact.person,
        name=person.name,
        masked_nik=mask_nik(person.nik, dot="*"),
        aid=tuple(aid),
        amount_rupiah=sum(total_rupiah(each.items) for each in known),
        manner=fact.manner,
        mark=fact.mark,
        receiver=receiver_of(file, entry),
        officer=officer_name(file, entry.by),
        undone=_undoing(file, undone) if undone else None,
    )


def _undoing(file: VisitFile, entry: Entry) -> Undoing:
    at = local_time(file.when(entry).at, file.letterhead.timezone)
    return Undoing(at, officer_name(file, entry.by), note_of(file, entry))
