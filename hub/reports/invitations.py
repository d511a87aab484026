"""Invitations to print and cut, six on a page: who, when, where, a large code to scan, and what to bring."""

from collections.abc import Callable, Mapping, Sequence

from hub.reports.card_sheet import Card, card_sheet
from hub.reports.lines import Line, by_person
from hub.reports.qr import qr_modules
from hub.reports.words import proof_words, texts
from hub.visit_file import VisitFile
from ledger.aid import Person
from ledger.secrets import show_code
from ledger.wording import long_date, plain_date

ACROSS, DOWN = 2, 3
EDGE_MM = 8
CODE_MM = 38
NAME_SIZES = (13, 11.5, 10.5, 9)
BRING_SIZES = (9.5, 8.5, 7.5, 6.5)


def invitations_pdf(file: VisitFile, codes: Mapping[bytes, str]) -> bytes:
    """Write an invitation, without any NIK, for each of the visit's people who has a code, by name.

    `codes` is by person's id. The QR code holds the code alone, as a scanner will type it.
    """
    cards = [_card(file, person, lines, codes[person.id]) for person, lines in by_person(file) if person.id in codes]
    document = texts("invitation.document", village=file.plan.village_name, date=plain_date(file.plan.date))
    return card_sheet(document, ACROSS, DOWN, cards, empty=texts("invitation.empty"))


def _card(file: VisitFile, person: Person, lines: Sequence[Line], code: str) -> Callable[[Card], None]:
    def draw(card: Card) -> None:
        inside = card.width_mm - 2 * EDGE_MM
        left = inside - CODE_MM - 3
        _draw_head(card, file, inside)
        _draw_code(card, code)
        y = card.text(EDGE_MM, 22, texts("invitation.to"), 8.5, grey=True)
        y = card.fitted(EDGE_MM, y, [person.name], NAME_SIZES, width_mm=left, height_mm=13.7, bold=True)
        card.text(EDGE_MM, y, person.address, 8, grey=True, width_mm=left, lines=2)
        _draw_when_and_where(card, file, left)
        card.rule(71, EDGE_MM, inside)
        y = card.text(EDGE_MM, 72.5, texts("invitation.bring"), 9, bold=True)
        height = card.height_mm - EDGE_MM - 4 - y
        card.fitted(EDGE_MM, y, _bring(lines), BRING_SIZES, width_mm=inside, height_mm=height)
        card.text(EDGE_MM, card.height_mm - EDGE_MM - 2.5, texts("invitation.free"), 6.5, grey=True)

    return draw


def _draw_head(card: Card, file: VisitFile, inside: float) -> None:
    y = card.text(EDGE_MM, EDGE_MM, texts("invitation.title"), 15, bold=True)
    sender = texts("invitation.sender", kecamatan=file.letterhead.kecamatan)
    y = card.text(EDGE_MM, y, sender, 8.5, grey=True, width_mm=inside)
    card.rule(y + 1.2, EDGE_MM, inside)


def _draw_code(card: Card, code: str) -> None:
    left = card.width_mm - EDGE_MM - CODE_MM
    card.picture(left, 22, qr_modules(code), CODE_MM)
    middle = left + CODE_MM / 2
    y = card.text(middle, 60, show_code(code), 12, bold=True, middle=True)
    card.text(middle, y + 0.4, texts("invitation.scan"), 7, grey=True, middle=True)


def _draw_when_and_where(card: Card, file: VisitFile, width: float) -> None:
    plan = file.plan
    y = card.text(EDGE_MM, 46.5, texts("invitation.when"), 7.5, grey=True)
    y = card.text(EDGE_MM, y, long_date(plan.date), 10, bold=True, width_mm=width, lines=2)
    y = card.text(EDGE_MM, y + 0.8, texts("invitation.where"), 7.5, grey=True)
    place = texts("invitation.place", place=plan.place, village=plan.village_name)
    card.text(EDGE_MM, y, place, 9.5, bold=True, width_mm=width, lines=2)


def _bring(lines: Sequence[Line]) -> list[str]:
    """Give what to bring: a line for programmes that ask for the same papers."""
    groups: dict[str, list[str]] = {}
    for line in lines:
        papers = [proof_words(proof) for proof in line.programme.proofs if proof != "undangan"]
        proofs = ", ".join([*papers, texts("invitation.this")]) if papers else texts("invitation.nothing")
        groups.setdefault(proofs, []).append(line.programme.short)
    return [
        texts("invitation.bring_line", programmes=", ".join(dict.fromkeys(programmes)), proofs=proofs)
        for proofs, programmes in groups.items()
    ]
