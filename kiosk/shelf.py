"""The packs on this box, sealed as they came. The newest of each visit counts; older ones explain what was done."""

import logging
from pathlib import Path

from kiosk.errors import NoVisit
from ledger.disk.files import write_whole
from ledger.errors import PackRefused
from ledger.packs import SealedPack, check_pack

_log = logging.getLogger(__name__)


class Shelf:
    """Packs in a folder, for one device of one hub. They are read once; one that the medium spoilt is set aside."""

    def __init__(self, folder: Path, hub: bytes, device: bytes) -> None:
        self._folder = folder
        self._hub = hub
        self._device = device
        self._packs: dict[tuple[bytes, bytes], SealedPack] = {}  # by visit and pack
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.glob("*.pack")):
            self._read(path)

    def add(self, data: bytes) -> SealedPack:
        """Check a pack and keep it; raises `PackRefused`, also with reason `older` when a newer one is here."""
        pack = check_pack(data, self._hub, self._device)
        here = self._versions(pack.header.visit)
        if here and here[-1].header.made_at > pack.header.made_at:
            raise PackRefused("older", "a newer pack of this visit is here already")
        write_whole(self._folder / f"{pack.header.visit.hex()}-{pack.header.pack.hex()}.pack", data)
        self._packs[pack.header.visit, pack.header.pack] = pack
        return pack

    def known(self) -> tuple[bytes, ...]:
        """Give the ids of all packs here."""
        return tuple(pack for _, pack in self._packs)

    def files(self) -> list[Path]:
        """Give the files of all packs here."""
        return sorted(self._folder.glob("*.pack"))

    def versions(self, visit: bytes) -> list[SealedPack]:
        """Give all packs of a visit, the newest last; raises `NoVisit`."""
        found = self._versions(visit)
        if not found:
            raise NoVisit("there is no pack of this visit here")
        return found

    def pack_of(self, visit: bytes) -> SealedPack:
        """Give the newest pack of a visit; raises `NoVisit`."""
        return self.versions(visit)[-1]

    def packs(self) -> list[SealedPack]:
        """Give the newest pack of each visit, by date."""
        visits = {visit for visit, _ in list(self._packs)}
        newest = [self.pack_of(visit) for visit in visits]
        return sorted(newest, key=lambda each: (each.header.date, each.header.village_name))

    def _versions(self, visit: bytes) -> list[SealedPack]:
        found = [each for each in list(self._packs.values()) if each.header.visit == visit]
        return sorted(found, key=lambda each: (each.header.made_at, each.header.pack))

    def _read(self, path: Path) -> None:
        try:
            pack = check_pack(path.read_bytes(), self._hub, self._device)
        except PackRefused as error:
            _log.error("%s is left out: %s", path.name, error)
            if error.reason == "damaged":
                path.rename(path.with_suffix(".damaged"))
        else:
            self._packs[pack.header.visit, pack.header.pack] = pack
