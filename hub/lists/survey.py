"""The first look at a sheet: what its columns mean, what the file says about the whole list, what is to be asked."""

import dataclasses
import enum
from collections.abc import Mapping
from functools import cached_property

from hub.lists.cells import read_flag
from hub.lists.errors import Unreadable
from hub.lists.headings import FLAG, PERIOD, Table, find_table
from hub.lists.hints import Hint, find_hints
from hub.lists.sheet import Sheet
from hub.lists.villages import Villages
from hub.profile import Profile
from hub.programmes import Programmes


class ListKind(enum.StrEnum):
    """The kinds of list that we know."""

    SIKS_NG = "siks-ng"
    KKS = "kks"
    OPENSID_PROGRAMME = "opensid-programme"
    OPENSID_RESIDENTS = "opensid-residents"
    BNBA = "bnba"


@dataclasses.dataclass(frozen=True)
class Office:
    """What is known before any list arrives."""

    profile: Profile
    programmes: Programmes

    @cached_property
    def villages(self) -> Villages:
        """The villages of the profile, ready to be recognised."""
        return Villages(self.profile)


@dataclasses.dataclass(frozen=True)
class Answers:
    """What holds for all rows that do not say otherwise: a village's code, a programme's code, a period."""

    village: str = ""
    programme: str = ""
    period: str = ""


@dataclasses.dataclass(frozen=True)
class Question:
    """Something that the file does not say: `village`, `programme` or `period`, and what it probably is."""

    about: str
    suggestion: str = ""


@dataclasses.dataclass(frozen=True)
class Survey:
    """A sheet understood as far as it can be without a person. `answers` are what the file itself says."""

    sheet: Sheet
    office: Office
    table: Table
    kind: ListKind
    answers: Answers
    questions: tuple[Question, ...]

    def missing(self, answers: Answers) -> tuple[str, ...]:
        """Name the questions that these answers leave open."""
        return tuple(each.about for each in self.questions if not getattr(answers, each.about))


def survey(sheet: Sheet, office: Office, learnt: Mapping[str, str] | None = None) -> Survey:
    """Look at a sheet. `learnt` maps squeezed headings to fields, as people taught. Raises `NoHeadings`."""
    table = find_table(sheet, office.programmes, learnt or {})
    hints = find_hints(sheet, table, office.villages, office.programmes)
    kind = _kind(table)
    needed = _needed(sheet, table, kind, office.programmes)
    said = {about: getattr(hints, about).said for about in ("village", "programme", "period")}
    questions = tuple(
        Question(about, hint.likely or _likely(about, sheet, table, office))
        for about in needed
        if not (hint := _hint(hints, about)).said
    )
    return Survey(sheet, office, table, kind, Answers(**said), questions)


def _hint(hints: object, about: str) -> Hint:
    hint: Hint = getattr(hints, about)
    return hint


def _kind(table: Table) -> ListKind:
    columns = table.columns
    flags = sum(field.startswith(FLAG) for field in columns)
    if flags >= 3:
        return ListKind.SIKS_NG
    if {"card", "programme"} <= set(columns):
        return ListKind.KKS
    if "status" in columns or {"sex", "kk", "rt", "rw", "dusun", "birth_date"} <= set(columns):
        return ListKind.OPENSID_RESIDENTS
    return ListKind.OPENSID_PROGRAMME if {"participant", "subject"} <= set(columns) else ListKind.BNBA


def _needed(sheet: Sheet, table: Table, kind: ListKind, programmes: Programmes) -> list[str]:
    columns = table.columns
    flags = {field.removeprefix(FLAG): column for field, column in columns.items() if field.startswith(FLAG)}
    needed = [] if "village" in columns else ["village"]
    by_row = bool(flags) or "programme" in columns
    if kind is not ListKind.OPENSID_RESIDENTS and not by_row:
        needed.append("programme")
    if "period" in columns or (kind is ListKind.OPENSID_RESIDENTS and not by_row):
        return needed
    unclear = {
        code
        for code, column in flags.items()
        if programmes.has_periods(code) and PERIOD + code not in columns and _anyone(sheet, table, column)
    }
    return [*needed, "period"] if unclear or not flags else needed


def _anyone(sheet: Sheet, table: Table, column: int) -> bool:
    return any(_says_yes(sheet, row, column) for row in range(table.first_row, len(sheet.rows)))


def _says_yes(sheet: Sheet, row: int, column: int) -> bool:
    try:
        return read_flag(sheet.cell(row, column))
    except Unreadable:
        return False


def _likely(about: str, sheet: Sheet, table: Table, office: Office) -> str:
    """OpenSID's participant numbers often begin with the programme: `BLT-001`."""
    column = table.columns.get("participant")
    if about != "programme" or column is None:
        return ""
    first = str(sheet.cell(table.first_row, column))
    return office.programmes.find(first.rstrip("0123456789.-/ ")) or ""
