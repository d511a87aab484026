import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.lists.candidate import Candidate, Claim
from hub.lists.uniting import Entitlement, United, unite
from ledger.aid import Person
from tests.hub.lists.builders import LIYU, UREN, ids, nik

KK = "6311022112129049"
PKH = Claim("PKH", "Tahap 4 Tahun 2026", 750_000)
RICE = Claim("BERAS", "Oktober 2026")
SITI = Candidate("a1", "SITI AMINAH", LIYU, nik(9001), claims=(RICE,))


def people_after(united: United, before: tuple[Person, ...] = ()) -> tuple[Person, ...]:
    known = {person.id: person for person in (*before, *united.new, *(change.after for change in united.changed))}
    return tuple(known.values())


def test_one_nik_on_two_lists_is_one_person_with_both_spellings() -> None:
    new_id = ids()
    first = unite([], [SITI], new_id)
    card = Candidate("b1", "ST. AMINAH", LIYU, nik(9001), card_number="6013000090010001", claims=(PKH,))
    second = unite(first.new, [card], new_id)
    (change,) = second.changed
    assert (change.after.name, change.after.other_names) == ("SITI AMINAH", ("ST. AMINAH",))
    assert change.after.card_numbers == ("6013000090010001",)
    assert second.new == ()
    assert second.entitlements == (Entitlement(first.new[0].id, "PKH", "Tahap 4 Tahun 2026", 750_000),)


def test_capitals_make_no_other_spelling() -> None:
    new_id = ids()
    first = unite([], [SITI], new_id)
    again = unite(first.new, [dataclasses.replace(SITI, name="Siti Aminah")], new_id)
    assert again.unchanged == first.new


def test_the_same_list_twice_changes_nothing() -> None:
    new_id = ids()
    candidates = [
        SITI,
        Candidate("a2", "JOKO", LIYU, kk=KK),
        Candidate("a3", "ANANG", LIYU, birth_date="1948-05-17", participant_number="BLT-001"),
        Candidate("a4", "UTUH", LIYU, address="RT 1"),
        Candidate("a5", "UTUH", LIYU, address="RT 2"),
        Candidate("a8", "GALUH", LIYU, card_number="7", other_number="7"),
        dataclasses.replace(SITI, row_key="a6", address="RT 9", claims=(PKH,)),
        dataclasses.replace(SITI, row_key="a7", address="RT 8", claims=(PKH,)),
    ]
    first = unite([], candidates, new_id)
    second = unite(first.new, candidates, new_id)
    assert len(first.new) == 6
    assert (second.new, second.changed) == ((), ())
    assert second.person_of == first.person_of
    assert second.entitlements == first.entitlements


@pytest.mark.parametrize(
    ("known", "candidate"),
    [
        ({"kk": KK}, {"kk": KK}),
        ({"birth_date": "1948-05-17"}, {"birth_date": "1948-05-17"}),
        ({"card_number": "6013"}, {"card_number": "6013"}),
        ({"participant_number": "BLT-001"}, {"participant_number": "BLT-001"}),
        ({"nik": nik(9001), "kk": KK}, {"kk": KK}),
        ({"kk": KK}, {"nik": nik(9001), "kk": KK}),
        ({"address": "RT 1"}, {"address": "rt 1"}),
    ],
)
def test_without_a_nik_the_next_best_unites(known: dict[str, str], candidate: dict[str, str]) -> None:
    new_id = ids()
    first = unite([], [Candidate("a1", "DJOKO", LIYU, **known)], new_id)  # type: ignore[arg-type]
    second = unite(first.new, [Candidate("b1", "Joko", LIYU, **candidate)], new_id)  # type: ignore[arg-type]
    assert second.new == ()
    assert second.person_of["b1"] == first.new[0].id


def test_a_nik_found_later_is_kept() -> None:
    new_id = ids()
    first = unite([], [Candidate("a1", "JOKO", LIYU, kk=KK)], new_id)
    second = unite(first.new, [Candidate("b1", "JOKO", LIYU, nik(9001), kk=KK)], new_id)
    third = unite(people_after(second), [Candidate("c1", "JOKO", LIYU, kk=KK)], new_id)
    assert second.changed[0].after.nik == nik(9001)
    assert third.unchanged[0].nik == nik(9001)


@pytest.mark.parametrize(
    ("known", "candidate"),
    [
        ({"nik": nik(9001), "kk": KK}, {"nik": nik(9002), "kk": KK}),
        ({"kk": KK, "birth_date": "1948-05-17"}, {"kk": KK, "birth_date": "1978-05-17"}),
        ({"participant_number": "BLT-001", "village": UREN}, {"participant_number": "BLT-001"}),
        ({"birth_date": "1948-05-17", "village": UREN}, {"birth_date": "1948-05-17"}),
        ({"address": "RT 1"}, {"address": "RT 2"}),
        ({"nik": nik(9001)}, {}),
    ],
)
def test_whoever_may_be_another_stays_another(known: dict[str, str], candidate: dict[str, str]) -> None:
    new_id = ids()
    first = unite([], [Candidate("a1", "JOKO", **({"village": LIYU} | known))], new_id)  # type: ignore[arg-type]
    second = unite(first.new, [Candidate("b1", "JOKO", LIYU, **candidate)], new_id)  # type: ignore[arg-type]
    assert len(second.new) == 1


def test_in_doubt_between_two_it_is_neither() -> None:
    new_id = ids()
    pair = [Candidate("a1", "JOKO", LIYU, nik(9001), kk=KK), Candidate("a2", "JOKO", LIYU, nik(9002), kk=KK)]
    first = unite([], pair, new_id)
    second = unite(first.new, [Candidate("b1", "JOKO", LIYU, kk=KK)], new_id)
    assert len(second.new) == 1
    again = unite(people_after(second, first.new), [Candidate("b1", "JOKO", LIYU, kk=KK)], new_id)
    assert (again.new, again.changed) == ((), ())


def test_a_nik_under_a_quite_other_name_is_doubtful() -> None:
    new_id = ids()
    first = unite([], [SITI], new_id)
    second = unite(first.new, [Candidate("b1", "RUSLI HAMDANI", LIYU, nik(9001))], new_id)
    assert second.doubtful == (("b1", first.new[0].id),)


def test_a_newer_list_stands_but_nobody_comes_back_to_life() -> None:
    new_id = ids()
    known = unite([], [dataclasses.replace(SITI, kk=KK, deceased=True, inactive=True)], new_id).new
    (change,) = unite(known, [dataclasses.replace(SITI, kk=KK[::-1], inactive=False)], new_id).changed
    assert (change.after.kk, change.after.deceased, change.after.inactive) == (KK[::-1], True, False)
    silent = unite((change.after,), [SITI], new_id)
    assert silent.unchanged == (change.after,)


def test_an_entitlement_is_one_a_period_and_keeps_its_amount() -> None:
    new_id = ids()
    rows = [SITI, dataclasses.replace(SITI, row_key="a2", claims=(PKH,)), dataclasses.replace(SITI, row_key="a3")]
    united = unite([], rows, new_id)
    assert [(each.programme, each.rupiah) for each in united.entitlements] == [("BERAS", 0), ("PKH", 750_000)]


def test_a_list_without_amounts_takes_none_away() -> None:
    silent, telling = Entitlement(b"1", "PKH", "x"), Entitlement(b"1", "PKH", "x", 750_000)
    assert silent.is_news(None)
    assert not silent.is_news(750_000)
    assert telling.is_news(0)
    assert not telling.is_news(750_000)


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        row_key=st.uuids().map(str),
        name=st.sampled_from(["JOKO", "DJOKO", "SITI", "ST. AMINAH"]),
        village=st.sampled_from([LIYU, UREN]),
        nik=st.sampled_from([None, nik(9001), nik(9002)]),
        kk=st.sampled_from(["", KK]),
        birth_date=st.sampled_from(["", "1948-05-17", "1992-04-25"]),
        address=st.sampled_from(["", "RT 1"]),
        participant_number=st.sampled_from(["", "BLT-001"]),
        inactive=st.sampled_from([None, True, False]),
    ),
    max_size=8,
)


@given(CANDIDATES)
def test_importing_again_comes_to_rest_and_nobody_shares_a_nik(candidates: list[Candidate]) -> None:
    """A list that contradicts itself may find somebody new once or twice more, but not each time."""
    new_id = ids()
    first = unite([], candidates, new_id)
    niks = [person.nik for person in first.new if person.nik]
    assert len(niks) == len(set(niks))
    assert set(niks) == {each.nik for each in candidates if each.nik}
    people = first.new
    for _ in range(4):
        again = unite(people, candidates, new_id)
        assert set(again.person_of.values()) <= {person.id for person in (*people, *again.new)}
        if not again.new:
            return
        people = people_after(again, people)
    raise AssertionError("each import makes somebody new")


def test_a_row_that_might_be_several_people_is_one_person_however_often_it_comes() -> None:
    new_id = ids()
    rows = [
        Candidate("1", "JOKO", LIYU, kk=KK),
        Candidate("2", "JOKO", LIYU),
        Candidate("3", "JOKO", LIYU, birth_date="1948-05-17"),
        Candidate("4", "JOKO", LIYU, kk=KK, birth_date="1948-05-17"),
    ]
    people = unite([], rows, new_id).new
    for _ in range(2):
        people = people_after(unite(people, rows, new_id), people)
    assert unite(people, rows, new_id).new == ()
