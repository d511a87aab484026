"""The programmes as data: `programmes.toml` beside this file, or the office's own."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ledger.aid import Item, Kind, Programme

SHIPPED = Path(__file__).parent / "programmes.toml"


class Programmes:
    """All programmes the office knows, by code, in the order of the file."""

    def __init__(self, listed: "tuple[ListedProgramme, ...]") -> None:
        self._listed = {each.code: each for each in listed}
        self._programmes = {each.code: each.programme() for each in listed}
        self.aliases: dict[str, str] = dict(_aliases(listed))
        """What lists call a programme, squeezed (`squeeze`), and its code."""

    def __getitem__(self, code: str) -> Programme:
        return self._programmes[code]

    def __iter__(self) -> Iterator[Programme]:
        return iter(self._programmes.values())

    def __contains__(self, code: object) -> bool:
        return code in self._programmes

    def __len__(self) -> int:
        return len(self._programmes)

    def find(self, words: str) -> str | None:
        """Give the code of the programme that a list calls by exactly these words, or None."""
        return self.aliases.get(squeeze(words))

    def has_periods(self, code: str) -> bool:
        """Say whether it is paid out period by period."""
        return self._listed[code].period

    def usual_rupiah(self, code: str) -> int:
        """Give the money that is usually handed over, 0 for goods and services."""
        return sum(item.rupiah for item in self[code].items)


class ListedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item as the file has it."""

    goods: str
    quantity_milli: int = 0
    unit: str = ""
    rupiah: int = 0


class ListedProgramme(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A programme as the file has it."""

    code: str
    name: str
    short: str
    kind: Kind
    aliases: tuple[str, ...]
    items: tuple[ListedItem, ...]
    proofs: tuple[str, ...]
    proxy: str
    proxy_proofs: tuple[str, ...]
    replacement: bool
    replacement_proofs: tuple[str, ...] = ()
    period: bool = True

    def programme(self) -> Programme:
        """Give it as it travels to a kiosk."""
        items = tuple(Item(item.goods, item.quantity_milli, item.unit, item.rupiah) for item in self.items)
        return Programme(
            self.code,
            self.name,
            self.short,
            self.kind,
            items=items,
            proofs=self.proofs,
            proxy=self.proxy,
            proxy_proofs=self.proxy_proofs,
            replacement=self.replacement,
            replacement_proofs=self.replacement_proofs,
        )


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    programme: tuple[ListedProgramme, ...]


def load_programmes(path: Path = SHIPPED) -> Programmes:
    """Read the programmes. A mistake in the file raises `msgspec.ValidationError`."""
    return Programmes(msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).programme)


def squeeze(words: str) -> str:
    """Give words without blanks, marks and small letters, as headings and programmes are compared: `N I K` is `NIK`."""
    return "".join(each for each in words.upper() if each.isalnum())


def _aliases(listed: tuple[ListedProgramme, ...]) -> Iterator[tuple[str, str]]:
    for each in listed:
        for words in (each.code, each.name, each.short, *each.aliases):
            yield squeeze(words), each.code
