"""What unlocks a visit in the village, on paper: the officers' card, and what goes into the closed envelope."""

from hub.reports.card_sheet import Card, card_sheet
from hub.reports.qr import qr_modules
from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.secrets import show_code
from ledger.wording import long_date, plain_date

ACROSS, DOWN = 2, 4
EDGE_MM = 8
CODE_MM = 42


def team_card_pdf(file: VisitFile, code: str) -> bytes:
    """Write the card that unlocks the visit when it is scanned. The QR code holds `code` as it is."""
    document = texts("team_card.document", village=file.plan.village_name, date=plain_date(file.plan.date))

    def draw(card: Card) -> None:
        inside = card.width_mm - 2 * EDGE_MM
        left = inside - CODE_MM - 3
        y = card.text(EDGE_MM, EDGE_MM, texts("team_card.title"), 13, bold=True)
        y = _draw_visit(card, file, y + 1, left)
        y = card.text(EDGE_MM, y + 2, texts("team_card.use"), 9, width_mm=left, lines=4)
        card.text(EDGE_MM, y + 1.5, texts("team_card.care"), 9, width_mm=left, lines=5)
        right = card.width_mm - EDGE_MM - CODE_MM
        card.picture(right, EDGE_MM - 3, qr_modules(code), CODE_MM)
        y = EDGE_MM + CODE_MM - 4
        for line in _two_groups_a_line(code):
            y = card.text(right + CODE_MM / 2, y, line, 11, bold=True, middle=True)

    return card_sheet(document, ACROSS, DOWN, [draw])


def envelope_pdf(file: VisitFile, phrase: str, recovery: str) -> bytes:
    """Write the slip for the closed envelope, which travels apart from the card: team phrase and recovery code."""
    document = texts("team_card.envelope_document", village=file.plan.village_name, date=plain_date(file.plan.date))

    def draw(card: Card) -> None:
        inside = card.width_mm - 2 * EDGE_MM
        y = card.text(EDGE_MM, EDGE_MM, texts("team_card.envelope_title"), 12, bold=True)
        y = _draw_visit(card, file, y + 1, inside)
        for label, secret in (
            (texts("team_card.phrase"), phrase),
            (texts("team_card.recovery"), show_code(recovery)),
        ):
            y = card.text(EDGE_MM, y + 2, label, 8, grey=True)
            y = card.text(EDGE_MM, y, secret, 14, bold=True, width_mm=inside, lines=3)
        card.text(EDGE_MM, y + 3, texts("team_card.envelope_use"), 9, width_mm=inside, lines=4)

    return card_sheet(document, 1, 3, [draw])


def _draw_visit(card: Card, file: VisitFile, y_mm: float, width_mm: float) -> float:
    y = card.text(
        EDGE_MM, y_mm, texts("team_card.visit", village=file.plan.village_name), 10.5, bold=True, width_mm=width_mm,
        lines=2,
    )  # fmt: skip
    y = card.text(EDGE_MM, y, long_date(file.plan.date), 9, width_mm=width_mm, lines=2)
    return card.text(EDGE_MM, y, file.plan.place, 9, width_mm=width_mm, lines=2)


def _two_groups_a_line(code: str) -> list[str]:
    groups = show_code(code).split("-")
    return ["-".join(groups[place : place + 2]) for place in range(0, len(groups), 2)]
