"""The hub, put together: the one place where its parts are made and joined."""

import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from hub import VERSION
from hub.changes import Changes
from hub.conversations import Conversations
from hub.devices import Devices
from hub.enrolling import Enrolling
from hub.feeds import Feeds
from hub.nonces import Nonces
from hub.officers import Officers
from hub.own_feeds import OwnFeeds
from hub.packing import Packing, Sources
from hub.planning import Planning
from hub.plans import Plans
from hub.profile import Profile, load_profile
from hub.programmes import Programmes, load_programmes
from hub.quarantine import Quarantine
from hub.registering import Registering
from hub.roster import Roster
from hub.stand_ins import stand_ins
from hub.testimony import Testimony
from hub.wording import hub_texts
from hub.writers import Writers
from ledger.book import Book
from ledger.branching import leave_what_is_taken
from ledger.certificates import certify
from ledger.clock import Clock, Instant, Trust
from ledger.data_folder import open_for_writing
from ledger.disk.files import make_folder
from ledger.entry import Entry
from ledger.facts import Cause
from ledger.feed import Feed
from ledger.keys import load_or_make_key
from ledger.machine import machine_digest
from ledger.salvage import read_parent
from ledger.wording import local_time
from ledger.writer import Writer

if TYPE_CHECKING:
    from hub.importing import Importing

LOG_FOLDER = "log"
_KEY = Path("keys", "hub.key")
_OWN_PROFILE = "profile.toml"
_OWN_PROGRAMMES = "programmes.toml"


class System:
    """Everything of one office, over one data folder:

        log/          what happened                     packs/       the files of packs
        evidence/     what fits no chain
        keys/hub.key  who we are                        quarantine/  what was refused
        profile.toml, programmes.toml                   the office's own, where it does not use the shipped ones

    Making one opens the log and brings state up to date. Raises `LogInUse`, `LogDamaged` or `OSError`.
    """

    def __init__(self, data: Path, clock: Clock | None = None) -> None:
        self.data = data
        make_folder(data)
        self.clock = clock or Clock(Trust.OFFICE)
        self.profile: Profile = load_profile(_own(data / _OWN_PROFILE, "halong"))
        self.programmes: Programmes = load_programmes(*_if_there(data / _OWN_PROGRAMMES))
        self.name = f"Kantor Kecamatan {self.profile.name}"
        self.log, self.evidence = open_for_writing(data)
        try:
            self.key = load_or_make_key(data / _KEY)
            certificate = certify(self.key, self.key.public, self.name, self.clock.now().at)
            feed = self._open_feed(certificate)
        except BaseException:
            self.evidence.close()
            self.log.close()
            raise
        self.writer = Writer(feed)
        self._make_state()
        self._make_parts()

    def _make_state(self) -> None:
        self.roster = Roster()
        self.officers = Officers()
        self.plans = Plans(self.profile)
        self.devices = Devices()
        self.book = Book()
        self._office = (self.roster, self.officers, self.plans, self.devices)
        self._own = OwnFeeds(self.key.public, self.log, self.evidence)
        self._replay()
        self.changes = Changes(self.writer)
        for kept in (self.evidence, self.log):
            kept.watchers.append(self.changes.take)

    def _replay(self) -> None:
        """Bring state up to date: what was salvaged came before what was written since."""
        beside = list(self.evidence.entries())
        for entry in (*self._own.as_written(beside), *(each for each in beside if each.feed not in self._own)):
            self._take(entry)
        self.evidence.watchers.append(self._take)
        self.log.watchers.append(self._take)
        self.log.replay()

    def _make_parts(self) -> None:
        self.quarantine = Quarantine(self.data / "quarantine")
        self.writers = Writers(self.log, self.evidence, self.devices, self.plans)
        self.testimony = Testimony(
            self.log, self.writer, self.evidence, self.key, self.clock, self.devices, self.writers, self.quarantine
        )
        self.feeds = Feeds(self.log, self.writer, self.key, self.clock, self.devices, self.quarantine, self.testimony)
        self.enrolling = Enrolling(self.writer, self.key, self.clock, self.devices, self.name)
        self.registering = Registering(self.writer, self.officers)
        self.planning = Planning(
            self.writer, self.profile, self.programmes, self.roster, self.officers, self.plans, self.book, self.today
        )
        sources = Sources(
            self.programmes, self.roster, self.officers, self.plans, self.devices, self.book, self.planning
        )
        self.packing = Packing(self.data / "packs", self.writer, self.key, self.clock, sources, self.today)
        self.conversations = Conversations(
            self.key, self.name, Nonces(), self.devices, self.enrolling, self.feeds, self.packing, self.testimony
        )

    @cached_property
    def importing(self) -> "Importing":
        """How lists come in. The readers of workbooks are loaded at the first list, not at the start."""
        from hub.importing import Importing
        from hub.lists.survey import Office

        return Importing(self.writer, self.roster, Office(self.profile, self.programmes), self.today)

    def today(self) -> datetime.date:
        """Give the date where the office is."""
        return local_time(self.clock.now().at, self.profile.timezone).date()

    @property
    def own_feeds(self) -> frozenset[bytes]:
        """The feeds that this office wrote, in all incarnations."""
        return self._own.feeds

    def when(self, entry: Entry) -> Instant:
        """Give when an entry was written, corrected by what staff said of its kiosk's clock in the same boot."""
        return self.book.times.when(entry)

    def name_of(self, device: bytes) -> str:
        """Name a kiosk, or this office; a stand-in by the kiosk whose place it takes."""
        if device == self.key.public:
            return self.name
        known = {each.device: each.name for each in self.devices.everyone()}
        if device in known:
            return known[device]
        for public, original in stand_ins(self.plans):
            if public == device and original in known:
                return hub_texts()("kiosk.stand_in", name=known[original])
        return device.hex()[:8]

    def close(self) -> None:
        """Finish what was asked for, and give the log back."""
        self.changes.close()
        self.writer.close()
        self.evidence.close()
        self.log.close()

    def __enter__(self) -> "System":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self, entry: Entry) -> None:
        # What the office knows comes from the office alone, whatever a kiosk's feed may say of it.
        self._own.take(entry)
        if entry.feed in self._own:
            for fold in self._office:
                fold.take(entry)
        else:
            self.book.take(entry)

    def _open_feed(self, certificate: bytes) -> Feed:
        salvaged = read_parent(self.data)
        feed = Feed.open(
            self.log,
            self.key.public,
            self.clock,
            certificate,
            VERSION,
            machine=machine_digest(self.data),
            cause=Cause.SALVAGED if salvaged else Cause.NEW,
            parent=salvaged,
        )
        leave_what_is_taken(feed, self.evidence)
        return feed


def _own(path: Path, shipped: str) -> Path | str:
    return path if path.exists() else shipped


def _if_there(path: Path) -> tuple[Path, ...]:
    return (path,) if path.exists() else ()
