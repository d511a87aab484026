"""Sticks for tests, and the boxes that continue from them. Everything is copied at once, without a thread."""

from pathlib import Path

import msgspec

from kiosk.sticks import Mirrored, mark_as_stick
from kiosk.system import Kiosk
from ledger.certificates import certify
from ledger.keys import SigningKey
from ledger.mirror import FOLDER
from ledger.mirror_copy import MirrorCopy
from ledger.packs import Pack, StandIn
from tests.kiosk.box import Box, Time
from tests.village import NOW_MS, PHRASE, Village

STAND_IN = SigningKey(b"\5" * 32)


def with_stand_in(office: Village, device: bytes, pack: Pack | None = None, by: SigningKey | None = None) -> Pack:
    """A pack that lets another box take the place of a device."""
    pack = pack or office.pack
    certificate = certify(
        by or office.hub, STAND_IN.public, "Kiosk 1 (pengganti)", NOW_MS, visit=pack.visit, stands_in_for=device
    )
    return msgspec.structs.replace(pack, stand_in=StandIn(b"\5" * 32, certificate))


def mirror(kiosk: Kiosk, stick: Path) -> Path:
    """Copy everything that a kiosk has to a stick; gives the folder with it."""
    mark_as_stick(stick)
    folder = stick / FOLDER / kiosk.log.journal.id.hex()
    copy = MirrorCopy(kiosk.log.journal, folder, evidence=lambda: kiosk.evidence.journal)
    while copy.catch_up():
        pass
    copy.keep_files(kiosk._beside_the_log())
    return folder


class Fresh(Box):
    """A box out of the drawer, that belongs to nobody and has a stick in it."""

    def __init__(self, folder: Path, office: Village, stick: Path) -> None:
        self.folder = folder
        self.office = office
        self.time = Time()
        self.printer = "none"
        self.manager = None
        self.sticks = stick
        self.system = self._system()

    @property
    def offered(self) -> list[Mirrored]:
        return self.system.visits_on_sticks()

    def take_over(self) -> "Fresh":
        (mirrored,) = self.offered
        self.system.stand_in(mirrored, PHRASE)
        return self
