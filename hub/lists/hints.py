"""What the title rows, the sheet's name and the file's name say about a whole list."""

import dataclasses
import re

from hub.lists.headings import Table
from hub.lists.period import find_period, find_year, read_period
from hub.lists.sheet import Sheet, as_text
from hub.lists.villages import Villages
from hub.programmes import Programmes, squeeze

FOOTER_ROWS = 12
_LABELLED = re.compile(r"(PERIODE|ALOKASI|MASA)(\s+SALUR)?\s*:\s*(?P<period>\S.*)", re.IGNORECASE)


@dataclasses.dataclass(frozen=True)
class Hint:
    """What is said about one thing: `said` is sure; `likely` is worth proposing to a person."""

    said: str = ""
    likely: str = ""


@dataclasses.dataclass(frozen=True)
class Hints:
    """The village's code, the programme's code and the period, as far as the file tells."""

    village: Hint
    programme: Hint
    period: Hint


def find_hints(sheet: Sheet, table: Table, villages: Villages, programmes: Programmes) -> Hints:
    """Read what stands above the headings, and the names of sheet and file."""
    titles = [line for row in range(table.heading_row) if (line := _line(sheet, row))]
    footers = [_line(sheet, row) for row in range(max(table.first_row, len(sheet.rows) - FOOTER_ROWS), len(sheet.rows))]
    file = re.sub(r"\.\w+$", "", sheet.file).replace("_", " ").replace("-", " ")
    return Hints(
        _village(titles, sheet.name, [file, *footers], villages),
        _programme(titles, [sheet.name, file], programmes),
        _period(titles, [sheet.name, file]),
    )


def find_programmes(text: str, programmes: Programmes) -> list[str]:
    """Find all programmes that a title names, the longest words first so that no word counts twice."""
    words = [word for word in re.split(r"[^A-Z0-9]+", text.upper()) if word]
    found: dict[str, None] = {}
    for length in range(min(8, len(words)), 0, -1):
        for start in range(len(words) - length + 1):
            code = programmes.aliases.get(squeeze("".join(words[start : start + length])))
            if code and all(words[start : start + length]):
                found[code] = None
                words[start : start + length] = [""] * length
    return list(found)


def _line(sheet: Sheet, row: int) -> str:
    return " ".join(dict.fromkeys(as_text(cell) for cell in sheet.rows[row] if cell != ""))


def _village(titles: list[str], sheet_name: str, others: list[str], villages: Villages) -> Hint:
    said = {village.code for line in titles for village in villages.find_in(line)}
    if len(said) == 1:
        return Hint(said=said.pop())
    named = villages.find(sheet_name)
    if not said and named and named.exact:
        return Hint(said=named.village.code)
    for line in [sheet_name, *others]:
        likely = villages.find_in(line)
        if len(likely) == 1:
            return Hint(likely=likely[0].code)
    return Hint()


def _programme(titles: list[str], others: list[str], programmes: Programmes) -> Hint:
    said = dict.fromkeys(code for line in titles for code in find_programmes(line, programmes))
    if len(said) == 1:
        return Hint(said=next(iter(said)))
    likely = [code for line in others for code in find_programmes(line, programmes)]
    return Hint(likely=next(iter([*said, *likely]), ""))


def _period(titles: list[str], others: list[str]) -> Hint:
    labelled = (read_period(found["period"]) for line in titles if (found := _LABELLED.match(line)))
    said = next(labelled, None) or next((period for line in titles if (period := find_period(line))), None)
    if said:
        return Hint(said=said)
    lines = [*others, *titles]
    likely = next((period for line in lines if (period := find_period(line) or find_year(line))), "")
    return Hint(likely=likely)
