import datetime

import pytest

from hub import errors
from hub.planning import Offered, Wish
from hub.system import System
from ledger.aid import Item
from ledger.facts import PlannedProgramme
from tests.hub.office import BOTH, LIYU, PERIOD, TODAY, nik, planned, sheet, take


def wish(**changes: object) -> Wish:
    return Wish(**({"village": LIYU, "date": TODAY, "place": "", "programmes": BOTH, "team": ("pt1",)} | changes))  # type: ignore[arg-type]


def test_a_plan_offers_what_lists_hold_for_the_village(system: System) -> None:
    assert system.planning.offered(LIYU) == [Offered("BERAS", PERIOD, 2), Offered("PKH", PERIOD, 1)]


def test_a_plan_stands_with_key_and_phrase(system: System) -> None:
    plan = planned(system)
    secrets = system.plans.secrets(plan.visit)
    assert (plan.village_name, plan.team) == ("Liyu", ("PT1",))
    assert [each.period for each in plan.programmes] == [PERIOD, PERIOD]
    assert len(secrets.phrase.split()) == 5
    assert len({secrets.phrase, secrets.card, secrets.recovery}) == 3


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"village": "63.11.02.9999"}, errors.UnknownVillage),
        ({"date": TODAY - datetime.timedelta(days=1)}, errors.DatePassed),
        ({"programmes": ()}, errors.NoProgramme),
        ({"programmes": (PlannedProgramme("EMAS", PERIOD, ()),)}, errors.UnknownProgramme),
        ({"programmes": (PlannedProgramme("PKH", " ", ()),)}, errors.PeriodMissing),
        ({"programmes": (*BOTH, PlannedProgramme("PKH", PERIOD, ()))}, errors.ProgrammeTwice),
        ({"team": ()}, errors.NoTeam),
        ({"team": ("PT9",)}, errors.UnknownOfficer),
    ],
)
def test_a_plan_with_a_mistake_is_refused_and_nothing_is_written(
    system: System, change: dict[str, object], error: type[errors.HubError]
) -> None:
    before = len(system.log)
    with pytest.raises(error):
        system.planning.plan(wish(**change))
    assert len(system.log) == before


def test_people_are_owed_what_lists_say_else_what_the_plan_says(system: System) -> None:
    take(system, sheet([f"{nik(4)};AMAT;Rp 225.000"], more=";NOMINAL"))
    plan = planned(system)
    items = {(each.person, each.programme): each.items for each in system.planning.allotments_of(plan)}
    budi, amat = (system.roster.with_nik(nik(number)).id for number in (1, 4))
    assert items[amat, "PKH"] == (Item("Uang tunai", rupiah=225_000),)
    assert items[budi, "PKH"] == system.programmes["PKH"].items
    assert items[budi, "BERAS"] == system.programmes["BERAS"].items
    assert len(items) == 4


def test_nothing_is_owed_to_the_dead_and_inactive_nor_in_other_villages(system: System) -> None:
    plan = planned(system)
    before = {each.person for each in system.planning.allotments_of(plan)}
    take(system, sheet([f"{nik(2)};SITI AMINAH;Meninggal"], programme="BERAS", more=";KETERANGAN"))
    after = {each.person for each in system.planning.allotments_of(plan)}
    assert before - after == {system.roster.with_nik(nik(2)).id}
    assert system.roster.with_nik(nik(3)).id not in before


def test_one_allotment_has_one_id_in_every_visit(system: System) -> None:
    first, second = planned(system), planned(system, TODAY + datetime.timedelta(days=7))
    ids = [[each.id for each in system.planning.allotments_of(plan)] for plan in (first, second)]
    assert ids[0] == ids[1]
    assert first.visit != second.visit


def test_another_visit_that_brings_the_same_is_told(system: System) -> None:
    plan = planned(system)
    pkh = Offered("PKH", PERIOD, 1)
    assert system.planning.others_bringing(pkh, LIYU) == [plan]
    assert system.planning.others_bringing(pkh, LIYU, besides=plan.visit) == []
    assert system.planning.others_bringing(Offered("PKH", "Tahap 1 Tahun 2026", 1), LIYU) == []
    assert system.planning.others_bringing(pkh, "63.11.02.2001") == []


def test_a_plan_changes_and_keeps_its_key(system: System) -> None:
    plan = planned(system)
    secrets = system.plans.secrets(plan.visit)
    changed = system.planning.plan(wish(place="Masjid"), plan.visit)
    assert (changed.visit, changed.place) == (plan.visit, "Masjid")
    assert system.plans.secrets(plan.visit) == secrets
    with pytest.raises(errors.UnknownVisit):
        system.planning.plan(wish(), b"no visit")


def test_the_file_of_a_visit_holds_everything_for_a_report(system: System) -> None:
    plan = planned(system)
    file = system.planning.visit_file(plan.visit)
    assert {each.person for each in file.allotments} == set(file.people)
    assert set(file.programmes) == {"PKH", "BERAS"}
    assert file.officers["PT1"].name == "Rahmat"
    assert file.key
    assert file.key.secret == system.plans.secrets(plan.visit).key
