"""Making packs: who is owed what at a visit, sealed for one kiosk."""

import dataclasses
import datetime
import hashlib
import os
import threading
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import msgspec

from hub.devices import Devices
from hub.errors import VisitEnded
from hub.invitations import invitation_code
from hub.officers import Officers
from hub.planning import Planning
from hub.plans import Plans
from hub.programmes import Programmes
from hub.roster import Roster
from hub.stand_ins import stand_in_key
from hub.visit_file import VisitPlan
from ledger.aid import ID_BYTES, Person
from ledger.book import Book
from ledger.certificates import certify
from ledger.clock import Clock
from ledger.disk.files import make_folder, write_whole
from ledger.entry import Entry
from ledger.facts import AnyFact, HandedOver, PackMade, Refusal
from ledger.keys import SigningKey
from ledger.packs import Elsewhere, Invitation, Pack, StandIn, nik_digest, seal_pack
from ledger.sealing import VisitKey
from ledger.secrets import Wrap, wrap
from ledger.wire import MAX_MESSAGE_BYTES
from ledger.writer import Writer

SUFFIX = ".pack"


@dataclasses.dataclass(frozen=True)
class Sources:
    """Where the content of a pack comes from."""

    programmes: Programmes
    roster: Roster
    officers: Officers
    plans: Plans
    devices: Devices
    book: Book
    planning: Planning


class Packing:
    """Makes packs and keeps their files. Hardening phrases takes time: never call it on an event loop."""

    def __init__(
        self,
        folder: Path,
        writer: Writer,
        key: SigningKey,
        clock: Clock,
        sources: Sources,
        today: Callable[[], datetime.date],
    ) -> None:
        self._folder = folder
        self._writer = writer
        self._key = key
        self._clock = clock
        self._from = sources
        self._today = today
        self._wraps: dict[bytes, tuple[Wrap, ...]] = {}
        self._wrapping = threading.Lock()
        make_folder(folder)

    def pack(self, visit: bytes, device: bytes, by: str = "") -> tuple[PackMade, bytes]:
        """Give the pack of a visit for a device, with its file; a new one is made only where its content is new.

        Raises `UnknownVisit`, `NotEnrolled`, `DeviceIsRevoked`, or `VisitEnded` where a new one would have to be made
        after the visit. Waits for the medium.
        """
        plan = self._from.plans.visit(visit)
        wraps = self._wraps_of(visit)

        def decide() -> list[AnyFact]:
            _ = self._from.devices.device(device)
            content = self._content(plan, device)
            digest = _digest(content)
            last = self._from.plans.pack(visit, device)
            if last and last.digest == digest and self._path(last.pack).exists():
                return []
            if self._from.book.visit(visit).closed:
                raise VisitEnded("this visit is over, and its reports stand")
            key = VisitKey(self._from.plans.secrets(visit).key)
            # The file first: a fact without its file would promise what is not there.
            write_whole(self._path(content.id), seal_pack(content, device, key, wraps, self._key))
            return [PackMade(content.id, visit, device, content.series, digest, content.allotments)]

        self._writer.decide(decide, by).result()
        made = self._from.plans.pack(visit, device)
        assert made is not None  # noqa: S101 - just made, or found
        return made, self._path(made.pack).read_bytes()

    def packs_for(self, device: bytes, known: Collection[bytes] = ()) -> list[bytes]:
        """Give a kiosk the packs of all visits from yesterday on that are not over, other than those it knows.

        No more than fit in one message; the kiosk asks again for the rest. Raises as `pack` does.
        """
        _ = self._from.devices.device(device)
        files: list[bytes] = []
        room = MAX_MESSAGE_BYTES - 1024
        for plan in self._from.plans.since(self._today() - datetime.timedelta(days=1)):
            if self._from.book.visit(plan.visit).closed:
                continue
            made, data = self.pack(plan.visit, device)
            if made.pack in known:
                continue
            room -= len(data)
            if files and room < 0:
                break
            files.append(data)
        return files

    def _wraps_of(self, visit: bytes) -> tuple[Wrap, ...]:
        secrets = self._from.plans.secrets(visit)
        ways = (("phrase", secrets.phrase), ("card", secrets.card), ("recovery", secrets.recovery))
        with self._wrapping:
            if visit not in self._wraps:
                key = VisitKey(secrets.key)
                self._wraps[visit] = tuple(wrap(key, way, secret) for way, secret in ways)
            return self._wraps[visit]

    def _content(self, plan: VisitPlan, device: bytes) -> Pack:
        allotments = self._from.planning.allotments_of(plan)
        people = {each.person: self._from.roster.person(each.person) for each in allotments}
        visit_key = self._from.plans.secrets(plan.visit).key
        return Pack(
            id=os.urandom(ID_BYTES),
            visit=plan.visit,
            series=self._from.plans.series(plan.visit, device),
            village=plan.village,
            village_name=plan.village_name,
            date=plan.date.isoformat(),
            place=plan.place,
            letterhead=self._from.planning.letterhead,
            programmes=tuple({each.code: self._from.programmes[each.code] for each in plan.programmes}.values()),
            officers=tuple(self._from.officers.officer(code) for code in plan.team),
            people=tuple(people.values()),
            allotments=allotments,
            invitations=tuple(Invitation(invitation_code(visit_key, each), each) for each in people),
            elsewhere=tuple(self._elsewhere(plan, people)),
            made_at=self._clock.now().at,
            box_key=self._from.devices.device(device).box_key,
            stand_in=self._stand_in(plan, device, visit_key),
        )

    def _stand_in(self, plan: VisitPlan, device: bytes, visit_key: bytes) -> StandIn:
        """Let another box take this kiosk's place at this visit."""
        key = stand_in_key(visit_key, device)
        name, now_ms = self._from.devices.device(device).name, self._clock.now().at
        certificate = certify(self._key, key.public, name, now_ms, visit=plan.visit, stands_in_for=device)
        return StandIn(key.seed, certificate)

    def _elsewhere(self, plan: VisitPlan, served: Collection[bytes]) -> Iterator[Elsewhere]:
        names = self._from.planning.village_names
        done = self._from.planning.served_at_another_visit(plan)
        for person in self._from.roster.everyone():
            reason = _reason(person, plan.village, done)
            if not person.nik or person.id in served or not reason:
                continue
            digest = nik_digest(person.nik)
            if reason is Refusal.ALREADY_SERVED:
                yield self._served_before(digest, done[person.id])
            else:
                yield Elsewhere(digest, reason, names.get(person.village, person.village))

    def _served_before(self, digest: bytes, handover: Entry) -> Elsewhere:
        assert isinstance(handover.fact, HandedOver)  # noqa: S101 - nothing else serves anyone
        village = self._from.plans.village_name(handover.fact.visit)
        return Elsewhere(digest, Refusal.ALREADY_SERVED, village, handover.at, self._from.officers.name(handover.by))

    def _path(self, pack: bytes) -> Path:
        return self._folder / f"{pack.hex()}{SUFFIX}"


def _reason(person: Person, village: str, done: Collection[bytes]) -> Refusal | None:
    if person.deceased:
        return Refusal.DECEASED
    if person.village != village:
        return Refusal.OTHER_VILLAGE
    if person.inactive:
        return Refusal.INACTIVE
    return Refusal.ALREADY_SERVED if person.id in done else None


def _digest(pack: Pack) -> bytes:
    """Digest what a pack says, whenever and under whatever id it was made."""
    timeless = msgspec.structs.replace(pack, id=b"", made_at=0, stand_in=None)
    return hashlib.sha256(msgspec.msgpack.encode(timeless)).digest()
