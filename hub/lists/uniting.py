"""One person, many lists: candidates meet the people already known, by NIK first, by the next best where there is none.

    united = unite(people, candidates, new_id)
    united.new, united.changed, united.unchanged      # what to write down
    united.entitlements                               # person × programme × period, each once

Uniting the same candidates a second time changes nothing.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

import msgspec

from hub.lists.candidate import Candidate, Claim
from ledger.aid import Person
from ledger.names import fold, similar

ANOTHER_NAME_BELOW = 60
"""Names less alike than this, 0 to 100, under one NIK are worth a look."""

_Key: TypeAlias = tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True)
class Change:
    """A person of whom a list knows something new."""

    before: Person
    after: Person


@dataclasses.dataclass(frozen=True, slots=True)
class Entitlement:
    """A person is owed a programme for a period; `rupiah` is 0 where no list gives an amount."""

    person: bytes
    programme: str
    period: str
    rupiah: int = 0

    def is_news(self, known_rupiah: int | None) -> bool:
        """Say whether this is worth writing down beside what is known: None when nothing is, else its amount.

        A list without amounts takes none away.
        """
        return known_rupiah is None or self.rupiah not in (0, known_rupiah)


@dataclasses.dataclass(frozen=True)
class United:
    """What a list brings. `person_of` leads from a row's key to its person."""

    new: tuple[Person, ...]
    changed: tuple[Change, ...]
    unchanged: tuple[Person, ...]
    entitlements: tuple[Entitlement, ...]
    person_of: Mapping[str, bytes]
    doubtful: tuple[tuple[str, bytes], ...]
    """Row key and person, where a NIK agrees and the names do not at all."""


def unite(people: Iterable[Person], candidates: Iterable[Candidate], new_id: Callable[[], bytes]) -> United:
    """Unite candidates with the people known. Nothing known is forgotten: other spellings of names are kept too."""
    known = _Known(people)
    before = dict(known.people)
    touched: dict[bytes, None] = {}
    person_of: dict[str, bytes] = {}
    doubtful: list[tuple[str, bytes]] = []
    owed: dict[tuple[bytes, str, str], Entitlement] = {}
    for candidate in candidates:
        match = known.find(candidate)
        if match and similar(match.name, candidate.name) < ANOTHER_NAME_BELOW:
            doubtful.append((candidate.row_key, match.id))
        person = _merged(match, candidate) if match else _person(candidate, new_id())
        known.put(person)
        touched[person.id] = None
        person_of[candidate.row_key] = person.id
        for claim in candidate.claims:
            _owe(owed, person.id, claim)
    return United(
        new=tuple(known.people[each] for each in touched if each not in before),
        changed=tuple(_changes(before, known.people, touched)),
        unchanged=tuple(before[each] for each in touched if before.get(each) == known.people[each]),
        entitlements=tuple(owed.values()),
        person_of=person_of,
        doubtful=tuple(doubtful),
    )


class _Known:
    """People by everything that can lead to them."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.people: dict[bytes, Person] = {}
        self._by_nik: dict[str, bytes] = {}
        self._by_key: defaultdict[_Key, dict[bytes, None]] = defaultdict(dict)
        for person in people:
            self.put(person)

    def put(self, person: Person) -> None:
        self.people[person.id] = person
        if person.nik:
            self._by_nik[person.nik] = person.id
        for key in _keys_of_person(person):
            self._by_key[key][person.id] = None

    def find(self, candidate: Candidate) -> Person | None:
        """Find the one person meant. Who is in doubt is nobody: better two records of one than one of two.

        Only of whom exactly this is known, and no more, this row was the beginning: read again, it makes nobody new.
        """
        if candidate.nik and candidate.nik in self._by_nik:
            return self.people[self._by_nik[candidate.nik]]
        exact: list[Person] = []
        for key in _keys_of_candidate(candidate):
            found = [self.people[each] for each in self._by_key.get(key, ())]
            possible = [person for person in found if _may_be(person, candidate)]
            without_nik = [person for person in possible if not person.nik]
            for group in (without_nik, possible):
                if len(group) == 1:
                    return group[0]
            exact += [person for person in possible if _is_all_known(person, candidate)]
        return exact[0] if exact else None


def _keys_of_person(person: Person) -> Iterator[_Key]:
    for name in {fold(each) for each in (person.name, *person.other_names)}:
        yield from _keys(name, person.kk, person.village, person.card_numbers, person.birth_date)
        if not person.nik and not person.birth_date:
            yield ("home", person.village, name, person.address.casefold())


def _keys_of_candidate(candidate: Candidate) -> Iterator[_Key]:
    name = fold(candidate.name)
    yield from _keys(name, candidate.kk, candidate.village, candidate.numbers, candidate.birth_date)
    if not candidate.nik and not candidate.birth_date:
        yield ("home", candidate.village, name, candidate.full_address.casefold())


def _keys(name: str, kk: str, village: str, numbers: Iterable[str], birth_date: str) -> Iterator[_Key]:
    if kk:
        yield ("kk", kk, name)
    for number in numbers:
        yield ("number", village, number, name)
    if birth_date:
        yield ("birth", village, name, birth_date)


def _may_be(person: Person, candidate: Candidate) -> bool:
    other_nik = person.nik and candidate.nik and person.nik != candidate.nik
    other_birth = person.birth_date and candidate.birth_date and person.birth_date != candidate.birth_date
    return not (other_nik or other_birth)


def _is_all_known(person: Person, candidate: Candidate) -> bool:
    told = (candidate.nik or "", candidate.kk, candidate.village, candidate.birth_date, candidate.full_address)
    return told == (person.nik, person.kk, person.village, person.birth_date, person.address)


def _person(candidate: Candidate, person_id: bytes) -> Person:
    return Person(
        id=person_id,
        name=candidate.name,
        nik=candidate.nik or "",
        kk=candidate.kk,
        village=candidate.village,
        birth_date=candidate.birth_date,
        birth_place=candidate.birth_place,
        sex=candidate.sex,
        address=candidate.full_address,
        disability=candidate.disability,
        deceased=candidate.deceased,
        inactive=bool(candidate.inactive),
        card_numbers=candidate.numbers,
    )


def _merged(person: Person, candidate: Candidate) -> Person:
    """What the newer list says stands, except that nobody comes back to life and a found NIK is not lost again."""
    told = {
        "kk": candidate.kk,
        "village": candidate.village,
        "birth_date": candidate.birth_date,
        "birth_place": candidate.birth_place,
        "sex": candidate.sex,
        "address": candidate.full_address,
        "disability": candidate.disability,
        "nik": person.nik or candidate.nik or "",
    }
    return msgspec.structs.replace(
        person,
        **{field: value for field, value in told.items() if value},
        other_names=_names(person, candidate.name),
        card_numbers=tuple(dict.fromkeys((*person.card_numbers, *candidate.numbers))),
        deceased=person.deceased or candidate.deceased,
        inactive=person.inactive if candidate.inactive is None else candidate.inactive,
    )


def _names(person: Person, name: str) -> tuple[str, ...]:
    spellings = {each.casefold() for each in (person.name, *person.other_names)}
    return person.other_names if name.casefold() in spellings else (*person.other_names, name)


def _changes(
    before: Mapping[bytes, Person], after: Mapping[bytes, Person], touched: Iterable[bytes]
) -> Iterator[Change]:
    for each in touched:
        if each in before and before[each] != after[each]:
            yield Change(before[each], after[each])


def _owe(owed: dict[tuple[bytes, str, str], Entitlement], person: bytes, claim: Claim) -> None:
    key = (person, claim.programme, claim.period)
    if key not in owed or not owed[key].rupiah:
        owed[key] = Entitlement(*key, claim.amount_rupiah or 0)
