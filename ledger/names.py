"""Names as they sound: old and new spellings fold into one, and a name is found by a part of it or with a slip.

Names on aid cards often differ from those on the KTP: `Djoko Soesilo`, `JOKO SUSILO`, `H. Joko Susilo, S.Pd.`
"""

import bisect
import heapq
import re
import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

Key = TypeVar("Key", bound=Hashable)

FUZZY_FROM = 72
"""Below this likeness of two words (0 to 100) they are different words."""
WHOLE_NAME_FROM = 76
SHOWN_FROM = 50
BEGINNING = 2.0
"""A name that begins as typed stands above one that only has the same words."""
GOOD_ENOUGH = 88
"""A best hit below this sends the search over whole names too, for words written together or apart."""


class Hit(NamedTuple, Generic[Key]):
    """Someone found; `score` 0 to 100, where 100 is the very name."""

    key: Key
    score: float


@lru_cache(maxsize=65_536)
def fold(name: str) -> str:
    """Give a name as it sounds: lower case, without titles, degrees and marks, old spellings made new."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    text = _APOSTROPHES.sub("", text.partition(",")[0] or text)
    words = _WORD.findall(text)
    kept = [word for word in words if word not in _TITLES] or words
    return " ".join(_fold_word(word) for word in kept)


def similar(name: str, other: str) -> float:
    """Say how much alike two names sound, 0 to 100; the order of words does not matter."""
    ours, theirs = fold(name), fold(other)
    if ours == theirs:
        return 100.0
    together = fuzz.ratio(ours.replace(" ", ""), theirs.replace(" ", ""))
    return max(fuzz.token_sort_ratio(ours, theirs), together)


class NameIndex(Generic[Key]):
    """Finds people among tens of thousands of names, each with one or more spellings.

    Words that begin as typed come first, then words that sound alike. The words of all names are few, so only they
    are compared, and names are reached through them.
    """

    def __init__(self, people: Iterable[tuple[Key, Sequence[str]]]) -> None:
        self._keys: list[Key] = []
        self._names: list[str] = []
        postings: defaultdict[str, list[int]] = defaultdict(list)
        for key, names in people:
            for name in dict.fromkeys(fold(each) for each in names):
                for word in set(name.split()):
                    postings[word].append(len(self._keys))
                self._keys.append(key)
                self._names.append(name)
        self._postings = dict(postings)
        self._words = sorted(postings)
        self._in_order = sorted((name, place) for place, name in enumerate(self._names))
        self._together = [name.replace(" ", "") for name in self._names]

    def __len__(self) -> int:
        return len(set(self._keys))

    def search(self, text: str, limit: int = 10) -> list[Hit[Key]]:
        """Find the people whose names are most like `text`, best first; none when nothing is like it."""
        query = fold(text)
        if not query:
            return []
        scores = self._by_words(query.split())
        for place in self._beginning(query):
            scores[place] += BEGINNING
        best = self._best(scores, query, limit)
        if not best or best[0].score < GOOD_ENOUGH:
            best = self._best(scores | self._by_whole_names(query, limit, scores), query, limit)
        return best

    def _beginning(self, query: str) -> list[int]:
        """Give the names that begin as typed: many others may have the same words in another order."""
        start = bisect.bisect_left(self._in_order, (query, -1))
        end = bisect.bisect_left(self._in_order, (query + "\uffff", -1), lo=start)
        return [place for _, place in self._in_order[start:end]]

    def _by_words(self, words: Sequence[str]) -> defaultdict[int, float]:
        totals: defaultdict[int, float] = defaultdict(float)
        for word in words:
            reached: dict[int, float] = {}
            for known, score in self._like(word):
                for place in self._postings[known]:
                    if score > reached.get(place, 0):
                        reached[place] = score
            for place, score in reached.items():
                totals[place] += score / len(words)
        return totals

    def _like(self, word: str) -> list[tuple[str, float]]:
        start = bisect.bisect_left(self._words, word)
        end = bisect.bisect_left(self._words, word + "\uffff", lo=start)
        found = {known: 100.0 if known == word else 96.0 for known in self._words[start:end]}
        if len(word) > 2:
            alike = process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=FUZZY_FROM, limit=None)
            for known, score, _ in alike:
                found.setdefault(known, score * 0.95)
        return list(found.items())

    def _by_whole_names(self, query: str, limit: int, known: dict[int, float]) -> dict[int, float]:
        alike = process.extract(
            query.replace(" ", ""), self._together, scorer=fuzz.ratio, score_cutoff=WHOLE_NAME_FROM, limit=limit
        )
        return {place: max(score * 0.95, known.get(place, 0)) for _, score, place in alike}

    def _best(self, scores: dict[int, float], query: str, limit: int) -> list[Hit[Key]]:
        # Several spellings of one person may be among the best: take more than asked, then each person once.
        best = heapq.nlargest(limit * 4, scores.items(), key=lambda one: (one[1], -one[0]))
        ranked = sorted(((self._closer(score, query, place), place) for place, score in best), reverse=True)
        people: dict[Key, float] = {}
        for score, place in ranked:
            if score >= SHOWN_FROM:
                people.setdefault(self._keys[place], score)
        return [Hit(key, round(score, 1)) for key, score in people.items()][:limit]

    def _closer(self, score: float, query: str, place: int) -> float:
        """Let the whole name decide among those whose words fit equally well."""
        name = self._names[place]
        if name == query:
            return 100.0
        return min(score * 0.9 + fuzz.ratio(query, name) * 0.06, 99.0)


_APOSTROPHES = re.compile("[`'\"*]")
_WORD = re.compile(r"[a-z]+")
_DOUBLE = re.compile(r"([a-z])\1+")
_TITLES = frozenset({
    "h", "hj", "hi", "haji", "hajjah", "hajah", "hajj", "drs", "dra", "dr", "ir", "prof", "kh", "tgh",
    "alm", "almh", "almarhum", "almarhumah", "sdr", "sdri", "bpk", "ibu", "tn", "ny",
})  # fmt: skip
_SHORT_FORMS = {
    "abd": "abdul", "abdl": "abdul", "m": "muhamad", "muh": "muhamad", "moh": "muhamad", "mhd": "muhamad",
    "muhd": "muhamad", "mohd": "muhamad", "mohamad": "muhamad", "mohammad": "muhamad", "mohamed": "muhamad",
    "mochamad": "muhamad", "mochammad": "muhamad", "muchamad": "muhamad", "st": "siti",
}  # fmt: skip
# In this order: `dj` and `j` of old spelling became `j` and `y`; folding all to `y` lets old and new meet.
_OLD_SPELLINGS = (("oe", "u"), ("oo", "u"), ("dj", "y"), ("tj", "c"), ("j", "y"), ("v", "f"), ("q", "k"))


def _fold_word(word: str) -> str:
    word = _SHORT_FORMS.get(word, word)
    for old, new in _OLD_SPELLINGS:
        word = word.replace(old, new)
    return _DOUBLE.sub(r"\1", word)
