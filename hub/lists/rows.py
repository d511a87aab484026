"""Which rows below the headings tell of people, and which are blank, numbering, totals, signatures or subtitles."""

import dataclasses
import re
from collections.abc import Iterator

from hub.lists.headings import Table
from hub.lists.sheet import Sheet, as_text
from hub.lists.villages import Villages
from hub.programmes import squeeze
from ledger.nik import NIK_DIGITS, read_nik

FACTS = frozenset({
    "kk", "birth_date", "birth", "birth_place", "sex", "card", "participant", "rt", "rw", "rt_rw", "dusun", "programme",
    "register", "amount", "subject",
})  # fmt: skip
"""Fields that only a row about a person fills; an address column may hold `Hauwai, 12 Oktober 2026` too."""


@dataclasses.dataclass(frozen=True, slots=True)
class PersonRow:
    """A row about a person: its index from 0, and the village that a subtitle above it named, or nothing."""

    index: int
    village: str = ""


def rows_of_people(sheet: Sheet, table: Table, villages: Villages) -> Iterator[PersonRow]:
    """Give the rows about people, in the order of the sheet. Whoever is named or numbered is among them."""
    sorter = _Sorter(sheet, table)
    village = ""
    for index in range(table.first_row, len(sheet.rows)):
        if sorter.is_person(index):
            yield PersonRow(index, village)
        elif sorter.is_section(index):
            village = _subtitle(sheet, index, villages) or village


class _Sorter:
    def __init__(self, sheet: Sheet, table: Table) -> None:
        self._sheet = sheet
        self._columns = table.columns
        self._headings = {each.column: squeeze(each.text) for each in table.headings}
        self._name = self._columns.get("name", self._columns.get("head", -1))
        self._facts = [column for field, column in self._columns.items() if field in FACTS]
        rows = range(table.first_row, len(sheet.rows))
        self._last = max((row for row in rows if self._digits(row) > 9 and not self._is_footer(row)), default=-1)
        self._ended = False

    def is_person(self, index: int) -> bool:
        texts, digits = self._texts(index), self._digits(index)
        if not texts or self._is_footer(index):
            self._ended = index > self._last
            return False
        if self._is_numbering(texts) or self._is_heading(texts) or self.is_section(index):
            return False
        named = any(letter.isalpha() for letter in texts.get(self._name, ""))
        facts = sum(column in texts for column in self._facts)
        if named:
            # After the end of the list come the names of those who sign it.
            return digits > 0 or facts > 0 or self._is_counted(texts) or not self._ended
        return digits > 5 or facts > 1 or (facts > 0 and self._is_counted(texts))

    def is_section(self, index: int) -> bool:
        """Say whether this is a row such as `DESA LIYU` or `DUSUN ATAS` above the people of that place."""
        texts = list(dict.fromkeys(self._texts(index).values()))
        return 0 < len(texts) <= 3 and not self._digits(index) and bool(_SECTION.match(texts[0].upper()))

    def _is_footer(self, index: int) -> bool:
        texts = self._texts(index).values()
        return self._digits(index) != NIK_DIGITS and any(_FOOTER.match(text.upper()) for text in texts)

    def _texts(self, index: int) -> dict[int, str]:
        return {column: as_text(cell) for column, cell in enumerate(self._sheet.rows[index]) if cell != ""}

    def _digits(self, index: int) -> int:
        """Count the digits in the NIK column: more than a few mean a NIK, good or spoilt."""
        column = self._columns.get("nik")
        return 0 if column is None else len(read_nik(self._sheet.cell(index, column)).digits)

    def _is_counted(self, texts: dict[int, str]) -> bool:
        column = self._columns.get("number")
        return column is not None and texts.get(column, "").rstrip(".").isdecimal()

    def _is_numbering(self, texts: dict[int, str]) -> bool:
        """Below headings often stands a row `1 2 3 4` or `(a) (b) (c)`."""
        marks = [text.strip("()[]. ").lower() for text in texts.values()]
        counted = [str(number) for number in range(1, len(marks) + 1)]
        lettered = [chr(ord("a") + place) for place in range(min(len(marks), 26))]
        first = marks[0]
        shifted = [str(int(first) + place) for place in range(len(marks))] if first.isdecimal() else counted
        return len(marks) > 1 and marks in (counted, lettered, shifted)

    def _is_heading(self, texts: dict[int, str]) -> bool:
        """Headings are repeated at the top of every printed page."""
        same = sum(self._headings.get(column) == squeeze(text) for column, text in texts.items())
        return same > 1 and same * 2 > len(texts)


_SECTION = re.compile(r"(DESA|KELURAHAN|DUSUN|ANAK DESA|LINGKUNGAN|KELOMPOK|RT|RW)\b")
_FOOTER = re.compile(
    r"(SUB\s*)?(JUMLAH|TOTAL|JML)\b|MENGETAHUI|MENYETUJUI|KEPALA DESA|PEMBAKAL|PJ\.? |PLT\.? |CAMAT\b|NIP\b|TKSK\b"
    r"|PENDAMPING\b|KASI\b|KAUR\b|SEKRETARIS\b|KETERANGAN\s*:|CATATAN\s*:|KET\s*:|DIBUAT|DICETAK|HALAMAN\b|PETUGAS\b"
    r"|TANDA TANGAN|TTD\b|[^\d]{3,},\s*(\d{1,2}|\W*)\s+[A-Z]*\s*20\d\d"
)


def _subtitle(sheet: Sheet, index: int, villages: Villages) -> str:
    found = villages.find_in(" ".join(dict.fromkeys(as_text(cell) for cell in sheet.rows[index] if cell != "")))
    return found[0].code if len(found) == 1 else ""
