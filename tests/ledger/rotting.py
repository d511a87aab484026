"""A kiosk's day on a card that rots, for tests."""

from pathlib import Path

from ledger.codes import receipt_codes, sign_entry
from ledger.disk import frames
from ledger.disk.frames import BLOCK_BYTES, HEAD_BYTES
from ledger.entry import Entry, Place
from ledger.evidence import Evidence, Gap
from ledger.facts import Undone, VisitOpened
from ledger.wire import SignedHead, sign_head
from tests.ledger.boxes import VISIT, Box, handover

HANDOVERS = 6
NOTE = b"sealed under the visit key"
ENTRIES = HANDOVERS + 3


class Day:
    """A kiosk's day, a commit an entry: 1 opens the feed, 2 the visit, 3 to 8 serve six people, and 9 undoes entry 8.

    The program has ended.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.box = Box(data / "log")
        self.feed = self.box.feed.id
        self.box.write(VisitOpened(VISIT))
        for number in range(HANDOVERS):
            self.box.write(handover(number))
        self.box.write(Undone(VISIT, self.feed, 8, sealed=NOTE))
        self.entries = list(self.box.log.entries(self.feed))
        self.chunks = self.box.chunks()
        self.box.close()

    @property
    def segment(self) -> Path:
        return self.data / "log" / "000001.segment"

    def rot(self, *seqs: int) -> "Day":
        """Let one bit decay in what these entries say."""
        for seq in seqs:
            flip(self.segment, (seq - 1) * BLOCK_BYTES + HEAD_BYTES + 72)
        return self

    def rot_padding(self, *seqs: int) -> "Day":
        """Let one bit decay in the zeros behind these entries."""
        for seq in seqs:
            flip(self.segment, seq * BLOCK_BYTES - 3)
        return self

    def rot_header(self, seq: int) -> "Day":
        """Let the header of an entry's frame decay."""
        for offset in range(0, HEAD_BYTES, 5):
            flip(self.segment, (seq - 1) * BLOCK_BYTES + offset)
        return self

    def code(self, seq: int) -> str:
        """What the receipt of an entry says."""
        (code,) = receipt_codes(sign_entry(self.entries[seq - 1], self.box.key))
        return code

    def printed(self, seq: int) -> str:
        """The number on the receipt of an entry."""
        entry = self.entries[seq - 1]
        return f"{entry.place} {entry.hash[:2].hex().upper()}"

    def head(self, seq: int) -> SignedHead:
        """The box's word for its feed up to an entry."""
        return sign_head(self.box.key, self.feed, seq, self.entries[seq - 1].hash)

    def evidence(self) -> list[Entry]:
        """What is kept as evidence, in the order of its feed."""
        evidence = Evidence(self.data / "evidence", read_only=True)
        found = evidence.of_feed(self.feed)
        evidence.close()
        return found

    def without(self, *seqs: int) -> list[Entry]:
        """Every entry but these."""
        return [entry for entry in self.entries if entry.seq not in seqs]

    def gap(self, first: int, last: int | None = None) -> Gap:
        return Gap(self.feed, first, last or first)

    def place(self, seq: int) -> Place:
        return Place(self.feed, seq)

    def copied_to(self, folder: Path) -> Path:
        """A stick with a copy of the log as it is now."""
        log = folder / "log"
        log.mkdir(parents=True)
        (log / self.segment.name).write_bytes(self.segment.read_bytes())
        return folder


def flip(path: Path, offset: int) -> None:
    """Let one bit of a file decay."""
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ 8]))


def frame_at(path: Path, seq: int) -> frames.Frame:
    """The frame of an entry of a `Day`."""
    return frames.decode(memoryview(path.read_bytes()), (seq - 1) * BLOCK_BYTES)
