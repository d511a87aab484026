"""Every row of a list gets a verdict, taken, taken with a warning, or refused, with its reasons and its person."""

import dataclasses
import datetime
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property

from hub.lists.candidate import Candidate
from hub.lists.errors import AnswersMissing
from hub.lists.row_reading import RowReader
from hub.lists.rows import rows_of_people
from hub.lists.sheet import Row, as_text
from hub.lists.survey import Answers, Survey
from hub.lists.verdict import REFUSING, Code, Reason, Verdict, verdict_of
from ledger.names import fold, similar

ANOTHER_NAME_BELOW = 60
"""Names less alike than this, 0 to 100, are hardly one person's."""


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedRow:
    """A row of the sheet. `number` counts from 1 as the spreadsheet does; `key` is the same on every reading.

    `candidate` is None for a refused row only.
    """

    number: int
    key: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    candidate: Candidate | None
    cells: Row
    subtitle: str = ""
    """The code of the village that a subtitle above this row named."""

    @property
    def codes(self) -> frozenset[Code]:
        """The codes of all reasons."""
        return frozenset(reason.code for reason in self.reasons)


@dataclasses.dataclass(frozen=True)
class Judged:
    """A sheet with all its rows of people judged, in the order of the file."""

    survey: Survey
    answers: Answers
    rows: tuple[JudgedRow, ...]

    @cached_property
    def counts(self) -> Counter[Code]:
        """How many rows each reason was given to."""
        return Counter(code for row in self.rows for code in row.codes)

    @cached_property
    def verdicts(self) -> Counter[Verdict]:
        """How many rows met each verdict."""
        return Counter(row.verdict for row in self.rows)

    @cached_property
    def good(self) -> tuple[JudgedRow, ...]:
        """The rows that were taken, with a warning or without."""
        return tuple(row for row in self.rows if row.candidate)

    @cached_property
    def refused(self) -> tuple[JudgedRow, ...]:
        """The rows that were not taken."""
        return tuple(row for row in self.rows if not row.candidate)

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """The people of the good rows; one person may stand in several."""
        return tuple(row.candidate for row in self.rows if row.candidate)

    @cached_property
    def people(self) -> int:
        """How many different people were taken."""
        return len({person_key(each) for each in self.candidates})

    @cached_property
    def total_rupiah(self) -> int:
        """The money of all good rows."""
        return sum(claim.amount_rupiah or 0 for each in self.candidates for claim in each.claims)

    @cached_property
    def claims(self) -> Counter[str]:
        """How many good rows claim each programme."""
        return Counter(code for each in self.candidates for code in {claim.programme for claim in each.claims})

    @cached_property
    def villages(self) -> Counter[str]:
        """How many good rows each village has, by its code."""
        return Counter(each.village for each in self.candidates)

    @cached_property
    def same_name_pairs(self) -> int:
        """How many pairs of different people of one village share a name."""
        return sum(len(group) * (len(group) - 1) // 2 for group in _namesakes(self.candidates))


def judge(survey: Survey, answers: Answers, today: datetime.date) -> Judged:
    """Judge every row. Raises `AnswersMissing` while a question of the survey is open."""
    missing = survey.missing(answers)
    if missing:
        raise AnswersMissing(missing)
    reader = RowReader(survey, answers, today)
    keys = _RowKeys(survey.sheet.name)
    repeats = _Repeats()
    judged: list[JudgedRow] = []
    for row in rows_of_people(survey.sheet, survey.table, survey.office.villages):
        cells = survey.sheet.rows[row.index]
        key = keys.key(cells)
        candidate, reasons = reader.read(row, key)
        if not any(reason.code in REFUSING for reason in reasons):
            reasons = repeats.with_repeats(reasons, candidate, row.index + 1)
        verdict = verdict_of(reasons)
        taken = None if verdict is Verdict.REFUSED else candidate
        judged.append(JudgedRow(row.index + 1, key, verdict, tuple(reasons), taken, cells, row.village))
    return Judged(survey, answers, _with_namesakes(judged))


def person_key(candidate: Candidate) -> tuple[str, ...]:
    """Give what tells this person from others within one list: the NIK, or the best there is without one."""
    name = fold(candidate.name)
    if candidate.nik:
        return ("nik", candidate.nik)
    if candidate.kk:
        return ("kk", candidate.kk, name)
    if candidate.numbers:
        return ("number", candidate.village, *candidate.numbers, name)
    return ("name", candidate.village, name, candidate.birth_date, candidate.full_address.casefold())


class _RowKeys:
    """Keys from what stands in a row, so that they outlast rows being added above."""

    def __init__(self, sheet: str) -> None:
        self._sheet = sheet
        self._seen: Counter[str] = Counter()

    def key(self, cells: Row) -> str:
        text = "\x1f".join([self._sheet, *(as_text(cell) for cell in cells)]).rstrip("\x1f")
        self._seen[text] += 1
        return hashlib.sha256(f"{text}\x1e{self._seen[text]}".encode()).hexdigest()[:16]


class _Repeats:
    """Remembers the good rows before this one."""

    def __init__(self) -> None:
        self._rows: dict[tuple[tuple[str, ...], frozenset[tuple[str, str]]], int] = {}
        self._claims: defaultdict[tuple[str, ...], set[tuple[str, str]]] = defaultdict(set)
        self._names: dict[tuple[str, ...], tuple[str, int]] = {}

    def with_repeats(self, reasons: list[Reason], candidate: Candidate, number: int) -> list[Reason]:
        """Add what earlier rows have to do with this one. Of a mere repetition nothing else need be said."""
        person = person_key(candidate)
        claims = frozenset((claim.programme, claim.period) for claim in candidate.claims)
        shared = self._shared_nik(person, candidate)
        earlier = self._rows.setdefault((person, claims), number)
        if earlier != number:
            return [Reason(Code.DUPLICATE, {"row": str(earlier)}), *shared]
        repeated = [Reason(Code.CLAIM_REPEATED)] if claims & self._claims[person] else []
        self._claims[person] |= claims
        self._names.setdefault(person, (candidate.name, number))
        return [*reasons, *shared, *repeated]

    def _shared_nik(self, person: tuple[str, ...], candidate: Candidate) -> list[Reason]:
        name, number = self._names.get(person, (candidate.name, 0))
        if similar(name, candidate.name) >= ANOTHER_NAME_BELOW:
            return []
        return [Reason(Code.NIK_SHARED, {"row": str(number), "name": name})]


def _with_namesakes(rows: Sequence[JudgedRow]) -> tuple[JudgedRow, ...]:
    names = {
        (group[0].village, fold(group[0].name)) for group in _namesakes(row.candidate for row in rows if row.candidate)
    }
    return tuple(
        dataclasses.replace(row, reasons=(*row.reasons, Reason(Code.SAME_NAME)))
        if row.candidate and (row.candidate.village, fold(row.candidate.name)) in names
        else row
        for row in rows
    )


def _namesakes(candidates: Iterable[Candidate]) -> list[list[Candidate]]:
    groups: defaultdict[tuple[str, str], dict[tuple[str, ...], Candidate]] = defaultdict(dict)
    for each in candidates:
        groups[each.village, fold(each.name)].setdefault(person_key(each), each)
    return [list(group.values()) for group in groups.values() if len(group) > 1]
