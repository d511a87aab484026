"""What is printed, made from entries that are already on disk: queue tickets and receipts. No widths, no bytes."""

from collections.abc import Callable, Sequence

from kiosk.visit import OpenVisit
from ledger.aid import Allotment, Item
from ledger.book import VisitBook
from ledger.catalogue import Catalogue
from ledger.clock import Instant, Trust
from ledger.codes import receipt_codes, sign_entry
from ledger.entry import Entry
from ledger.errors import KeySealed
from ledger.facts import CheckedIn, HandedOver, Manner, Mark
from ledger.keys import Signer
from ledger.nik import mask_nik
from ledger.packs import PackHeader
from ledger.sealing import Receiver
from ledger.wording import clock_time, local_time, long_date, quantity, rupiah, rupiah_in_words
from printer.document import Align, Blank, Code, Document, Line, Numeral, Pair, Rule, Text

DEFAULT_TIMEZONE = "Asia/Makassar"
"""Of tickets that are printed while the visit is locked and its profile sealed."""


class Papers:
    """Lays out papers in the language of the kecamatan. Locked, it can make tickets only: they name nobody.

    `is_own` tells whether this box wrote an entry: only then can its receipt carry the code that proves it. `when` says
    when an entry was written, as far as is known now.
    """

    def __init__(
        self,
        texts: Catalogue,
        key: Signer,
        is_own: Callable[[Entry], bool] = lambda _: True,
        when: Callable[[Entry], Instant] = lambda entry: Instant(entry.at, entry.content.trust),
    ) -> None:
        self._t = texts
        self._key = key
        self._is_own = is_own
        self._when = when

    def ticket(self, entry: Entry, header: PackHeader, visit: OpenVisit | None) -> Document:
        """Lay out the ticket of a check-in."""
        fact = entry.fact
        assert isinstance(fact, CheckedIn)  # noqa: S101 - the caller asks for nothing else
        timezone = visit.pack.letterhead.timezone if visit else DEFAULT_TIMEZONE
        when = local_time(self._when(entry).at, timezone)
        return Document.of(
            Text("PAK SOTARSA", Align.CENTER, bold=True),
            Text(self._t("paper.village", village=header.village_name), Align.CENTER),
            Blank(),
            Text(self._t("paper.queue_number"), Align.CENTER),
            Numeral(f"{fact.series}{fact.number}"),
            Blank(),
            Text(self._t("paper.sit_down"), Align.CENTER),
            Text(self._t("paper.will_be_called"), Align.CENTER),
            Blank(),
            Text(long_date(when.date()), Align.CENTER),
            Text(clock_time(when, timezone), Align.CENTER),
        )

    def receipt(self, entry: Entry, visit: OpenVisit, book: VisitBook, copy: int = 0) -> Document:
        """Lay out the receipt of a handover: who, what, how much, when, number, code. `copy` from 1 says SALINAN."""
        fact = entry.fact
        assert isinstance(fact, HandedOver)  # noqa: S101 - the caller asks for nothing else
        allotments = visit.handed(fact)
        return Document.of(
            *(Text(line, Align.CENTER, bold=True) for line in visit.pack.letterhead.lines),
            Rule("="),
            Text(self._t("paper.receipt_title"), Align.CENTER, bold=True),
            *([Text(self._t("paper.copy", number=copy), Align.CENTER, bold=True)] if copy else []),
            *([] if book.stands(entry.place) else [Text(self._t("paper.undone"), Align.CENTER, bold=True)]),
            Blank(),
            *self._occasion(entry, visit),
            Rule(),
            *self._people(fact, visit),
            Rule(),
            *self._items(allotments, visit),
            Rule(),
            *self._confirmation(entry, fact, visit),
        )

    def _occasion(self, entry: Entry, visit: OpenVisit) -> list[Line]:
        timezone = visit.pack.letterhead.timezone
        at, trusted = self._when(entry)
        when = local_time(at, timezone)
        trust = "paper.clock_unsure" if trusted is Trust.UNKNOWN else "paper.clock_sure"
        return [
            Text(self._t("paper.village", village=visit.pack.village_name)),
            Text(long_date(when.date())),
            Pair(clock_time(when, timezone), self._t(trust)),
        ]

    def _people(self, fact: HandedOver, visit: OpenVisit) -> list[Line]:
        person = visit.people[fact.person]
        lines: list[Line] = [Text(person.name, bold=True)]
        lines.append(Text(f"NIK {mask_nik(person.nik, dot='*') if person.nik else self._t('paper.no_nik')}"))
        if person.address:
            lines.append(Text(person.address))
        if fact.manner is not Manner.SELF:
            lines.append(Text(self._t(f"paper.manner.{fact.manner.name.lower()}")))
        if fact.sealed:
            receiver = visit.key.unseal_value(Receiver, fact.sealed)
            lines.append(
                Text(f"{receiver.name} ({receiver.relation})" if receiver.relation else receiver.name, bold=True)
            )
        return lines

    def _items(self, allotments: Sequence[Allotment], visit: OpenVisit) -> list[Line]:
        lines: list[Line] = []
        for allotment in allotments:
            lines.append(
                Text(f"{visit.programmes[allotment.programme].short} · {allotment.period}".rstrip(" ·"), bold=True)
            )
            lines += [Pair(f" {item.goods}", amount(item)) for item in allotment.items]
        money = sum(item.rupiah for each in allotments for item in each.items)
        if money:
            lines += [Pair(self._t("paper.total"), rupiah(money), bold=True), Text(f"({rupiah_in_words(money)})")]
        return lines

    def _confirmation(self, entry: Entry, fact: HandedOver, visit: OpenVisit) -> list[Line]:
        officer = visit.officers.get(entry.by)
        lines: list[Line] = [
            Pair(self._t("paper.officer"), officer.name if officer else entry.by),
            Pair(self._t("paper.number"), f"{entry.place} {entry.hash[:2].hex().upper()}"),
        ]
        if fact.mark is Mark.THUMBPRINT:
            lines.append(Text(self._t("paper.thumbprint")))
        codes = self._codes(entry)
        for number, code in enumerate(codes, 1):
            lines += [Blank(), Code(code)]
            if len(codes) > 1:
                lines.append(Text(self._t("paper.code_part", number=number, count=len(codes)), Align.CENTER))
        return [*lines, Text(self._t("paper.keep"), Align.CENTER)]

    def _codes(self, entry: Entry) -> tuple[str, ...]:
        """Give the codes that prove an entry; none where another box wrote it, or while this one cannot sign."""
        if not self._is_own(entry):
            return ()
        try:
            return receipt_codes(sign_entry(entry, self._key))
        except KeySealed:
            return ()


def amount(item: Item) -> str:
    """Write how much of an item: `20 kg`, `Rp900.000`, or nothing for a service."""
    if item.rupiah:
        return rupiah(item.rupiah)
    return quantity(item.quantity_milli, item.unit) if item.quantity_milli else ""
