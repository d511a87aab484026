"""What a row says someone is owed: by yes/no columns, by a column of programmes, or by the title of the list."""

import re
from collections.abc import Iterator
from typing import Protocol

from hub.lists.candidate import Claim
from hub.lists.cells import read_flag, read_rupiah
from hub.lists.errors import Unreadable
from hub.lists.headings import FLAG, PERIOD
from hub.lists.hints import find_programmes
from hub.lists.period import read_period
from hub.lists.sheet import Cell, as_text
from hub.lists.survey import Answers, ListKind, Survey
from hub.lists.verdict import Code


class Tell(Protocol):
    """Notes a reason about the row at hand."""

    def __call__(self, code: Code, **values: str) -> None:
        """Note it with the values that its words need."""


class ClaimReader:
    """Reads the claims of the rows of one list."""

    def __init__(self, survey: Survey, answers: Answers) -> None:
        self._sheet = survey.sheet
        self._columns = survey.table.columns
        self._programmes = survey.office.programmes
        self._kind = survey.kind
        self._answers = answers
        self._flags = [field.removeprefix(FLAG) for field in self._columns if field.startswith(FLAG)]

    def read(self, index: int, tell: Tell) -> tuple[Claim, ...]:
        """Give the claims of a row; says through `tell` what refuses or warns."""
        codes = list(dict.fromkeys([*self._flagged(index, tell), *self._named(index, tell)]))
        if not codes:
            tell(Code.NO_CLAIM)
        total = self._amount(index, tell)
        amounts = self._shared_out(codes, total)
        return tuple(Claim(code, self._period(index, code), amounts.get(code)) for code in codes)

    def _flagged(self, index: int, tell: Tell) -> Iterator[str]:
        for code in self._flags:
            cell = self._cell(index, FLAG + code)
            try:
                if read_flag(cell):
                    yield code
            except Unreadable:
                tell(Code.FLAG_UNREADABLE, value=as_text(cell))

    def _named(self, index: int, tell: Tell) -> list[str]:
        if "programme" not in self._columns:
            return [self._answers.programme] if self._answers.programme and self._kind is not ListKind.SIKS_NG else []
        words = as_text(self._cell(index, "programme"))
        if not words:
            if not self._answers.programme and not self._flags:
                tell(Code.PROGRAMME_MISSING)
            return [self._answers.programme] if self._answers.programme else []
        whole = self._programmes.find(words)
        parts = [whole] if whole else [self._part(part) for part in _BETWEEN.split(words.upper()) if part.strip()]
        known = [part for part in parts if part]
        if len(known) < len(parts):
            tell(Code.PROGRAMME_UNKNOWN, value=words)
        return known

    def _part(self, words: str) -> str | None:
        found = self._programmes.find(words)
        if found:
            return found
        within = find_programmes(words, self._programmes)
        return within[0] if len(within) == 1 else None

    def _period(self, index: int, code: str) -> str:
        for field in (PERIOD + code, "period"):
            cell = self._cell(index, field)
            if cell != "":
                return read_period(cell)
        return self._answers.period if self._programmes.has_periods(code) else ""

    def _amount(self, index: int, tell: Tell) -> int | None:
        cell = self._cell(index, "amount")
        try:
            return read_rupiah(cell)
        except Unreadable:
            tell(Code.AMOUNT_UNREADABLE, value=as_text(cell))
            return None

    def _shared_out(self, codes: list[str], total: int | None) -> dict[str, int]:
        """Share one sum among several programmes: each but the first its usual money, the first the rest.

        PKH comes first by nature: its money differs from family to family. Where that does not work out, nothing is
        lost: the first has it all.
        """
        if total is None or not codes:
            return {}
        first, *others = sorted(codes, key=lambda code: code != "PKH")
        amounts = {code: self._programmes.usual_rupiah(code) for code in others}
        rest = total - sum(amounts.values())
        if rest <= 0:
            return {first: total}
        return {first: rest, **amounts}

    def _cell(self, index: int, field: str) -> Cell:
        column = self._columns.get(field)
        return "" if column is None else self._sheet.shown(index, column)


_BETWEEN = re.compile(r"\+|/|,|;|&|\bDAN\b")
