"""USB sticks in the box: where one is mounted, and which visits another box's mirror on it can be continued."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.disk.files import make_folder
from ledger.errors import PackRefused
from ledger.mirror import FOLDER
from ledger.packs import PackHeader, SealedPack, check_pack, peek_header

MARK = "sotarsa-stick"
"""A file of this name makes a plain folder count as a stick: for trying out and for tests."""
PACKS = "packs"


@dataclass(frozen=True)
class Mirrored:
    """A visit of which other boxes left their logs, in `folders` of a stick, and their packs, the newest last."""

    folders: tuple[Path, ...]
    packs: tuple[SealedPack, ...]

    @property
    def header(self) -> PackHeader:
        """The open part of the newest pack."""
        return self.packs[-1].header


def find_stick(place: Path | None) -> Path | None:
    """Give the stick at a place: a marked folder, or the first thing mounted below it that can be written.

    A mount point on which nothing is mounted is no stick: writing there would fill the card.
    """
    return next(_sticks(place), None) if place else None


def mark_as_stick(folder: Path) -> None:
    """Make a plain folder count as a stick."""
    make_folder(folder)
    (folder / MARK).touch()


def visits_on(place: Path | None) -> list[Mirrored]:
    """Give the visits that can be continued from the sticks at a place, the latest first.

    Where a stand-in died too, its mirror and that of the first box belong to one visit.
    """
    folders: dict[tuple[bytes, bytes], dict[Path, None]] = {}
    packs: dict[tuple[bytes, bytes], dict[bytes, SealedPack]] = {}
    for stick in _sticks(place) if place else ():
        for folder in sorted((stick / FOLDER).glob("*")):
            for pack in _packs_in(folder):
                visit = (pack.header.visit, pack.header.device)
                folders.setdefault(visit, {})[folder] = None
                packs.setdefault(visit, {})[pack.header.pack] = pack
    found = [Mirrored(tuple(folders[visit]), tuple(sorted(packs[visit].values(), key=_made))) for visit in packs]
    return sorted(found, key=lambda each: (each.header.date, each.header.made_at), reverse=True)


def _sticks(place: Path) -> Iterator[Path]:
    if (place / MARK).exists():
        yield place
    elif place.is_dir():
        for each in sorted(path for pattern in ("*", "*/*") for path in place.glob(pattern)):
            if os.path.ismount(each) and os.access(each, os.W_OK):
                yield each


def _packs_in(folder: Path) -> Iterator[SealedPack]:
    for path in sorted((folder / PACKS).glob("*.pack")):
        data = path.read_bytes()
        try:
            yield check_pack(data, peek_header(data).hub, None)
        except PackRefused:
            continue  # spoilt on the stick: another pack of the visit may be whole


def _made(pack: SealedPack) -> tuple[int, bytes]:
    return pack.header.made_at, pack.header.pack
