"""Which of our villages a word on a list means. Only the villages of this kecamatan are looked at."""

import difflib
import re
from collections.abc import Sequence
from typing import NamedTuple

from hub.profile import Profile, Village
from hub.programmes import squeeze

CLOSE = 0.86
APART = 0.08
"""A misspelt name must be this much nearer to its village than to any other, for nothing is guessed."""


class Place(NamedTuple):
    """A village that was recognised; `exact` unless its name was misspelt."""

    village: Village
    exact: bool


class Villages:
    """The villages of a kecamatan, by name, alias and code."""

    def __init__(self, profile: Profile) -> None:
        self.kecamatan = squeeze(profile.name)
        self._known: dict[str, Village] = {}
        for village in profile.villages:
            digits = village.code.replace(".", "")
            for words in (village.name, *village.aliases, digits, digits[-4:]):
                self._known[squeeze(words)] = village
        self._names = [key for key in self._known if not key.isdecimal()]
        self._longest = max((len(name.split()) for each in profile.villages for name in _names(each)), default=1)
        self._recognised: dict[str, Place | None] = {}

    def find(self, words: str) -> Place | None:
        """Give the village that these words name and nothing else; None when unknown or doubtful."""
        key = squeeze(_PREFIX.sub("", words.strip()))
        if key not in self._recognised:
            self._recognised[key] = self._find(key)
        return self._recognised[key]

    def find_in(self, title: str) -> list[Village]:
        """Find villages in a title. After DESA any name counts; elsewhere none that is also the kecamatan's."""
        words = _without_kecamatan(title).split()
        found: dict[str, Village] = {}
        for start in range(len(words)):
            told = start > 0 and squeeze(words[start - 1]) in _CALLED
            village = self._at(words, start, told=told)
            if village:
                found.setdefault(village.code, village)
                if told:
                    return [village]
        return list(found.values())

    def is_ours(self, kecamatan: str) -> bool:
        """Say whether a kecamatan's name, with or without its title, is ours."""
        key = squeeze(_PREFIX.sub("", kecamatan.strip()))
        return key == self.kecamatan or _likeness(key, self.kecamatan) >= CLOSE

    def _at(self, words: Sequence[str], start: int, *, told: bool) -> Village | None:
        for length in range(self._longest, 0, -1):
            if start + length > len(words):
                continue
            key = squeeze("".join(words[start : start + length]))
            if told and (place := self.find(" ".join(words[start : start + length]))):
                return place.village
            if key in self._names and key != self.kecamatan:
                return self._known[key]
        return None

    def _find(self, key: str) -> Place | None:
        if key in self._known:
            return Place(self._known[key], exact=True)
        if len(key) < 4:
            return None
        nearness: dict[str, float] = {}
        for name in self._names:
            code = self._known[name].code
            nearness[code] = max(nearness.get(code, 0), _likeness(key, name))
        best, *others = sorted(nearness.items(), key=lambda each: -each[1])
        if best[1] < CLOSE or (others and best[1] - others[0][1] < APART):
            return None
        return Place(next(each for each in self._known.values() if each.code == best[0]), exact=False)


_PREFIX = re.compile(r"^(DESA/KELURAHAN|DESA|KELURAHAN|DS|KEL|KECAMATAN|KEC)\b[\s.:]*", re.IGNORECASE)
_CALLED = frozenset({"DESA", "DS", "KELURAHAN", "KEL", "PEMBAKAL"})
_OF_KECAMATAN = re.compile(r"\b(KECAMATAN|KEC|CAMAT|KABUPATEN|KAB|KOTA)\b[\s.:]*[\w']+")


def _names(village: Village) -> tuple[str, ...]:
    return (village.name, *village.aliases)


def _without_kecamatan(title: str) -> str:
    return re.sub(r"[:.,()/_-]", " ", _OF_KECAMATAN.sub(" ", title.upper().replace("_", " ")))


def _likeness(key: str, name: str) -> float:
    return difflib.SequenceMatcher(None, key, name).ratio()
