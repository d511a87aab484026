import random
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from hub.reports.goods import Amount
from hub.reports.receipts import receipts
from hub.reports.tally import Count, tally
from ledger.aid import Item, Programme
from ledger.book import Status
from ledger.facts import HandedOver, Manner, Refusal, Unserved
from tests.hub.reports.day import CARD, CASH, NINE_WITA_MS, PROGRAMMES, RICE, Day, busy_day, somebody

MINUTE = 60_000
PEOPLE = [somebody(number) for number in range(4)]
SOME = st.sets(st.sampled_from([RICE.code, CASH.code, CARD.code]), min_size=1)
BY_CODE: dict[str, Programme] = {each.code: each for each in PROGRAMMES}
Step = Callable[[Day], object]


def chosen(codes: set[str]) -> list[Programme]:
    return [BY_CODE[code] for code in sorted(codes)]


def undo_one(which: int) -> Step:
    def step(day: Day) -> None:
        if day.entries:
            day.undoes(day.entries[which % len(day.entries)].place)

    return step


STEPS = st.one_of(
    st.builds(lambda n: lambda day: day.comes(PEOPLE[n], n + 1), st.integers(0, 3)),
    st.builds(lambda n: lambda day: day.is_called(n + 1), st.integers(0, 3)),
    st.builds(
        lambda n, codes, manner: lambda day: day.receives(PEOPLE[n], *chosen(codes), manner=manner),
        st.integers(0, 3), SOME, st.sampled_from(Manner),
    ),
    st.builds(
        lambda n, codes, reason: lambda day: day.goes_without(PEOPLE[n], reason, *chosen(codes)),
        st.integers(0, 3), SOME, st.sampled_from(Unserved),
    ),
    st.builds(undo_one, st.integers(0, 50)),
)  # fmt: skip
MOMENTS = st.lists(st.tuples(STEPS, st.integers(0, 5)), max_size=25)


def told(moments: list[tuple[Step, int]]) -> Day:
    day = Day(PEOPLE)
    for step, minutes in moments:
        day.minutes += minutes
        step(day)
    return day


def check_consistent(count: Count) -> None:
    assert sum(count.statuses.values()) == count.targeted == count.served + count.not_served
    assert count.served == count.by_himself + count.by_proxy + count.by_replacement + count.at_home
    assert count.not_served == count.postponed + count.not_come + count.waiting + count.failed
    assert sum(count.reasons.values()) == count.postponed + count.failed + count.statuses[Status.ABSENT]
    assert bool(count.served) == bool(count.people_served)
    assert count.people_served <= min(count.served, count.people_targeted)


@given(MOMENTS)
def test_whatever_happens_the_sums_agree(moments: list[tuple[Step, int]]) -> None:
    day = told(moments)
    counted = tally(day.file())
    assert counted.total.targeted == len(day.allotments)
    for count in (counted.total, *counted.programmes.values()):
        check_consistent(count)
    for status in Status:
        assert counted.total.statuses[status] == sum(one.statuses[status] for one in counted.programmes.values())
    for reason in Unserved:
        assert counted.total.reasons.get(reason, 0) == sum(
            one.reasons.get(reason, 0) for one in counted.programmes.values()
        )


@given(MOMENTS)
def test_what_was_handed_over_is_what_some_standing_handover_names(moments: list[tuple[Step, int]]) -> None:
    day = told(moments)
    rows = [row for row in receipts(day.file()) if row.stands]
    facts = {entry.place: entry.fact for entry in day.entries}
    handed = [facts[row.place] for row in rows]
    named = {allotment for fact in handed if isinstance(fact, HandedOver) for allotment in fact.allotments}
    owed = {each.id: each for each in day.allotments}
    counted = tally(day.file())
    assert counted.total.served == len(named)
    assert counted.total.handed_rupiah == sum(item.rupiah for each in named for item in owed[each].items)
    assert counted.total.people_served == len({owed[each].person for each in named})


@given(MOMENTS, st.randoms(use_true_random=False))
def test_the_order_in_which_entries_arrive_does_not_matter(
    moments: list[tuple[Step, int]], shuffled: random.Random
) -> None:
    day = told(moments)
    entries = list(day.entries)
    shuffled.shuffle(entries)
    assert tally(day.file(entries=entries)) == tally(day.file())


def test_a_busy_day() -> None:
    counted = tally(busy_day(40).file())
    rice, cash = counted.programmes["BERAS"], counted.programmes["BLT"]
    assert (rice.targeted, rice.by_himself, rice.by_proxy, rice.by_replacement, rice.at_home) == (40, 24, 4, 4, 4)
    assert (rice.not_come, rice.not_served, rice.people_served) == (4, 4, 36)
    assert (cash.postponed, cash.failed, cash.not_come) == (4, 4, 4)
    assert counted.total.reasons == {Unserved.PAPERS_MISSING: 4, Unserved.DECEASED: 8}
    assert counted.refusals == {Refusal.OTHER_VILLAGE: 1}
    assert list(counted.programmes) == ["BERAS", "BLT", "PBI"]


def test_goods_are_summed_by_kind_and_unit() -> None:
    soap = Programme("SABUN", "Sabun", "Sabun", RICE.kind, (Item("Beras", 500, "karung"), Item("Beras", 2_000, "kg")))
    day = Day(PEOPLE[:2], [RICE, soap])
    day.receives(PEOPLE[0])
    sums = {(each.goods, each.unit): each for each in tally(day.file()).total.goods}
    assert sums["Beras", "kg"].targeted == Amount(4, 44_000)
    assert sums["Beras", "kg"].handed == Amount(2, 22_000)
    assert sums["Beras", "karung"].handed == Amount(1, 500)
    assert sums["Minyak goreng", "liter"].handed == Amount(1, 4_000)


def test_an_allotment_handed_over_twice_counts_once_and_is_told() -> None:
    day = Day(PEOPLE[:1], [CASH])
    day.receives(PEOPLE[0])
    other = Day(PEOPLE[:1], [CASH], feed=b"feed-of-kiosk--2")
    other.receives(PEOPLE[0])
    counted = tally(day.file(entries=[*day.entries, *other.entries]))
    assert (counted.total.served, counted.total.handed_rupiah, counted.handed_twice) == (1, 900_000, 1)


def test_aid_that_was_not_the_visits_is_told_and_not_counted() -> None:
    day = Day(PEOPLE[:1], [CASH])
    day.receives(PEOPLE[1], CASH)
    counted = tally(day.file())
    assert (counted.unplanned, counted.total.served, counted.total.targeted) == (1, 0, 1)


def test_how_long_a_person_takes() -> None:
    day = Day(PEOPLE[:3], [CASH])
    for number, (person, waits, takes) in enumerate(zip(PEOPLE, (4, 6, 20), (2, 3, 10), strict=False), 1):
        day.minutes = number * 60
        day.comes(person, number)
        day.minutes += waits
        day.is_called(number)
        day.minutes += takes
        day.receives(person)
    pace = tally(day.file()).pace
    assert (pace.minutes_waiting, pace.minutes_at_desk) == (6.0, 3.0)
    assert pace.first_at == NINE_WITA_MS + 66 * MINUTE
    assert pace.last_at == NINE_WITA_MS + 210 * MINUTE


def test_without_a_handover_there_is_no_pace() -> None:
    day = Day(PEOPLE, [CASH])
    place = day.receives(PEOPLE[0])
    day.undoes(place)
    pace = tally(day.file()).pace
    assert (pace.first_at, pace.last_at, pace.minutes_at_desk, pace.minutes_waiting) == (None, None, None, None)


def test_a_clock_that_jumped_back_measures_nothing() -> None:
    day = Day(PEOPLE[:1], [CASH])
    day.minutes = 600
    day.comes(PEOPLE[0], 1)
    day.minutes = 1
    day.is_called(1)
    day.receives(PEOPLE[0])
    pace = tally(day.file()).pace
    assert (pace.minutes_waiting, pace.minutes_at_desk) == (None, 0.0)


def test_a_clock_that_was_set_in_between_measures_what_is_true() -> None:
    day = Day(PEOPLE[:2])
    day.starts_without_a_clock()
    day.minutes += 4
    day.comes(PEOPLE[0], 1)
    day.minutes += 2
    day.is_called(1)
    day.is_told_the_time(9)
    day.receives(PEOPLE[0])
    pace = tally(day.file()).pace
    assert (pace.minutes_waiting, pace.minutes_at_desk) == (2.0, 3.0)
    assert (pace.first_at, pace.last_at) == (NINE_WITA_MS + 9 * MINUTE, NINE_WITA_MS + 9 * MINUTE)


def test_nobody_and_nothing() -> None:
    counted = tally(Day([]).file())
    assert (counted.total.targeted, counted.total.goods, list(counted.programmes)) == (0, (), ["BERAS", "BLT", "PBI"])
