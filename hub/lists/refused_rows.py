"""Refused rows as a workbook that can be mended and imported again, with nothing asked a second time."""

import re
from collections.abc import Sequence

from hub.lists.headings import Heading
from hub.lists.judging import Judged, JudgedRow
from hub.lists.sheet import Cell, as_text
from hub.lists.verdict import Code, reason_texts
from hub.workbook import Page, workbook
from ledger.catalogue import Catalogue
from ledger.nik import NIK_DIGITS

LOST = {Code.NUMERIC_NIK, Code.SCIENTIFIC_NIK}
KEPT_DIGITS = 15
"""So many digits of a number in a cell for numbers can be trusted."""


def refused_workbook(judged: Sequence[Judged], texts: Catalogue | None = None) -> bytes:
    """Write the refused rows of all sheets of a file, each with ALASAN and CARA MEMPERBAIKI, as xlsx.

    All cells are text. Where a number was spoilt, question marks stand for the digits that are lost, so that nobody
    can import it unmended. At least one of the sheets must have a refused row.
    """
    return workbook([_Report(each, texts or reason_texts()).page() for each in judged if each.refused])


class _Report:
    def __init__(self, judged: Judged, texts: Catalogue) -> None:
        self._judged = judged
        self._texts = texts
        # Subtitles that name villages are not carried over: their rows name the village themselves.
        self._by_village = any(row.subtitle for row in judged.refused)

    def page(self) -> Page:
        headings = self._judged.survey.table.headings
        village = ["DESA"] if self._by_village else []
        reasons = [self._texts("workbook.reason"), self._texts("workbook.fix")]
        return Page(
            name=self._judged.survey.sheet.name or "Ditolak",
            titles=self._titles(),
            headings=[*(each.text for each in headings), *village, *reasons],
            rows=[self._row(row, headings) for row in self._judged.refused],
            widths=[20] * (len(headings) + len(village)) + [60, 60],
        )

    def _titles(self) -> list[str]:
        """Say what was told when the list came in, in words that are understood when it comes again."""
        answers, office = self._judged.answers, self._judged.survey.office
        titles = [self._texts("workbook.title")]
        if answers.programme:
            titles.append(f"PROGRAM : {office.programmes[answers.programme].name}")
        if answers.period:
            titles.append(f"PERIODE : {answers.period}")
        if answers.village:
            village = self._village_name(answers.village).upper()
            titles.append(f"DESA {village} KECAMATAN {office.profile.name.upper()}")
        return titles

    def _row(self, row: JudgedRow, headings: Sequence[Heading]) -> list[str]:
        sheet = self._judged.survey.sheet
        cells = [_mendable(each, sheet.shown(row.number - 1, each.column), row) for each in headings]
        if self._by_village:
            cells.append(self._village_name(row.subtitle or self._judged.answers.village))
        reasons = " ".join(dict.fromkeys(reason.text(self._texts) for reason in row.reasons))
        fixes = " ".join(dict.fromkeys(fix for reason in row.reasons if (fix := reason.fix(self._texts))))
        return [*cells, reasons, fixes]

    def _village_name(self, code: str) -> str:
        return self._judged.survey.office.profile.village(code).name if code else ""


def _mendable(heading: Heading, cell: Cell, row: JudgedRow) -> str:
    text = as_text(cell)
    if heading.field == "nik" and row.codes & LOST:
        digits = re.sub(r"\D", "", text.upper().partition("E")[0])[:KEPT_DIGITS]
        return digits.ljust(NIK_DIGITS, "?")
    if heading.field in ("kk", "card") and isinstance(cell, float) and len(text) > KEPT_DIGITS:
        return text[:KEPT_DIGITS].ljust(len(text), "?")
    return text
