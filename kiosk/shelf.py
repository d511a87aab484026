"""The packs on this box, sealed as they came. The newest of each visit counts."""

import logging
from pathlib import Path

from kiosk.errors import NoVisit
from ledger.disk.files import write_whole
from ledger.errors import PackRefused
from ledger.packs import SealedPack, check_pack

_log = logging.getLogger(__name__)


class Shelf:
    """Packs in a folder, for one device of one hub."""

    def __init__(self, folder: Path, hub: bytes, device: bytes) -> None:
        self._folder = folder
        self._hub = hub
        self._device = device
        folder.mkdir(parents=True, exist_ok=True)

    def add(self, data: bytes) -> SealedPack:
        """Check a pack and keep it; raises `PackRefused`, also with reason `older` when a newer one is here."""
        pack = check_pack(data, self._hub, self._device)
        here = {each.header.visit: each for each in self.packs()}.get(pack.header.visit)
        if here and here.header.made_at > pack.header.made_at:
            raise PackRefused("older", "a newer pack of this visit is here already")
        write_whole(self._folder / f"{pack.header.visit.hex()}.pack", data)
        return pack

    def pack_of(self, visit: bytes) -> SealedPack:
        """Give the pack of a visit; raises `NoVisit`."""
        for pack in self.packs():
            if pack.header.visit == visit:
                return pack
        raise NoVisit("there is no pack of this visit here")

    def packs(self) -> list[SealedPack]:
        """Give the packs that are here, by date. One that the medium spoilt is set aside, and stops nothing else."""
        found = []
        for path in self._folder.glob("*.pack"):
            try:
                found.append(check_pack(path.read_bytes(), self._hub, self._device))
            except PackRefused as error:
                _log.error("%s is set aside: %s", path.name, error)
                path.rename(path.with_suffix(".damaged"))
        return sorted(found, key=lambda each: (each.header.date, each.header.village_name))
