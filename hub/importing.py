"""How a list comes in: first looked at, without writing anything; then taken, in one decision.

preview = importing.look("BNBA Liyu.xlsx", data)           # what is known, what is to be asked, every row's verdict
preview = importing.look("BNBA Liyu.xlsx", data, answers)  # with a person's answers
result = importing.take(preview, by="PT1")                 # on the roster; a second time nothing changes
"""

import dataclasses
import datetime
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from hub.errors import ListUnsettled, UnknownField, UnknownProgramme, UnknownVillage
from hub.lists.errors import NoHeadings
from hub.lists.headings import FLAG, IGNORED, PERIOD, fields
from hub.lists.judging import Judged, judge
from hub.lists.period import read_period
from hub.lists.sheet import Sheet, read_sheets
from hub.lists.survey import Answers, Office, Survey, survey
from hub.lists.uniting import Entitlement, United, unite
from hub.lists.verdict import Verdict
from hub.programmes import squeeze
from hub.roster import Roster
from ledger.aid import ID_BYTES
from ledger.catalogue import Catalogue
from ledger.entry import Entry
from ledger.facts import AnyFact, Entitled, HeadingLearnt, ListTaken, PersonRegistered
from ledger.writer import Writer


@dataclasses.dataclass(frozen=True)
class GivenAnswers:
    """What a person said: about all sheets where they are silent, about single sheets (by name), about headings.

    An answer about a single sheet stands even against the sheet. `headings` are heading to field, as in
    `hub.lists.headings.fields`, or `ignored`; they are remembered once the list is taken.
    """

    general: Answers = dataclasses.field(default_factory=Answers)
    of_sheet: Mapping[str, Answers] = dataclasses.field(default_factory=dict)
    headings: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def learnt(self) -> dict[str, str]:
        """The headings as they are remembered."""
        return {squeeze(heading): field for heading, field in self.headings.items()}


@dataclasses.dataclass(frozen=True)
class SheetPreview:
    """One sheet. `missing` are the open questions; while there are any, `judged` is None."""

    survey: Survey
    answers: Answers
    missing: tuple[str, ...]
    judged: Judged | None

    @property
    def name(self) -> str:
        """The sheet's name, empty for a text table."""
        return self.survey.sheet.name


@dataclasses.dataclass(frozen=True)
class Preview:
    """A file as it would be taken. `without_list` names the sheets that hold none."""

    file: str
    digest: bytes
    sheets: tuple[SheetPreview, ...]
    without_list: tuple[str, ...]
    given: GivenAnswers
    taken_before: Entry | None
    """The entry (`ListTaken`) by which this very file was taken before."""

    @property
    def settled(self) -> bool:
        """Whether nothing is left to be asked."""
        return not any(sheet.missing for sheet in self.sheets)

    @cached_property
    def judged(self) -> tuple[Judged, ...]:
        """The sheets that are judged."""
        return tuple(sheet.judged for sheet in self.sheets if sheet.judged)

    @cached_property
    def verdicts(self) -> Counter[Verdict]:
        """How many rows met each verdict."""
        return sum((each.verdicts for each in self.judged), Counter())

    @property
    def rows(self) -> int:
        """How many rows about people there are."""
        return sum(len(each.rows) for each in self.judged)

    def refused_workbook(self, texts: Catalogue | None = None) -> bytes:
        """Give the refused rows with their reasons as xlsx, to be mended and imported again."""
        from hub.lists.refused_rows import refused_workbook  # the library that writes workbooks is slow to come in

        return refused_workbook(self.judged, texts)


@dataclasses.dataclass(frozen=True)
class ListResult:
    """What taking a list changed; all zero when it brought nothing new. `before` is its entry of an earlier time."""

    new_people: int
    changed_people: int
    new_entitlements: int
    before: Entry | None

    @property
    def changed(self) -> bool:
        """Whether anything is on the roster now that was not."""
        return bool(self.new_people or self.changed_people or self.new_entitlements)


class Importing:
    """Looks at lists and takes them. Reading a workbook takes a while: never call it on an event loop."""

    def __init__(self, writer: Writer, roster: Roster, office: Office, today: Callable[[], datetime.date]) -> None:
        self.office = office
        self._writer = writer
        self._roster = roster
        self._today = today

    def answers(self, village: str = "", programme: str = "", period: str = "") -> Answers:
        """Understand answers in words or codes; raises `UnknownVillage` or `UnknownProgramme`."""
        place = self.office.villages.find(village) if village else None
        codes = {each.code: each.code for each in self.office.profile.villages}
        code = codes.get(village) or (place.village.code if place else "")
        if village and not code:
            raise UnknownVillage(f"no village {village}", village=village)
        known = programme if programme in self.office.programmes else self.office.programmes.find(programme)
        if programme and not known:
            raise UnknownProgramme(f"no programme {programme}", programme=programme)
        return Answers(code, known or "", read_period(period) if period else "")

    def look(self, file: str, data: bytes, given: GivenAnswers | None = None) -> Preview:
        """Read a file and judge it as far as possible, without writing. Raises `ListError` or `UnknownField`."""
        given = given or GivenAnswers()
        self._check_fields(given)
        learnt = self._roster.learnt | given.learnt
        sheets: list[SheetPreview] = []
        without: list[str] = []
        for sheet in read_sheets(file, data):
            try:
                sheets.append(self._sheet(sheet, learnt, given))
            except NoHeadings:
                without.append(sheet.name)
        if not sheets:
            raise NoHeadings(file)
        digest = hashlib.sha256(data).digest()
        return Preview(file, digest, tuple(sheets), tuple(without), given, self._roster.list_taken(digest))

    def take(self, preview: Preview, by: str = "") -> ListResult:
        """Put a list on the roster, in one decision; waits for the medium.

        The same list with the same answers changes nothing, whatever came in between. Raises `ListUnsettled`.
        """
        for sheet in preview.sheets:
            if sheet.missing:
                raise ListUnsettled(sheet.name or preview.file, sheet.missing)
        outcome: list[ListResult] = []

        def decide() -> list[AnyFact]:
            facts, result = self._decided(preview)
            outcome.append(result)
            return facts

        self._writer.decide(decide, by).result()
        return outcome[0]

    def _check_fields(self, given: GivenAnswers) -> None:
        for field in given.headings.values():
            code = field.removeprefix(FLAG).removeprefix(PERIOD)
            if field not in (IGNORED, *fields()) and (field == code or code not in self.office.programmes):
                raise UnknownField(f"no field {field}", field=field)

    def _sheet(self, sheet: Sheet, learnt: Mapping[str, str], given: GivenAnswers) -> SheetPreview:
        seen = survey(sheet, self.office, learnt)
        answers = _first_said(given.of_sheet.get(sheet.name, Answers()), seen.answers, given.general)
        missing = seen.missing(answers)
        return SheetPreview(seen, answers, missing, None if missing else judge(seen, answers, self._today()))

    def _decided(self, preview: Preview) -> tuple[list[AnyFact], ListResult]:
        before = self._roster.list_taken(preview.digest)
        answers = _told(preview)
        if before and isinstance(before.fact, ListTaken) and before.fact.answers == answers:
            return [], ListResult(0, 0, 0, before)
        candidates = [each for judged in preview.judged for each in judged.candidates]
        united = unite(self._roster.everyone(), candidates, lambda: os.urandom(ID_BYTES))
        owed = [each for each in united.entitlements if self._is_news(each)]
        result = ListResult(len(united.new), len(united.changed), len(owed), before)
        taught = {
            heading: field for heading, field in preview.given.learnt.items() if heading not in self._roster.learnt
        }
        if before and not result.changed and not taught:
            return [], result
        list_id = os.urandom(ID_BYTES)
        return list(_facts(preview, list_id, taught, united, owed, answers)), result

    def _is_news(self, owed: Entitlement) -> bool:
        known = self._roster.entitlement(owed.person, owed.programme, owed.period)
        return known is None or bool(owed.rupiah and owed.rupiah != known.rupiah)


def _facts(  # one after another as they are read again: the list itself last, so that half a list is never "taken"
    preview: Preview,
    list_id: bytes,
    taught: Mapping[str, str],
    united: United,
    owed: list[Entitlement],
    answers: dict[str, str],
) -> Iterator[AnyFact]:
    yield from (HeadingLearnt(heading, field) for heading, field in taught.items())
    yield from (PersonRegistered(person, list_id) for person in united.new)
    yield from (PersonRegistered(change.after, list_id) for change in united.changed)
    yield from (Entitled(each.person, each.programme, each.period, list_id, each.rupiah) for each in owed)
    yield ListTaken(
        list=list_id,
        name=preview.file,
        digest=preview.digest,
        kind=str(preview.sheets[0].survey.kind),
        rows=preview.rows,
        taken=preview.verdicts[Verdict.TAKEN],
        warned=preview.verdicts[Verdict.TAKEN_WITH_WARNING],
        refused=preview.verdicts[Verdict.REFUSED],
        answers=answers,
    )


def _first_said(*all_answers: Answers) -> Answers:
    return Answers(
        village=next((each.village for each in all_answers if each.village), ""),
        programme=next((each.programme for each in all_answers if each.programme), ""),
        # Whoever answers, and however: one period has one spelling.
        period=next((read_period(each.period) for each in all_answers if each.period), ""),
    )


def _told(preview: Preview) -> dict[str, str]:
    """Give what holds for each sheet: `village`, or `Sheet 2/village` where there are several."""
    several = len(preview.sheets) > 1
    return {
        f"{sheet.name}/{about}" if several else about: said
        for sheet in preview.sheets
        for about, said in dataclasses.asdict(sheet.answers).items()
        if said
    }
