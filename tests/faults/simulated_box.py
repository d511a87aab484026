"""A kiosk and an office of the shipped parts, whose logs lie on simulated disks, and the line between the two.

Small files beside the log (`heads`, `confirmed`) lie in a real folder and never fail: they are written whole, and what
they say is checked against the log.
"""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple, TypeVar, cast
from unittest import mock

from msgspec.structs import replace

from hub.devices import Devices
from hub.feeds import Feeds
from hub.plans import Plans
from hub.profile import load_profile
from hub.quarantine import Quarantine
from hub.testimony import Testimony
from hub.writers import Writers
from kiosk.confirmed import Confirmed
from kiosk.errors import HubUnreachable
from kiosk.homecoming import Homecoming, Merged
from kiosk.hub_client import HubClient
from kiosk.identity import Identity
from kiosk.shelf import Shelf
from ledger.book import Book
from ledger.branching import leave_what_is_taken
from ledger.certificates import certify
from ledger.chunks import read_chunk
from ledger.clock import Clock, Trust
from ledger.disk.journal import Journal
from ledger.entry import Entry, Place
from ledger.errors import LogStopped
from ledger.evidence import Evidence, Gap, Kept
from ledger.facts import AnyFact, Cause, DeviceEnrolled, Parent
from ledger.feed import Feed, feeds_of
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.run import Run
from ledger.salvage import read_parent, salvage
from ledger.vouching import Heads
from ledger.wire import SignedHead
from ledger.writer import Writer
from tests.faults.fate import NOTHING, Fate
from tests.faults.simulated_disk import Left, SimulatedDisk, laid_out
from tests.ledger.boxes import HUB, NOW_MS, Ticking

LOG = Path("/data/log")
SEGMENT_BYTES = 16 * 1024
T = TypeVar("T")
_PROFILE = load_profile("halong")


class Time:
    """The clock of the machines: a wall clock that may jump, and the time since the boot, which does not."""

    def __init__(self) -> None:
        self.wall_ms = NOW_MS
        self._up_ms = 0
        self._boots = 1

    def clock(self) -> Clock:
        return Clock(Trust.STAFF, self._wall, self._up, self._boots.to_bytes(16, "big"))

    def reboot(self) -> None:
        self._boots += 1
        self._up_ms = 0

    def _wall(self) -> int:
        self.wall_ms += 1000
        return self.wall_ms

    def _up(self) -> int:
        self._up_ms += 1000
        return self._up_ms


class Killed(BaseException):
    """A program was ended, or the power went, in the middle of what it did."""


class Card(NamedTuple):
    """A copy of a card, of the files beside the log, and of what was acknowledged by then."""

    left: Left
    folder: Path
    acknowledged: dict[bytes, Entry]
    parent: Parent | None


class WatchedLog(Log):
    """A log that tells what it is asked to keep before it does."""

    def __init__(self, disk: SimulatedDisk, asked: Callable[[Sequence[Entry]], None]) -> None:
        self._asked = asked
        super().__init__(LOG, disk=disk, segment_bytes=SEGMENT_BYTES, spare_in_background=False)

    def append(self, entries: Sequence[Entry]) -> None:
        self._asked(entries)
        super().append(entries)


class Written:
    """Every entry that any box was ever asked to keep: nothing else may be anywhere."""

    def __init__(self) -> None:
        self._entries: dict[bytes, Entry] = {}

    def add(self, entries: Sequence[Entry]) -> None:
        self._entries.update((entry.hash, entry) for entry in entries)

    def check(self, entries: Sequence[Entry]) -> None:
        """Raise `AssertionError` for an entry that nobody wrote; what it sealed may be missing, never be another."""
        for entry in entries:
            written = self._entries.get(entry.hash)
            if written and not entry.whole:
                written = replace(written, sealed=b"")
            assert written == entry, f"nobody wrote {entry.place} like this"


class Machine:
    """What boxes and the office have in common: a log and evidence on one disk, a program that runs or does not.

    `acknowledged` entries must be there at every start, unless their loss is told.
    """

    def __init__(self, folder: Path, key: SigningKey, written: Written) -> None:
        self.folder = folder
        self.key = key
        self.disk = SimulatedDisk(recording=False)
        self.acknowledged: dict[bytes, Entry] = {}
        self.running = False
        self._written = written
        self._decayed = False
        self._last_commit: set[bytes] = set()

    def start(self) -> None:
        """Start the program; raises `LogDamaged`."""
        self.log = WatchedLog(self.disk, self._written.add)
        self.evidence = Evidence(
            self._evidence_folder, disk=self.disk, segment_bytes=SEGMENT_BYTES, spare_in_background=False
        )
        self._look()
        for kept in (self.evidence, self.log):
            kept.watchers.append(self._acknowledge)
            kept.replay()
        self.open()
        self.running = True

    def stop(self) -> None:
        """End the program as it should be ended."""
        self.writer.close()
        self.evidence.close()
        self.log.close()
        self.disk.trouble = None
        self.running = False

    def kill(self) -> None:
        """End the program as it should not be ended."""
        self.writer.close()
        self.disk.kill()
        self.disk.trouble = None
        self.running = False

    def cut(self, fate: Fate) -> None:
        """Take the power away."""
        self.kill()
        self.disk = SimulatedDisk(self.disk.moment().crashed(fate), recording=False)

    @property
    def medium(self) -> Left:
        """What is on the medium of a machine that does not run."""
        return self.disk.moment().crashed(NOTHING)

    @property
    def entries(self) -> list[Entry]:
        """Everything that is here, once."""
        return list(
            {entry.hash: entry for kept in (self.log.table, self.evidence) for entry in kept.entries()}.values()
        )

    @property
    def _evidence_folder(self) -> Path:
        """A real folder, empty, which stands for those on simulated disks: `Evidence` looks whether there is one."""
        folder = self.folder.parent / "evidence"
        folder.mkdir(exist_ok=True)
        return folder

    def open(self) -> None:
        """Make what stands on log and evidence."""
        raise NotImplementedError

    def _acknowledge(self, entry: Entry) -> None:
        self.acknowledged[entry.hash] = entry

    def _look(self) -> None:
        """Compare what is here with what was acknowledged."""
        found = self.entries
        self._written.check(found)
        told = self.log.dropped_bytes + self.log.journal.spoilt_bytes
        assert told or not self._decayed, "a wrong bit was not told"
        missing = self.acknowledged.keys() - {entry.hash for entry in found}
        lost = missing - self._last_commit if self._decayed else missing  # the last one looks as if it was never whole
        assert not lost, f"acknowledged entries are lost: {sorted(self.acknowledged[each].place for each in lost)}"
        for each in missing:
            del self.acknowledged[each]
        self._decayed = False


class Kiosk(Machine):
    """A kiosk. `board` is what tells its machine from others; a clone of a card brings its key to another board."""

    def __init__(self, folder: Path, key: SigningKey, written: Written, time: Time, board: bytes) -> None:
        super().__init__(folder, key, written)
        self.board = board
        self._time = time
        self._parent: Parent | None = None
        self._certificate = certify(HUB, key.public, "Kiosk", NOW_MS)

    def open(self) -> None:
        cause = Cause.SALVAGED if self._parent else Cause.NEW
        feed = Feed.open(
            self.log, self.key.public, self._time.clock(), self._certificate, "1",
            machine=self.board, cause=cause, parent=self._parent,
        )  # fmt: skip
        leave_what_is_taken(feed, self.evidence)
        self.writer = Writer(feed)
        self._heads = Heads(self.folder / "heads", self.log, self.key)
        self._confirmed = Confirmed(self.folder / "confirmed", self.log, HUB.public)
        identity = Identity("Kiosk", self._certificate, HUB.public, "Hub", "")
        self._homecoming = Homecoming(
            self.writer, self.evidence, self._heads, self.key, identity, Shelf(self.folder / "packs", HUB.public, b""),
            self._confirmed,
        )  # fmt: skip

    def write(self, *facts: AnyFact) -> None:
        """Write facts in one commit; raises `LogStopped`."""
        self.writer.write(*facts, by="P1").result()

    def merge(self, line: "Line") -> Merged:
        """Come home."""
        return self._homecoming.merge(cast(HubClient, line))

    @property
    def own(self) -> list[Entry]:
        """What this device wrote and is in its log."""
        return [entry for feed, _ in feeds_of(self.log, self.key.public) for entry in self.log.entries(feed)]

    def copied(self, folder: Path) -> Card:
        """Copy the card of a kiosk that does not run; the files beside its log are copied to `folder`."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Card(self.medium, folder, dict(self.acknowledged), self._parent)

    def put_back(self, card: Card) -> None:
        """Have another card: an old copy of this one, or a copy of another kiosk's."""
        self.disk = SimulatedDisk(card.left, recording=False)
        shutil.rmtree(self.folder)
        shutil.copytree(card.folder, self.folder)
        self.acknowledged = dict(card.acknowledged)
        self._parent = card.parent

    def decay(self, chance: Random) -> None:
        """Let one bit of a segment of a kiosk that does not run become another."""
        *_, last = Journal(LOG, True, disk=self.disk).replay()
        self._last_commit = {entry.hash for record in last for entry in Run.from_record(record).entries()}
        segment = chance.choice(self.disk.names(LOG, "*.segment"))
        self.disk.flip(segment, chance.randrange(8 * self.disk.size(segment)))
        self._decayed = True

    def salvage(self) -> set[bytes]:
        """Save what is good of a damaged log, as an officer would; what is lost must be told.

        Gives what may be lost untold: entries of a branch of which the office gave us the other, and so had ours.
        """
        assert self._decayed, "a log is damaged after nothing worse than a power cut"
        with tempfile.TemporaryDirectory(dir=self.folder.parent) as name:
            data, medium = Path(name), self.medium
            for path, content in medium.items():
                if content is not None:
                    file = data / Path(path).parent.name / Path(path).name
                    file.parent.mkdir(exist_ok=True)
                    file.write_bytes(content)
            if (self.folder / "heads").exists():
                shutil.copy(self.folder / "heads", data)
            with mock.patch.dict(Journal.__init__.__kwdefaults__, segment_bytes=SEGMENT_BYTES):
                salvaged = salvage(data, [], NOW_MS)
            self._parent = read_parent(data)
            segments = (data / "evidence").glob("*.segment")
            kept = {str(self._evidence_folder / each.name): each.read_bytes() for each in segments}
            evidence = Evidence(data / "evidence", read_only=True)
        self.disk = SimulatedDisk(laid_out(kept), recording=False)
        self._decayed = False
        lost = [entry for entry in self.acknowledged.values() if entry.hash not in evidence]
        told = {entry.hash for entry in lost if _is_in(salvaged.missing, entry.place)}
        shadowed = {entry.hash for entry in lost if entry.hash not in told and evidence.at(entry.place)}
        for each in told | shadowed:
            del self.acknowledged[each]
        return shadowed


class Office(Machine):
    """The office: its log, evidence and folds, and the two ways in. `took` is what a kiosk was told that it has."""

    def __init__(self, folder: Path, written: Written, devices: Sequence[bytes]) -> None:
        super().__init__(folder, HUB, written)
        self.took: dict[bytes, Entry] = {}
        self.sent: dict[bytes, Entry] = {}
        self._expected = devices

    def open(self) -> None:
        clock = Clock(Trust.OFFICE, Ticking())
        certificate = certify(HUB, HUB.public, "Office", NOW_MS)
        feed = Feed.open(self.log, HUB.public, clock, certificate, "1")
        leave_what_is_taken(feed, self.evidence)
        self.writer = Writer(feed)
        self.book, self._devices = Book(), Devices()
        for kept in (self.evidence, self.log):
            kept.watchers.append(self._fold)
            kept.replay()
        quarantine = Quarantine(self.folder / "quarantine")
        writers = Writers(self.log, self.evidence, self._devices, Plans(_PROFILE))
        self.testimony = Testimony(self.log, self.writer, self.evidence, HUB, clock, self._devices, writers, quarantine)
        self.feeds = Feeds(self.log, self.writer, HUB, clock, self._devices, quarantine, self.testimony)
        known = {each.device for each in self._devices.everyone()}
        for device in self._expected:
            if device not in known:
                self.writer.write(DeviceEnrolled(device, "Kiosk", b"", device[:8])).result()

    @property
    def brought(self) -> dict[bytes, Entry]:
        """What is here of kiosks."""
        return {entry.hash: entry for entry in self.entries if not self._is_own(entry)}

    def _fold(self, entry: Entry) -> None:
        (self._devices if self._is_own(entry) else self.book).take(entry)

    def _is_own(self, entry: Entry) -> bool:
        return entry.feed == self.writer.feed.id


class Line:
    """What a kiosk sees of the office: `HubClient`, without the wire."""

    def __init__(self, office: Office, device: bytes) -> None:
        self._office = office
        self._device = device

    def hello(self, _hub: bytes) -> None:
        if not self._office.running:
            raise HubUnreachable("nobody answers")

    def head(self, _hub: bytes, feed: bytes) -> SignedHead:
        return self._asked(lambda: self._office.feeds.heads([feed])[0])

    def send(self, _hub: bytes, _feed: bytes, chunk: bytes) -> SignedHead:
        sent = {entry.hash: entry for entry in read_chunk(chunk).run.entries()}
        return self._asked(lambda: self._office.feeds.take_chunk(chunk), sent)

    def send_evidence(self, kept: Sequence[Kept]) -> None:
        sent = {entry.hash: entry for each in kept for entry in each.run.entries()}
        told = self._asked(lambda: self._office.testimony.take([each.encoded() for each in kept], "network"), sent)
        assert told.taken == len(kept), "evidence was refused"

    def give_back(self, _hub: bytes, feed: bytes, first: int) -> list[Kept]:
        given = self._asked(lambda: self._office.testimony.give_back(self._device, feed, first))
        return [Kept.read(each) for each in given]

    def _asked(self, ask: Callable[[], T], sent: Mapping[bytes, Entry] | None = None) -> T:
        """Ask the office; its program may be killed by that, or its medium refuse."""
        self.hello(b"")
        self._office.sent.update(sent or {})
        try:
            answer = ask()
        except (Killed, LogStopped) as error:
            self._office.running = False
            raise HubUnreachable("the line broke") from error
        self._office.took.update(sent or {})
        return answer


def _is_in(gaps: Sequence[Gap], place: Place) -> bool:
    return any(gap.feed == place.feed and gap.first <= place.seq <= gap.last for gap in gaps)
