import itertools
import random

import pytest

from ledger.names import NameIndex, fold, similar


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Djoko Soesilo", "JOKO SUSILO"),
        ("Tjahaja", "Cahaya"),
        ("Jusuf", "Yusuf"),
        ("H. Abd. Rahman, S.Pd.", "ABDUL RAHMAN"),
        ("Hj. Siti Aminah", "SITI  AMINAH"),
        ("M. Noor", "Muhammad Nur"),
        ("Moh. Sjahrani", "Mohammad Syahrani"),
        ("Ma`ruf", "MARUF"),
        ("Alm. Anang", "Anang"),
    ],
)
def test_old_and_new_spellings_fold_into_one(old: str, new: str) -> None:
    assert fold(old) == fold(new)
    assert similar(old, new) == 100


def test_a_name_that_is_only_a_title_stays_a_name() -> None:
    assert fold("Ibu") == "ibu"
    assert fold("") == ""


def test_different_people_are_not_alike() -> None:
    assert similar("SITI AMINAH", "RUSLI HAMDANI") < 60
    assert similar("SITI AMINAH", "SITTI AMINA") > 88
    assert similar("Abdurrahman", "Abdul Rahman") > 85
    assert similar("Rahman Abdul", "Abdul Rahman") == 100


PEOPLE = {
    "joko": ["DJOKO SOESILO", "Joko Susilo"],
    "yusuf": ["Jusuf Kalaka"],
    "siti": ["SITI AMINAH"],
    "siti2": ["HJ. SITI AMINAH BINTI ALI"],
    "abdur": ["Abdurrahman"],
    "amin": ["Muhammad Amin"],
}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("joko susilo", "joko"),
        ("djok", "joko"),
        ("susilo joko", "joko"),
        ("yusup", "yusuf"),
        ("siti aminah", "siti"),
        ("sitti aminah binti", "siti2"),
        ("abdul rahman", "abdur"),
        ("moh amin", "amin"),
        ("kalak", "yusuf"),
    ],
)
def test_a_name_is_found_by_a_part_or_with_a_slip(typed: str, first: str) -> None:
    assert NameIndex(PEOPLE.items()).search(typed)[0].key == first


def test_the_very_name_comes_first_and_each_person_once() -> None:
    hits = NameIndex(PEOPLE.items()).search("joko susilo")
    assert hits[0].score == 100
    assert [hit.key for hit in hits].count("joko") == 1
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_nothing_like_it_gives_nothing() -> None:
    index = NameIndex(PEOPLE.items())
    assert index.search("xqzw") == []
    assert index.search("") == []
    assert index.search("123") == []
    assert NameIndex([]).search("joko") == []


def test_no_more_than_asked_are_given() -> None:
    index = NameIndex((number, [f"Siti {word}"]) for number, word in enumerate(("Ani", "Ina", "Ami", "Nur", "Eka")))
    assert len(index.search("siti", limit=3)) == 3
    assert len(index) == 5


def test_everyone_is_found_by_the_full_name_among_thousands() -> None:
    chance = random.Random(7)
    parts = ["sari", "joko", "wati", "rahman", "amin", "lela", "hadi", "noor", "mina", "gani", "rusli", "bakti"]
    names = list(dict.fromkeys(" ".join(each) for each in itertools.permutations(parts, 3)))
    index = NameIndex((name, [name]) for name in names)
    for name in chance.sample(names, 30):
        assert index.search(name, 1)[0].key == name
