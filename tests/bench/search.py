"""Finding a name, as typed at the desk, among 20,000: our index, and bare rapidfuzz over the same folded names."""

import random
from collections.abc import Callable, Sequence
from time import perf_counter

from rapidfuzz import fuzz, process

from ledger.names import NameIndex, fold
from tests.bench.report import Report, medians_in_turn

NAMES = 20_000
SHOWN = 10
_STARTS = (
    "Su",
    "Mu",
    "Ra",
    "Si",
    "Ah",
    "Nor",
    "Dju",
    "Ha",
    "Ba",
    "Wi",
    "Ka",
    "Tri",
    "Sa",
    "Ma",
    "Jo",
    "Ru",
    "Ni",
    "Ida",
)
_MIDDLES = ("har", "ham", "di", "man", "yan", "ra", "la", "sri", "ti", "to", "bi", "mul", "nah", "ri", "wa", "")
_ENDS = ("to", "ni", "yah", "di", "man", "no", "wati", "ah", "din", "ti", "ani", "ansyah", "mi", "na", "san")


def run(report: Report, *, quick: bool) -> None:
    chance = random.Random(2026)
    names = [_name(chance) for _ in range(NAMES)]
    index = NameIndex([(number, [name]) for number, name in enumerate(names)])
    folded = [fold(name) for name in names]
    asked = [_typed(chance.choice(names), chance) for _ in range(20 if quick else 200)]

    def bare(text: str) -> object:
        return process.extract(fold(text), folded, scorer=fuzz.ratio, limit=SHOWN)

    ours, peer = medians_in_turn(
        lambda: _ms_each(lambda text: index.search(text, SHOWN), asked), lambda: _ms_each(bare, asked), rounds=5
    )
    report("search", ours, peer, "rapidfuzz.process.extract", "ms")


def _ms_each(search: Callable[[str], object], asked: Sequence[str]) -> float:
    started_s = perf_counter()
    for text in asked:
        search(text)
    return (perf_counter() - started_s) * 1000 / len(asked)


def _name(chance: random.Random) -> str:
    return " ".join(_word(chance) for _ in range(chance.choice((1, 2, 2, 3))))


def _word(chance: random.Random) -> str:
    return chance.choice(_STARTS) + chance.choice(_MIDDLES) + chance.choice(_ENDS)


def _typed(name: str, chance: random.Random) -> str:
    """A name as it is typed in a hurry: half of them with one letter left out."""
    place = chance.randrange(1, 2 * len(name))
    return name[:place] + name[place + 1 :]
