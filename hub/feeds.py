"""What kiosks bring home: taken into the log when it is sound, held in quarantine with the reason when it is not."""

from collections.abc import Sequence
from dataclasses import dataclass

from hub.devices import Devices
from hub.quarantine import Held, Quarantine
from hub.testimony import Testimony
from ledger.bundle import read_bundle
from ledger.certificates import Certificate
from ledger.chunks import MAX_CHUNK_BYTES, read_chunk
from ledger.clock import Clock
from ledger.errors import ChunkRefused
from ledger.facts import Merged
from ledger.intake import Intake, Taken
from ledger.keys import SigningKey
from ledger.log import Log
from ledger.wire import SignedHead, sign_head
from ledger.writer import Writer

NETWORK = "network"
FILE = "file"
# Nothing is wrong with these: the sender has not sent, or must send again, what comes before.
_NOT_HELD = frozenset({"gap"})
# Signed by its device, and yet not what the same device signed before.
_ANOTHER_HISTORY = frozenset({"fork", "chain"})


@dataclass(frozen=True)
class BundleReport:
    """What became of a bundle: new entries, our word for each feed in it, and the chunks that were refused and why."""

    chunks: int
    new_entries: int
    heads: tuple[SignedHead, ...]
    refused: tuple[ChunkRefused, ...]

    @property
    def complete(self) -> bool:
        """Whether everything in the bundle is here now."""
        return not self.refused


class Feeds:
    """The one way in for other boxes' entries. Everything here waits for the medium: never call it on an event loop."""

    def __init__(
        self,
        log: Log,
        writer: Writer,
        key: SigningKey,
        clock: Clock,
        devices: Devices,
        quarantine: Quarantine,
        testimony: Testimony,
    ) -> None:
        self._log = log
        self._writer = writer
        self._key = key
        self._clock = clock
        self._devices = devices
        self._quarantine = quarantine
        self._testimony = testimony
        self._intake = Intake(log, key.public, self._admit)

    def take_chunk(self, data: bytes, road: str = NETWORK) -> SignedHead:
        """Take a chunk in and give our word for its feed; twice, or at once, is harmless.

        Where it tells another history than the one that is here, both are kept: it becomes evidence, and our word stays
        the one for what was here.

        Raises `ChunkRefused`, the bytes being held in quarantine, and `QuarantineFull` when there is no room for those
        of a kiosk of ours.
        """
        return self._head(self._taken(data, road).feed)

    def take_bundle(self, data: bytes) -> BundleReport:
        """Take in a file of feeds; a chunk that is refused stops no other. Raises `BundleRefused` for a broken file.

        Raises `QuarantineFull` when there is no room left for what is refused.
        """
        chunks = read_bundle(data)
        feeds: dict[bytes, int] = {}
        refused: list[ChunkRefused] = []
        for chunk in chunks:
            try:
                taken = self._taken(chunk, FILE)
            except ChunkRefused as error:
                refused.append(error)
            else:
                feeds[taken.feed] = feeds.get(taken.feed, 0) + len(taken.new)
        heads = tuple(self._head(feed) for feed in feeds)
        return BundleReport(len(chunks), sum(feeds.values()), heads, tuple(refused))

    def heads(self, feeds: Sequence[bytes]) -> tuple[SignedHead, ...]:
        """Give our signed word how far we have each of these feeds; 0 entries where we have nothing."""
        return tuple(self._head(feed) for feed in feeds)

    def _taken(self, data: bytes, road: str) -> Taken:
        try:
            return self._writer.run(lambda: self._take(data, road)).result()
        except ChunkRefused as error:
            if error.reason not in _NOT_HELD and len(data) <= MAX_CHUNK_BYTES:
                held = Held(error.reason, str(error), road, self._clock.now().at, len(data), ours=bool(error.device))
                self._quarantine.hold(data, held)
            raise

    def _take(self, data: bytes, road: str) -> Taken:
        try:
            taken = self._intake.check(data)
        except ChunkRefused as error:
            if error.device and (error.reason in _ANOTHER_HISTORY or self._goes_on_with_branch(error, data)):
                return self._keep_branch(data, error.device)
            raise
        told = self._devices.merged(taken.feed)
        if taken.head.seq > told:
            # One commit, so that no power cut parts the entries from our word that they came; where they were parted
            # (a chunk of several frames), `told` makes up for it when the feed comes again.
            merged = self._writer.feed.prepare([Merged(taken.feed, taken.device, told + 1, taken.head.seq, road)])
            self._log.append([*taken.new, *merged])
        return taken

    def _goes_on_with_branch(self, error: ChunkRefused, data: bytes) -> bool:
        """Tell whether a chunk that does not join what is here follows another history, of which a part is kept."""
        return error.reason == "gap" and self._testimony.is_followed_by(read_chunk(data))

    def _keep_branch(self, data: bytes, device: bytes) -> Taken:
        chunk = read_chunk(data)
        new = self._testimony.take_branch(chunk)
        return Taken(chunk.run.feed, device, self._log.head(chunk.run.feed), new)

    def _admit(self, certificate: Certificate) -> None:
        if self._devices.is_revoked(certificate.stands_in_for or certificate.device):
            raise ChunkRefused("revoked", f"{certificate.name} no longer belongs to us", certificate.device)

    def _head(self, feed: bytes) -> SignedHead:
        head = self._log.head(feed)
        return sign_head(self._key, feed, head.seq, head.hash)
