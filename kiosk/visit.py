"""An unlocked visit: who is on the list and what each is owed. Lives in memory only."""

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ledger.aid import Allotment, Officer, Person, Programme
from ledger.facts import HandedOver, Refusal
from ledger.nik import nik_problem
from ledger.packs import Elsewhere, Pack, nik_digest
from ledger.sealing import VisitKey
from ledger.secrets import clean_code

if TYPE_CHECKING:
    from ledger.names import NameIndex

ALIKE = 90
"""From this likeness on, two names of one village are pointed out to the desk."""


class OpenVisit:
    """A pack and its key, with everything found in one step.

    `pack` says who comes and what is owed. `people`, `programmes` and `officers` also hold those of `earlier` packs
    of the visit, oldest first: what was done under them must still be told as it was.
    """

    def __init__(self, pack: Pack, key: VisitKey, earlier: Sequence[Pack] = ()) -> None:
        self.pack = pack
        self.key = key
        versions = [*earlier, pack]
        self.people: dict[bytes, Person] = {each.id: each for version in versions for each in version.people}
        self.programmes: dict[str, Programme] = {each.code: each for version in versions for each in version.programmes}
        self.officers: dict[str, Officer] = {each.code: each for version in versions for each in version.officers}
        self._allotment_of_pack = {(version.id, each.id): each for version in versions for each in version.allotments}
        self._last_known = {each.id: each for version in versions for each in version.allotments}
        self._listed = {each.id for each in pack.people}
        self._by_nik = {each.nik: each for each in pack.people if each.nik}
        self._by_code = {clean_code(each.code): each.person for each in pack.invitations}
        self._elsewhere = {each.nik_digest: each for each in pack.elsewhere}
        self._allotments: dict[bytes, list[Allotment]] = {}
        for allotment in pack.allotments:
            self._allotments.setdefault(allotment.person, []).append(allotment)

    @property
    def id(self) -> bytes:
        """The visit's id."""
        return self.pack.visit

    def allotments_of(self, person: bytes) -> list[Allotment]:
        """Give what someone is owed at this visit."""
        return list(self._allotments.get(person, ()))

    def handed(self, fact: HandedOver) -> list[Allotment]:
        """Give what was handed over, as the pack that was in force then has it."""
        found = (
            self._allotment_of_pack.get((fact.pack, each)) or self._last_known.get(each) for each in fact.allotments
        )
        return [each for each in found if each]

    def is_listed(self, person: bytes) -> bool:
        """Tell whether someone is on the list as it is now."""
        return person in self._listed

    def by_nik(self, nik: str) -> Person | None:
        """Find someone by NIK."""
        return self._by_nik.get(nik)

    def by_invitation(self, code: str) -> Person | None:
        """Find someone by the code on an invitation, however it was typed."""
        person = self._by_code.get(clean_code(code))
        return self.people.get(person) if person else None

    def why_not(self, nik: str) -> Elsewhere:
        """Say why a NIK is not served here: elsewhere, deceased, inactive, malformed, or simply not on the list."""
        digest = nik_digest(nik)
        if digest in self._elsewhere:
            return self._elsewhere[digest]
        return Elsewhere(digest, Refusal.BAD_NIK if nik_problem(nik) else Refusal.NOT_LISTED)

    def search(self, text: str, limit: int = 8) -> list[Person]:
        """Find people by name, or by the last digits of a NIK or a card number."""
        digits = "".join(text.split())
        if digits.isdecimal() and len(digits) >= 4:
            return [each for each in self.pack.people if _has_number(each, digits)][:limit]
        return [self.people[hit.key] for hit in self._names.search(text, limit)]

    def alike(self, person: Person) -> list[Person]:
        """Find others of like name, so that the desk looks twice."""
        from ledger.names import similar  # as below

        near = [self.people[hit.key] for hit in self._names.search(person.name, 6)]
        return [each for each in near if each.id != person.id and similar(each.name, person.name) >= ALIKE]

    @cached_property
    def _names(self) -> "NameIndex[bytes]":
        from ledger.names import NameIndex  # not before a name is looked for: a start must be quick

        return NameIndex((each.id, (each.name, *each.other_names)) for each in self.pack.people)


def _has_number(person: Person, digits: str) -> bool:
    return any(number.endswith(digits) for number in (person.nik, person.kk, *person.card_numbers))
