"""A sample office to try out: the lists of a folder, three officers, a visit today, a code for one kiosk.

Everything is made the way an office makes it: nothing here knows a shortcut.
"""

import dataclasses
import secrets
from pathlib import Path

from hub.errors import SampleNotNeeded
from hub.importing import GivenAnswers
from hub.invitations import invitation_code
from hub.lists.survey import Answers
from hub.planning import Wish
from hub.system import LOG_FOLDER, System
from hub.visit_file import VisitPlan
from ledger.aid import Person
from ledger.facts import PlannedProgramme
from ledger.secrets import show_code
from ledger.wording import long_date

SHIPPED = Path(__file__).parent.parent / "deploy" / "sample"
VILLAGE = "Liyu"
PLACE = "Balai Desa Liyu"
PROGRAMMES = ("BERAS", "BPNT", "PKH")
PERIOD = "Tahap 4 Tahun 2026"
"""The answer for lists that do not say their period."""
WEEK_MINUTES = 7 * 24 * 60
_TEAM = (
    ("PT1", "Rahmat Hidayat", "Ketua tim"),
    ("PT2", "Siti Norhayati", "Petugas penyerahan"),
    ("PT3", "Akhmad Fauzi", "Petugas antrean"),
)


@dataclasses.dataclass(frozen=True)
class SampleOfficer:
    """An officer of the sample, with the PIN that is otherwise written nowhere."""

    code: str
    name: str
    pin: str
    role: str


@dataclasses.dataclass(frozen=True)
class Sample:
    """What a newcomer needs to know to try it."""

    plan: VisitPlan
    phrase: str
    card: str
    officers: tuple[SampleOfficer, ...]
    villager: Person
    invitation: str
    enrolment_code: str

    def told(self) -> dict[str, object]:
        """Give it for JSON, codes in groups as people read them."""
        return {
            "village": self.plan.village_name,
            "visit": long_date(self.plan.date),
            "phrase": self.phrase,
            "card": show_code(self.card),
            "officers": [dataclasses.asdict(officer) for officer in self.officers],
            "try": {
                "nik": self.villager.nik,
                "name": self.villager.name,
                "invitation": show_code(self.invitation),
            },
            "enrolment_code": show_code(self.enrolment_code),
        }


def prepare_sample(data: Path, lists: Path = SHIPPED) -> Sample:
    """Fill an empty data folder; raises `SampleNotNeeded` where there is a log already."""
    if (data / LOG_FOLDER).exists():
        raise SampleNotNeeded(f"{data} has a log already", folder=data)
    with System(data) as system:
        officers = tuple(_register(system, *each) for each in _TEAM)
        for path in sorted(path for path in lists.iterdir() if path.suffix in (".xlsx", ".csv")):
            _take(system, path)
        plan = system.planning.plan(_wish(system, officers), by=officers[0].code)
        secret = system.plans.secrets(plan.visit)
        villager = _someone(system, plan)
        return Sample(
            plan=plan,
            phrase=secret.phrase,
            card=secret.card,
            officers=officers,
            villager=villager,
            invitation=invitation_code(secret.key, villager.id),
            enrolment_code=system.enrolling.offer(officers[0].code, WEEK_MINUTES).code,
        )


def _register(system: System, code: str, name: str, role: str) -> SampleOfficer:
    officer = SampleOfficer(code, name, f"{secrets.randbelow(10**6):06}", role)
    system.registering.register(code, name, role, officer.pin)
    return officer


def _take(system: System, path: Path) -> None:
    """Take a list, agreeing to what it probably is, as a person does after a look."""
    first = system.importing.look(path.name, path.read_bytes())
    likely = {each.about: each.suggestion for sheet in first.sheets for each in sheet.survey.questions}
    answers = Answers(likely.get("village", ""), likely.get("programme", ""), likely.get("period") or PERIOD)
    system.importing.take(system.importing.look(path.name, path.read_bytes(), GivenAnswers(answers)), _TEAM[0][0])


def _wish(system: System, officers: tuple[SampleOfficer, ...]) -> Wish:
    village = system.importing.answers(village=VILLAGE).village
    best = {each.programme: each.period for each in reversed(system.planning.offered(village))}
    programmes = tuple(PlannedProgramme(code, best[code], ()) for code in PROGRAMMES if code in best)
    return Wish(village, system.today(), PLACE, programmes, tuple(officer.code for officer in officers))


def _someone(system: System, plan: VisitPlan) -> Person:
    """Choose someone with a NIK to whom the most is owed."""
    owed: dict[bytes, int] = {}
    for each in system.planning.allotments_of(plan):
        owed[each.person] = owed.get(each.person, 0) + 1
    people = [system.roster.person(person) for person in owed]
    return max((person for person in people if person.nik), key=lambda person: owed[person.id])
