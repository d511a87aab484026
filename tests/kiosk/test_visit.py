"""Finding people: by what they carry, by how their name sounds, by the last digits of a number."""

import msgspec
import pytest

from kiosk.visit import OpenVisit
from ledger.aid import Person
from ledger.facts import Refusal
from ledger.packs import Elsewhere, nik_digest
from tests.kiosk.box import light_village
from tests.village import nik

PEOPLE = (
    Person(b"joko", "DJOKO SOESILO", nik="6311020203460001", kk="6311020101000001"),
    Person(b"siti", "SITI AMINAH", nik="6311024203460002", card_numbers=("6013010012345678",)),
    Person(b"ijum", "IJUM", other_names=("Djumiati",)),
    Person(b"joka", "H. Joko Susilo, S.Pd.", nik="6311020203460004"),
)


@pytest.fixture
def visit() -> OpenVisit:
    office = light_village()
    return OpenVisit(msgspec.structs.replace(office.pack, people=PEOPLE), office.key)


def ids(people: list[Person]) -> list[bytes]:
    return [each.id for each in people]


@pytest.mark.parametrize("text", ["djoko soesilo", "Joko Susilo", "JOKO SUSILO", "yoko susilo", "susilo joko"])
def test_old_and_new_spellings_find_the_same(visit: OpenVisit, text: str) -> None:
    assert set(ids(visit.search(text))) == {b"joko", b"joka"}


@pytest.mark.parametrize(("text", "found"), [("jumiati", b"ijum"), ("siti", b"siti"), ("aminh", b"siti")])
def test_other_names_parts_and_slips_are_found(visit: OpenVisit, text: str, found: bytes) -> None:
    assert ids(visit.search(text))[0] == found


@pytest.mark.parametrize(
    ("digits", "found"),
    [
        ("0002", [b"siti"]),
        ("0001", [b"joko"]),
        ("5678", [b"siti"]),
        ("46 0004", [b"joka"]),
        ("6311020203460001", [b"joko"]),
        ("9999", []),
    ],
)
def test_last_digits_of_any_number_find(visit: OpenVisit, digits: str, found: list[bytes]) -> None:
    assert ids(visit.search(digits)) == found


def test_few_digits_find_nobody(visit: OpenVisit) -> None:
    assert visit.search("001") == []


def test_no_more_than_asked_for(visit: OpenVisit) -> None:
    assert len(visit.search("joko", limit=1)) == 1


def test_alike_are_others_of_almost_the_same_name(visit: OpenVisit) -> None:
    assert ids(visit.alike(PEOPLE[0])) == [b"joka"]
    assert visit.alike(PEOPLE[1]) == []


def test_who_has_no_nik_is_not_found_by_an_empty_one(visit: OpenVisit) -> None:
    assert visit.by_nik("") is None


def test_an_invitation_to_someone_who_left_the_list_finds_nobody(visit: OpenVisit) -> None:
    assert visit.by_invitation("LIYU0001") is None


def test_why_someone_is_not_served_here(visit: OpenVisit) -> None:
    told = visit.why_not(nik(9001))
    assert told == Elsewhere(nik_digest(nik(9001)), Refusal.OTHER_VILLAGE, "Uren")
    assert visit.why_not(nik(4711)).reason == Refusal.NOT_LISTED
    assert visit.why_not("1234").reason == Refusal.BAD_NIK
