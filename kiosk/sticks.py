"""USB sticks in the box: where one is mounted, and which visits another box's mirror on it can be continued."""

import logging
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.disk.files import make_folder
from ledger.errors import PackRefused
from ledger.mirror import FOLDER
from ledger.packs import PackHeader, SealedPack, check_pack, peek_header

MARK = "sotarsa-stick"
"""A file of this name makes a plain folder count as a stick: for trying out and for tests."""
PACKS = "packs"
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Mirrored:
    """A visit of which other boxes left their logs, in `folders` of a stick, and its packs, the newest last.

    `files` are those of the packs, in the same order.
    """

    folders: tuple[Path, ...]
    packs: tuple[SealedPack, ...]
    files: tuple[Path, ...]

    @property
    def header(self) -> PackHeader:
        """The open part of the newest pack."""
        return self.packs[-1].header


def find_stick(place: Path | None) -> Path | None:
    """Give the stick at a place: a marked folder, or the first thing mounted below it, if possible one to write on.

    A mount point on which nothing is mounted is no stick: writing there would fill the card.
    """
    found = list(_sticks(place)) if place else []
    return next((each for each in found if os.access(each, os.W_OK)), found[0] if found else None)


def mark_as_stick(folder: Path) -> None:
    """Make a plain folder count as a stick."""
    make_folder(folder)
    (folder / MARK).touch()


def visits_on(place: Path | None) -> list[Mirrored]:
    """Give the visits that can be continued from the sticks at a place, the latest first.

    Where a stand-in died too, its mirror and that of the first box belong to one visit.
    """
    folders: dict[tuple[bytes, ...], dict[Path, None]] = {}
    packs: dict[tuple[bytes, ...], dict[bytes, tuple[SealedPack, Path]]] = {}
    for stick in _sticks(place) if place else ():
        for folder in sorted((stick / FOLDER).glob("*")):
            for pack, file in _packs_in(folder):
                visit = (pack.header.hub, pack.header.visit, pack.header.device)
                folders.setdefault(visit, {})[folder] = None
                packs.setdefault(visit, {})[pack.header.pack] = (pack, file)
    found = [_mirrored(folders[visit], packs[visit].values()) for visit in packs]
    return sorted(found, key=lambda each: (each.header.date, each.header.made_at), reverse=True)


def _sticks(place: Path) -> Iterator[Path]:
    if (place / MARK).exists():
        yield place
    elif place.is_dir():
        yield from sorted(path for pattern in ("*", "*/*") for path in place.glob(pattern) if os.path.ismount(path))


def _packs_in(folder: Path) -> Iterator[tuple[SealedPack, Path]]:
    for path in sorted((folder / PACKS).glob("*.pack")):
        try:
            data = path.read_bytes()
            yield check_pack(data, peek_header(data).hub, None), path
        except (PackRefused, OSError) as error:  # spoilt, or pulled meanwhile: another pack of the visit may be whole
            _log.debug("%s on the stick is passed over: %s", path.name, error)


def _mirrored(folders: Iterable[Path], packs: Iterable[tuple[SealedPack, Path]]) -> Mirrored:
    oldest_first = sorted(packs, key=lambda each: (each[0].header.made_at, each[0].header.pack))
    return Mirrored(tuple(folders), tuple(pack for pack, _ in oldest_first), tuple(file for _, file in oldest_first))
