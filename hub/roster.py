"""The roster: everyone whom the office's lists name, and what those lists say each is owed."""

import threading
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from hub.errors import UnknownPerson
from ledger.aid import Person
from ledger.entry import Entry
from ledger.facts import Entitled, HeadingLearnt, ListTaken, PersonRegistered

if TYPE_CHECKING:
    from ledger.names import NameIndex


class Roster:
    """State folded from the hub's own feed; `take` belongs to the writer's thread, the rest may be asked from any."""

    def __init__(self) -> None:
        self.learnt: dict[str, str] = {}
        """What people said headings mean: squeezed heading to field."""
        self._people: dict[bytes, Person] = {}
        self._by_nik: dict[str, bytes] = {}
        self._by_village: defaultdict[str, dict[bytes, None]] = defaultdict(dict)
        self._entitled: defaultdict[bytes, dict[tuple[str, str], Entitled]] = defaultdict(dict)
        self._lists: dict[bytes, Entry] = {}
        self._version = 0
        self._index: tuple[int, NameIndex[bytes]] | None = None
        self._index_lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._people)

    def __contains__(self, person: object) -> bool:
        return person in self._people

    def person(self, person: bytes) -> Person:
        """Give a person by id; raises `UnknownPerson`."""
        try:
            return self._people[person]
        except KeyError:
            raise UnknownPerson(f"no person {person.hex()}") from None

    def with_nik(self, nik: str) -> Person:
        """Give a person by NIK; raises `UnknownPerson`."""
        try:
            return self._people[self._by_nik[nik]]
        except KeyError:
            raise UnknownPerson("no person with this NIK") from None

    def everyone(self) -> list[Person]:
        """Give all people, in the order in which they were first registered."""
        return list(self._people.values())

    def of_village(self, village: str) -> list[Person]:
        """Give the people of a village, by name."""
        return sorted(
            (self._people[each] for each in list(self._by_village[village])), key=lambda one: (one.name, one.id)
        )

    def entitlements_of(self, person: bytes) -> tuple[Entitled, ...]:
        """Give what lists say a person is owed; the last list on a programme and period stands."""
        return tuple(self._entitled[person].values()) if person in self._entitled else ()

    def entitlement(self, person: bytes, programme: str, period: str) -> Entitled | None:
        """Give what is owed to a person of one programme for one period, if anything."""
        return self._entitled[person].get((programme, period)) if person in self._entitled else None

    def lists(self) -> list[Entry]:
        """Give the entries of all lists taken (`ListTaken`), the newest first."""
        return list(self._lists.values())[::-1]

    def list_taken(self, digest: bytes) -> Entry | None:
        """Give the entry by which a list with this digest was taken, if it was."""
        return self._lists.get(digest)

    def search(self, text: str, limit: int = 20) -> list[Person]:
        """Find people by NIK or its beginning (six digits and more), or by a name as it sounds; best first."""
        digits = "".join(text.split())
        if digits.isdecimal() and len(digits) >= 6:
            found = [person for nik, person in list(self._by_nik.items()) if nik.startswith(digits)]
            return [self._people[each] for each in found[:limit]]
        return [self._people[hit.key] for hit in self._names().search(text, limit)]

    def take(self, entry: Entry) -> None:
        """Fold one entry in."""
        match entry.fact:
            case PersonRegistered(person=person):
                self._take_person(person)
            case Entitled() as fact:
                self._entitled[fact.person][fact.programme, fact.period] = fact
            case ListTaken() as fact:
                self._lists[fact.digest] = entry
            case HeadingLearnt() as fact:
                self.learnt = self.learnt | {fact.heading: fact.field}

    def _take_person(self, person: Person) -> None:
        before = self._people.get(person.id)
        if before and before.nik != person.nik:
            self._by_nik.pop(before.nik, None)
        if before and before.village != person.village:
            self._by_village[before.village].pop(person.id, None)
        self._people[person.id] = person
        self._by_village[person.village][person.id] = None
        if person.nik:
            self._by_nik[person.nik] = person.id
        self._version += 1

    def _names(self) -> "NameIndex[bytes]":
        from ledger.names import NameIndex  # the search of names costs memory and a start that most commands never use

        with self._index_lock:
            version = self._version
            if self._index is None or self._index[0] != version:
                self._index = (version, NameIndex((each.id, _spellings(each)) for each in self.everyone()))
            return self._index[1]


def _spellings(person: Person) -> Sequence[str]:
    return (person.name, *person.other_names)
