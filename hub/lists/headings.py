"""Which row has the headings, and what each heading means."""

import dataclasses
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from hub.lists.errors import NoHeadings
from hub.lists.sheet import Sheet, as_text
from hub.programmes import Programmes, squeeze

IGNORED = "ignored"
"""The field of a column whose meaning is known and not needed."""
FLAG = "flag:"
"""`flag:PKH` is a column that says yes or no to a programme."""
PERIOD = "period:"
"""`period:PKH` is a column with the period of that programme."""
LAST_HEADING_ROW = 60
CLOSE = 0.88
"""How alike a misspelt heading must be to a known one, 0 to 1."""


@dataclasses.dataclass(frozen=True)
class Heading:
    """A column's heading: its place from 0, its text, and its field, or None where a person must say."""

    column: int
    text: str
    field: str | None


@dataclasses.dataclass(frozen=True)
class Table:
    """Where a sheet's list lies: indexes from 0 of its heading row and of its first row below."""

    heading_row: int
    first_row: int
    headings: tuple[Heading, ...]

    @property
    def columns(self) -> dict[str, int]:
        """Each field's column; of several with one meaning, the first."""
        columns: dict[str, int] = {}
        for each in self.headings:
            if each.field:
                columns.setdefault(each.field, each.column)
        return columns

    @property
    def unknown(self) -> tuple[Heading, ...]:
        """The headings that a person must explain or wave through."""
        return tuple(each for each in self.headings if each.field is None)


def find_table(sheet: Sheet, programmes: Programmes, learnt: Mapping[str, str]) -> Table:
    """Find the heading row below any title rows. `learnt` maps squeezed headings to fields; raises `NoHeadings`."""
    reader = HeadingReader(programmes, learnt)
    best = max(range(min(len(sheet.rows), LAST_HEADING_ROW)), key=lambda row: reader.score(sheet, row), default=0)
    if not sheet.rows or reader.score(sheet, best) == 0:
        raise NoHeadings(f"{sheet.file} {sheet.name}".strip())
    rows = _heading_rows(sheet, best, reader)
    headings = tuple(
        Heading(column, text, reader.field(text))
        for column in range(max(len(sheet.rows[row]) for row in rows))
        if (text := _heading_text(sheet, rows, column, reader))
    )
    return Table(rows[0], rows[-1] + 1, _without_repeats(headings))


class HeadingReader:
    """Knows what headings mean: what people taught it first, then the vocabulary, then programmes, then likeness."""

    def __init__(self, programmes: Programmes, learnt: Mapping[str, str]) -> None:
        self._programmes = programmes
        self._learnt = learnt

    def field(self, text: str) -> str | None:
        """Give the field of a heading, None when it is unknown."""
        key = squeeze(text)
        if not key:
            return None
        known = self._learnt.get(key) or _vocabulary().get(key) or self._of_programme(key)
        return known or _by_its_words(key) or _alike(key)

    def score(self, sheet: Sheet, row: int) -> int:
        """Say how much a row looks like headings; 0 when it does not."""
        texts = [as_text(cell) for cell in sheet.rows[row] if cell != ""]
        if any(len(re.findall(r"\d", text)) > 7 for text in texts):
            return 0
        fields = {field for text in texts if len(text) < 60 and (field := self.field(text))}
        if not fields & {"nik", "name", "head"}:
            return 0
        return len(fields) if len(fields) > 1 or "nik" in fields else 0

    def _of_programme(self, key: str) -> str | None:
        aliases = self._programmes.aliases
        if key in aliases:
            return FLAG + aliases[key]
        period = re.fullmatch(r"(PERIODE|TAHAP|ALOKASI|BULAN)(?P<name>.+)", key)
        if period and period["name"] in aliases:
            return PERIOD + aliases[period["name"]]
        flag = re.fullmatch(r"(IS|STATUS|PENERIMA|FLAG|KET)?(?P<name>.+?)(YATIDAK|YT|YN)?", key)
        return FLAG + aliases[flag["name"]] if flag and flag["name"] in aliases else None


@cache
def _vocabulary() -> Mapping[str, str]:
    with (Path(__file__).parent / "headings.toml").open("rb") as file:
        table: dict[str, list[str]] = tomllib.load(file)
    return {squeeze(words): field for field, all_words in table.items() for words in all_words} | {"NO": "number"}


def fields() -> tuple[str, ...]:
    """Give all fields that a person may choose for an unknown heading, beside the flags of programmes."""
    return tuple(dict.fromkeys(_vocabulary().values()))


_OTHERS = re.compile(
    "IBU|AYAH|SUAMI|ISTRI|WAKIL|PENGGANTI|PENDAMPING|WARIS|BANK|PETUGAS|KETUA|KADES|WALI|SEKOLAH|KELOMPOK"
)
_OF_A_PLACE = re.compile("DESA|KELURAHAN|KEC|KAB|PROV|DUSUN|PROGRAM|JALAN")
_BY_WORDS = (
    (re.compile(r"(NO|NOMOR)?NIK.{0,16}|.{0,12}NIK"), "nik"),
    (re.compile(r"(NO|NOMOR)KTP.{0,12}"), "nik"),
    (re.compile(r"NAMA(KEPALA|KEP)KEL.*"), "head"),
    (re.compile(r"NAMA.{0,24}"), "name"),
    (re.compile(r"(NO|NOMOR)(KARTUKELUARGA|KK)(?!S).{0,12}"), "kk"),
    (re.compile(r"(TEMPAT|TMP|TMPT)(DAN)?(TANGGAL|TGL).*LAHIR.*"), "birth"),
    (re.compile(r"(TANGGAL|TGL)LAHIR.*"), "birth_date"),
    (re.compile(r"(JENIS|JNS)KELAMIN.*"), "sex"),
    (re.compile(r"ALAMAT.*"), "address"),
    (re.compile(r"KET(ERANGAN)?(LAIN.*)?"), "note"),
)  # fmt: skip


def _by_its_words(key: str) -> str | None:
    if _OTHERS.search(key):
        return IGNORED if key.startswith(("NAMA", "NIK")) else None
    for pattern, field in _BY_WORDS:
        if pattern.fullmatch(key) and not (field == "name" and _OF_A_PLACE.search(key)):
            return field
    return None


def _alike(key: str) -> str | None:
    if len(key) < 6:
        return None
    close = difflib.get_close_matches(key, _vocabulary(), n=1, cutoff=CLOSE)
    return _vocabulary()[close[0]] if close else None


def _heading_rows(sheet: Sheet, best: int, reader: HeadingReader) -> tuple[int, ...]:
    """Headings may stand in two rows, `ALAMAT` above `RT` and `RW`: take the row above or below if it belongs."""
    if best + 1 < len(sheet.rows) and _belongs_below(sheet, best, best + 1, reader):
        return (best, best + 1)
    if best > 0 and _belongs_below(sheet, best - 1, best, reader):
        return (best - 1, best)
    return (best,)


def _belongs_below(sheet: Sheet, above: int, below: int, reader: HeadingReader) -> bool:
    """Two rows make one heading when the upper fills columns alone, and spans to the right wherever both are filled."""
    top, low = _filled(sheet, above), _filled(sheet, below)
    if any(re.search(r"\d{5}", text) for text in low.values()):
        return False
    alone = [reader.field(text) for column, text in top.items() if column not in low]
    if len(top) < 2 or not any(alone):
        return False
    spanning = all(column + 1 not in top for column in low if column in top)
    known = sum(reader.field(text) is not None for text in low.values())
    return spanning and known * 2 > len(low)


def _filled(sheet: Sheet, row: int) -> dict[int, str]:
    return {column: as_text(cell) for column, cell in enumerate(sheet.rows[row]) if cell != ""}


def _heading_text(sheet: Sheet, rows: Sequence[int], column: int, reader: HeadingReader) -> str:
    texts = list(dict.fromkeys(as_text(sheet.shown(row, column)) for row in rows))
    low, top = texts[-1], texts[0]
    if not low or low == top or reader.field(low):
        return low or top
    return f"{top} {low}".strip()


def _without_repeats(headings: Sequence[Heading]) -> tuple[Heading, ...]:
    return tuple(_once(headings))


def _once(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Let the first column of a meaning have it; a heading over several columns must not count again."""
    taken: set[str] = set()
    for each in headings:
        again = each.field in taken and each.field != IGNORED
        yield dataclasses.replace(each, field=IGNORED) if again else each
        taken.add(each.field or "")
