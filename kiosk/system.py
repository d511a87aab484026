"""The one place where the parts of a kiosk are made, and where real or simulated is decided."""

import logging
import threading
from dataclasses import dataclass
from functools import cached_property, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from kiosk.attempts import Attempts
from kiosk.confirmed import Confirmed
from kiosk.desk import Desk
from kiosk.errors import AlreadyEnrolled, HubUnreachable, NoOfficer, NotEnrolled, NoVisit, WrongPhrase
from kiosk.events import Event
from kiosk.homecoming import Homecoming, Merged
from kiosk.identity import Identity, load_identity, save_identity
from kiosk.papers import Papers
from kiosk.printing import Printing
from kiosk.proving import Proving
from kiosk.reception import Reception
from kiosk.service_manager import ServiceManager
from kiosk.sessions import Sessions
from kiosk.shelf import Shelf
from kiosk.standing_in import TakenOver, count_missing, end_of_feed, open_mirrored
from kiosk.sticks import PACKS, Mirrored, find_stick, visits_on
from kiosk.vault import Vault
from kiosk.village import Village
from kiosk.visit import OpenVisit
from kiosk.vouching import Vouching
from ledger.book import Book
from ledger.branching import feeds_written_by, leave_what_is_taken
from ledger.catalogue import Catalogue
from ledger.clock import Clock
from ledger.data_folder import EVIDENCE, open_for_writing
from ledger.device_key import DeviceKey
from ledger.disk.files import make_folder, write_whole
from ledger.entry import Entry, Place
from ledger.errors import CannotUnseal, KeySealed, PackRefused
from ledger.evidence import Evidence
from ledger.facts import Cause, ClockConfirmed, FeedOpened, PackLoaded, UnlockRefused, VisitClosed
from ledger.feed import Feed, feeds_of
from ledger.machine import machine_digest
from ledger.mirror import Mirror
from ledger.mirror_reading import read_mirror
from ledger.packs import PackHeader, SealedPack
from ledger.salvage import read_parent
from ledger.secrets import clean_code
from ledger.vouching import Heads
from ledger.writer import Writer

if TYPE_CHECKING:
    from kiosk.hub_client import HubClient
    from printer.print_queue import PrintQueue
    from printer.profiles import Profile
    from printer.simulated import SimulatedPrinter

TEXTS = Catalogue(Path(__file__).parent / "texts")
NO_PRINTER = "none"
SIMULATED = "simulated"
SIGNED_EVERY = 100
"""While a visit is unlocked, what was written is signed at the latest after so many entries."""
FIRST_LOOK_S = 3.0
"""So long a start waits for what a stick in the box knows."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Settings:
    """What is decided when the program starts. `printer` is an address, `simulated` or `none`."""

    data: Path
    printer: str = NO_PRINTER
    profile: str = "generic-58"
    hub: str = ""
    sticks: Path | None = None
    """Where sticks are mounted, for the mirror; None for no mirror."""


@dataclass(frozen=True)
class Nearby:
    """A hub on this network, and the address at which it answers."""

    name: str
    address: str


class System:
    """A kiosk. Before enrolment it can only enrol; afterwards `kiosk` has all parts."""

    def __init__(self, settings: Settings, clock: Clock | None = None, manager: ServiceManager | None = None) -> None:
        self.settings = settings
        self.clock = clock or Clock()
        self.vault = Vault(manager or ServiceManager())
        self.texts = TEXTS
        self.ENROLLED: Event[None] = Event()
        self._kiosk: Kiosk | None = None
        self._stand_in_attempts = Attempts()
        self._wrong_stand_ins = 0
        make_folder(settings.data)
        self._key_path = settings.data / "keys" / "device.key"
        self.key = DeviceKey(self._key_path)
        self._identity_path = settings.data / "identity"
        if self._identity_path.exists():
            self._kiosk = Kiosk(self, load_identity(self._identity_path))

    @property
    def enrolled(self) -> bool:
        """Whether this box belongs to a hub."""
        return self._kiosk is not None

    @property
    def kiosk(self) -> "Kiosk":
        """The parts of an enrolled kiosk; raises `NotEnrolled`."""
        if self._kiosk is None:
            raise NotEnrolled("this kiosk is not enrolled")
        return self._kiosk

    def enrol(self, address: str, code: str, name: str) -> Identity:
        """Become a kiosk of the hub at this address; raises what `HubClient` raises."""
        if self.enrolled:
            raise AlreadyEnrolled("this kiosk is enrolled already")
        if not self.key.is_kept:  # of a stand-in that was cut off before it was one
            self.key = DeviceKey.anew(self._key_path)
        identity = self.client(address).enrol(clean_code(code), name)
        self.remember(identity)
        self._kiosk = Kiosk(self, identity)
        self.ENROLLED.emit(None)
        return identity

    def stand_in(self, mirrored: Mirrored, secret: str) -> TakenOver:
        """Take over a visit from another box's mirror; raises `WrongPhrase`, `TooManyAttempts`, `NoStandIn`.

        What the other box wrote is taken as evidence first, so that a box that is cut off here begins again.
        """
        if self.enrolled:
            raise AlreadyEnrolled("this kiosk is enrolled already")
        self._stand_in_attempts.check()
        try:
            opened = open_mirrored(mirrored, secret)
        except WrongPhrase:
            self._stand_in_attempts.wrong()
            self._wrong_stand_ins += 1
            _log.warning("somebody tried a wrong phrase or card for a visit on a stick")
            raise
        missing = self._take_from(mirrored, (opened.identity.stands_in_for, opened.device.public))
        self.key = DeviceKey.of_stand_in(self._key_path, opened.device)
        self.remember(opened.identity)
        self._kiosk = Kiosk(self, opened.identity)
        visit = mirrored.header.visit
        self.kiosk.choose(visit)
        self.kiosk.village.write(*[UnlockRefused(visit)] * self._wrong_stand_ins)
        self.kiosk.village.unlock_with(opened.key, opened.way)
        self.ENROLLED.emit(None)
        return TakenOver(opened.identity, missing)

    def _take_from(self, mirrored: Mirrored, devices: tuple[bytes, ...]) -> int:
        """Keep what other boxes left of a visit, and its packs; gives how many of their entries are missing."""
        evidence = Evidence(self.settings.data / EVIDENCE)
        seen: set[Place] = set()
        try:
            for folder in mirrored.folders:
                left = read_mirror(folder, devices, self.clock.now().at)
                evidence.add(left.kept)
                seen |= left.seen
            missing = count_missing(evidence, seen)
        finally:
            evidence.close()
        for file in mirrored.files:
            write_whole(self.settings.data / PACKS / file.name, file.read_bytes())
        return missing

    def visits_on_sticks(self) -> list[Mirrored]:
        """Give the visits that a fresh box could continue from a stick."""
        return visits_on(self.settings.sticks)

    def remember(self, identity: Identity) -> None:
        """Keep what enrolment gave, with the address at which the hub was last."""
        save_identity(self._identity_path, identity)

    def client(self, address: str) -> "HubClient":
        """Give a line to whatever hub is at an address."""
        from kiosk.hub_client import HubClient  # its HTTP library is slow to import, and most starts need no hub

        return HubClient(address, self.key)

    def hubs_nearby(self) -> list[Nearby]:
        """Give the hubs of this network that answer: ours if enrolled, else every one; none is no error."""
        from kiosk.seeking import find_hubs  # as above

        hub = self._kiosk.identity.hub if self._kiosk else None
        wanted = hub.hex() if hub else ""
        found = [each for each in find_hubs(wanted_key=wanted) if wanted in ("", each.key)]
        answering = [
            (each.name, [address for address in each.addresses if self.client(address).is_there(hub)]) for each in found
        ]
        return [Nearby(name, addresses[0]) for name, addresses in answering if addresses]

    def start(self) -> None:
        """Begin what runs beside the screens."""
        if self._kiosk:
            self._kiosk.start()

    def close(self) -> None:
        """End everything, having finished what was asked for."""
        if self._kiosk:
            self._kiosk.close()


class Kiosk:
    """All parts of an enrolled kiosk."""

    def __init__(self, system: System, identity: Identity) -> None:
        self._system = system
        self.identity = identity
        data = system.settings.data
        self.log, self.evidence = open_for_writing(data)
        self.book = Book()
        for kept in (self.log, self.evidence):
            kept.watchers.append(self.book.take)
            kept.replay()
        self.feed = self._open_feed(data)
        self.writer = Writer(self.feed)
        self.heads = Heads(data / "heads", self.log, system.key)
        self.shelf = Shelf(data / PACKS, identity.hub, identity.stands_in_for or system.key.public)
        self._packs_beside: tuple[tuple[bytes, ...], dict[str, bytes]] = ((), {})
        self.mirror = Mirror(
            self.log.journal,
            partial(find_stick, system.settings.sticks),
            self._beside_the_log,
            evidence=lambda: self.evidence.journal,
        )
        self.mirror.TAKE.append(self._take_from_mirror)
        self.MIRRORED: Event[None] = Event()
        self.mirror.CHANGED.append(lambda: self.MIRRORED.emit(None))
        self.village = Village(self.writer, self.book, Attempts(), self._unlocked, self._laid_down)
        self.reception = Reception(self.village, Attempts(free=6))
        self.desk = Desk(self.village)
        self.sessions = Sessions(self.village)
        papers = Papers(system.texts, system.key, self.is_own, self.book.times.when)
        self.printing = Printing(self.village, papers, system.texts, self.is_own)
        confirmed = Confirmed(data / "confirmed", self.log, identity.hub)
        self._confirmed = confirmed
        self.homecoming = Homecoming(
            self.writer, self.evidence, self.heads, system.key, identity, self.shelf, confirmed
        )
        self._signing = threading.Lock()
        self.vouching = Vouching(self._sign_heads)
        for pack in self.shelf.packs():
            system.key.seal(pack.header.box_digest)
        self.village.UNLOCKED.listen(lambda _: self.vouch())
        self.village.HAPPENED.listen(self._happened)
        self._choose_again()
        self._unlock_again()

    @cached_property
    def simulated(self) -> "SimulatedPrinter | None":
        """The simulated printer, where that was asked for."""
        if self._system.settings.printer != SIMULATED:
            return None
        from printer.simulated import SimulatedPrinter

        return SimulatedPrinter(self._profile)

    def start(self) -> None:
        """Begin to print and to mirror."""
        if self._system.settings.sticks:
            self.mirror.start(FIRST_LOOK_S)
        if self._system.settings.printer != NO_PRINTER:
            self.printing.use(self._make_queue)

    def close(self) -> None:
        """Finish what was asked for and give back the files."""
        self.printing.stop()
        self.vouching.close()
        self.writer.close()
        self._sign_heads()
        self.mirror.close()
        self.evidence.close()
        self.log.close()

    def is_own(self, entry: Entry) -> bool:
        """Tell whether this box wrote an entry, in this incarnation or an earlier one.

        Several stand-ins for one box share its key: of what they wrote only what is in this log is this one's.
        """
        if self.identity.stands_in_for:
            return self.log.head(entry.feed).seq > 0
        return entry.feed in feeds_written_by(self.feed.device, self.log, self.evidence)

    @property
    def lost_its_end(self) -> bool:
        """Whether this log had lost entries that others had seen, and the office has not heard of it yet."""
        first = self.log.entry(self.feed.id, 1)
        began_so = first and isinstance(first.fact, FeedOpened) and first.fact.cause in (Cause.BEHIND, Cause.FORKED)
        return bool(began_so) and not self._confirmed.upto(self.feed.id)

    def proving(self) -> Proving:
        """Give a reader of receipts for one desk."""
        return Proving(self.writer, self.evidence, frozenset({self.feed.device}))

    def vouch(self) -> None:
        """Sign what was written, if this box can sign now, so that it can be sent and proved when it cannot."""
        self._sign_heads()

    def client(self, address: str = "") -> "HubClient":
        """Give a line to the hub at this address, or where it was last."""
        return self._system.client(address or self._system.settings.hub or self.identity.hub_address)

    def load_pack(self, data: bytes) -> PackHeader:
        """Take in a pack's file; raises `PackRefused`."""
        pack = self.shelf.add(data)
        self._system.key.seal(pack.header.box_digest)
        self._loaded(pack.header)
        return pack.header

    def merge(self, client: "HubClient") -> Merged:
        """Merge, and remember where the hub was; raises what `Homecoming.merge` raises."""
        self.vouch()
        merged = self.homecoming.merge(client)
        if client.address != self.identity.hub_address:
            self.identity = msgspec.structs.replace(self.identity, hub_address=client.address)
            self._system.remember(self.identity)
        return merged

    def reach(self) -> "HubClient":
        """Give a line to our hub: where it was last, else wherever zeroconf finds it; raises `HubUnreachable`."""
        client = self.client()
        if client.is_there(self.identity.hub):
            return client
        for nearby in self._system.hubs_nearby():
            return self.client(nearby.address)
        raise HubUnreachable("the hub is neither where it was nor anywhere near")

    def fetch_packs(self, client: "HubClient") -> list[PackHeader]:
        """Take in new packs from the hub, as long as it gives some.

        Raises what `HubClient` raises. One pack that is refused stops no other: `PackRefused` is raised at the end.
        """
        headers: list[PackHeader] = []
        refused: list[PackRefused] = []
        asked: set[bytes] = set()
        while given := [each for each in self.homecoming.packs(client) if each not in asked]:
            asked.update(given)
            for data in given:
                try:
                    headers.append(self.load_pack(data))
                except PackRefused as error:
                    refused.append(error)
        if refused:
            raise refused[0]
        return headers

    def village_name(self, entry: Entry) -> str:
        """Name the village of a handover, as far as packs on this box tell; empty otherwise."""
        visit = getattr(entry.fact, "visit", b"")
        names = [each.header.village_name for each in self.shelf.packs() if each.header.visit == visit]
        return names[0] if names else ""

    def choose(self, visit: bytes) -> None:
        """Take a visit in hand, locked; raises `NoVisit`."""
        self.village.choose(*self.shelf.versions(visit))

    def take_begun(self) -> PackHeader:
        """Take the visit in hand that was begun last, over or not; raises `NoVisit` where none was ever begun."""
        begun = [each for each in self.shelf.packs() if self.book.visit(each.header.visit).opened]
        if not begun:
            raise NoVisit("no visit was ever begun on this kiosk")
        self.choose(max(begun, key=self._opened_at).header.visit)
        return self.village.header()

    def state_of(self, header: PackHeader) -> str:
        """Tell how far a visit is: `state_new`, `state_going_on` or `state_over`."""
        book = self.book.visit(header.visit)
        if book.closed:
            return "state_over"
        return "state_going_on" if book.opened else "state_new"

    def confirm_time(self, right_ms: int, by: str) -> list[Entry]:
        """Take over the time that an officer confirmed, milliseconds UTC; raises `NoOfficer` without one."""
        if not by:
            raise NoOfficer("who says so?")
        clock = self._system.clock
        shift_ms = clock.shift_ms + right_ms - clock.now().at
        clock.confirm(shift_ms)
        return self.village.write(ClockConfirmed(shift_ms, clock.since_boot_ms()), by=by)

    @property
    def _profile(self) -> "Profile":
        from printer.profiles import profile_named

        return profile_named(self._system.settings.profile)

    def _beside_the_log(self) -> dict[str, bytes]:
        """Give what another box needs besides the log to take over: our word for it, and the packs, sealed."""
        known = self.shelf.known()
        if known != self._packs_beside[0]:
            self._packs_beside = known, {f"{PACKS}/{path.name}": path.read_bytes() for path in self.shelf.files()}
        return self._packs_beside[1] | {"heads": self.heads.encoded()}

    def _take_from_mirror(self, mirror: Path) -> None:
        """The stick knows what was lost here: that is evidence from now on, and no place in it is taken again."""
        devices = (self.feed.device, self.identity.stands_in_for)
        left = read_mirror(mirror, devices, self._system.clock.now().at, self._is_in_log)

        def take() -> None:
            self.evidence.add(left.kept)
            leave_what_is_taken(self.feed, self.evidence)

        self.writer.run(take).result()
        self.village.RENEWED.emit(None)

    def _is_in_log(self, entry: Entry) -> bool:
        mine = self.log.entry(*entry.place)
        return mine is not None and mine.hash == entry.hash

    def _open_feed(self, data: Path) -> Feed:
        original = self.identity.stands_in_for
        salvaged = end_of_feed(self.evidence, original) if original else read_parent(data)
        cause = Cause.STAND_IN if original else Cause.SALVAGED if salvaged else Cause.NEW
        feed = Feed.open(
            self.log,
            self._system.key.public,
            self._system.clock,
            self.identity.certificate,
            version("pak-sotarsa"),
            machine=machine_digest(data),
            cause=cause,
            parent=salvaged,
        )
        leave_what_is_taken(feed, self.evidence)
        return feed

    def _unlocked(self, visit: OpenVisit) -> None:
        """Become able to sign, now that the visit's pack is open, and keep its key over a restart of the program."""
        self._system.vault.put(visit.id, visit.key)
        try:
            if self.identity.stands_in_for and visit.pack.stand_in:
                self._system.key.open_as(visit.pack.stand_in.seed)
            else:
                self._system.key.open_with(visit.pack.box_key)
        except CannotUnseal as error:  # the visit goes on: papers have no code, and what happened waits to be signed
            _log.error("the signing key cannot be opened with this pack: %s", error)

    def _laid_down(self) -> None:
        """Sign for the last time, and forget all keys."""
        self._system.vault.empty()
        self.vouch()
        self._system.key.forget()

    def _happened(self, entry: Entry) -> None:
        if isinstance(entry.fact, VisitClosed) or entry.seq % SIGNED_EVERY == 0:
            self.vouching.now()
        else:
            self.vouching.soon()

    def _sign_heads(self) -> None:
        """Sign the heads of all feeds of this box, if it can sign now; free for all threads."""
        if not self._system.key.is_open or self.log.stopped:
            return
        try:
            with self._signing:
                for feed, _ in feeds_of(self.log, self._system.key.public):
                    self.heads.sign(feed)
        except KeySealed:
            return  # the visit was laid down meanwhile, and signed then
        except OSError as error:  # the log tells everybody when it cannot be written; a head is signed again
            _log.warning("a signed head could not be kept: %s", error)

    def _make_queue(self, printing: Printing) -> "PrintQueue":
        from printer.address import open_transport
        from printer.print_queue import PrintQueue

        transport = self.simulated or open_transport(self._system.settings.printer, self._profile)
        return PrintQueue(
            transport,
            self._profile,
            printing.render,
            on_started=printing.started,
            on_finished=printing.finished,
            on_state=printing.changed,
        )

    def _loaded(self, header: PackHeader) -> None:
        self.village.write(PackLoaded(header.pack, header.visit))
        chosen = self.village.chosen
        if chosen is None:
            self._choose_again()
        elif chosen.visit == header.visit:
            self.village.renew(*self.shelf.versions(header.visit))

    def _choose_again(self) -> None:
        """Take the visit in hand that was begun and not ended; else the only one that was not ended."""
        going_on = [each for each in self.shelf.packs() if not self.book.visit(each.header.visit).closed]
        begun = [each for each in going_on if self.book.visit(each.header.visit).opened]
        if begun:
            self.choose(max(begun, key=self._opened_at).header.visit)
        elif len(going_on) == 1:
            self.choose(going_on[0].header.visit)

    def _unlock_again(self) -> None:
        """Unlock the visit in hand, if its key outlived the program."""
        chosen = self.village.chosen
        key = self._system.vault.take(chosen.visit if chosen else b"")
        if key is None:
            return
        try:
            self.village.unlock_with(key, "restart")
        except (CannotUnseal, PackRefused) as error:  # staff are asked, as after a power cut
            _log.error("the key that was kept does not open the visit: %s", error)
            self._system.vault.empty()

    def _opened_at(self, pack: SealedPack) -> int:
        opened = self.book.visit(pack.header.visit).opened
        return opened.at if opened else 0
