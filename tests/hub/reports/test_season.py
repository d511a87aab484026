import datetime

from hub.reports.season import Served, season, season_count, served_by_month, served_by_year, village_counts
from ledger.clock import Trust
from ledger.facts import Unserved
from tests.hub.reports.day import CASH, RICE, Day, somebody

ANI, BUDI, CICI = (somebody(number) for number in range(3))
APRIL = datetime.date(2026, 4, 7)


def two_visits() -> tuple[Day, Day]:
    """The second visit brings again what could not be handed over at the first."""
    march = Day([ANI, BUDI, CICI], [CASH])
    march.receives(ANI)
    march.goes_without(BUDI, Unserved.PAPERS_MISSING)
    april = Day([BUDI, CICI], [CASH], visit=b"visit--2", date=APRIL)
    april.receives(BUDI)
    april.goes_without(CICI, Unserved.MOVED)
    return march, april


def test_what_two_visits_carried_counts_once() -> None:
    march, april = two_visits()
    (row,) = season([april.file(), march.file()])
    assert (row.village_name, row.programme, row.visits) == ("Liyu", CASH, 2)
    assert (row.count.targeted, row.count.served, row.count.failed, row.count.postponed) == (3, 2, 1, 0)
    assert row.count.handed_rupiah == 1_800_000


def test_a_handover_stands_against_a_later_visit() -> None:
    march = Day([ANI], [CASH])
    march.receives(ANI)
    april = Day([ANI], [CASH], visit=b"visit--2", date=APRIL)
    april.goes_without(ANI, Unserved.ABSENT)
    assert season_count([march.file(), april.file()]).served == 1
    april.receives(ANI)
    count = season_count([march.file(), april.file()])
    assert (count.targeted, count.served, count.handed_rupiah) == (1, 1, 900_000)


def test_villages_and_programmes_stand_apart_and_sum_up() -> None:
    liyu = Day([ANI, BUDI], [RICE, CASH])
    liyu.receives(ANI, RICE)
    halong = Day([CICI], [RICE], visit=b"visit--2", village="Halong", village_code="63.11.02.2005")
    halong.receives(CICI)
    files = [liyu.file(), halong.file()]
    rows = [(row.village_name, row.programme.code, row.count.served, row.count.targeted) for row in season(files)]
    assert rows == [("Halong", "BERAS", 1, 1), ("Liyu", "BERAS", 1, 2), ("Liyu", "BLT", 0, 2)]
    assert {name: count.targeted for name, count in village_counts(files).items()} == {"Halong": 1, "Liyu": 4}
    assert season_count(files).targeted == 5


def test_people_served_month_by_month_and_since_before() -> None:
    march, april = two_visits()
    files = [march.file(), april.file()]
    assert served_by_month(files) == [Served("2026-03", 1), Served("2026-04", 1, 0.0)]
    assert served_by_year(files, {"2024": 281, "2025": 880}) == [
        Served("2024", 281),
        Served("2025", 880, 213.2),
        Served("2026", 2, -99.8),
    ]


def test_someone_served_twice_in_a_month_is_one_person() -> None:
    first = Day([ANI], [CASH])
    first.receives(ANI)
    second = Day([ANI], [RICE], visit=b"visit--2")
    second.receives(ANI)
    assert served_by_month([first.file(), second.file()]) == [Served("2026-03", 1)]


def test_a_kiosk_that_did_not_know_the_year_does_not_move_people_to_another() -> None:
    day = Day([ANI], [CASH], trust=Trust.UNKNOWN, minutes=-29_000_000)
    day.receives(ANI)
    assert served_by_year([day.file()]) == [Served("2026", 1)]


def test_after_nobody_there_is_no_percentage() -> None:
    day = Day([ANI], [CASH])
    assert served_by_year([day.file()], {"2025": 0}) == [Served("2025", 0), Served("2026", 0)]


def test_no_visits() -> None:
    assert (season([]), served_by_year([]), village_counts([])) == ([], [], {})
