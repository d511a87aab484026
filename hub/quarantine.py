"""What was refused, kept with its reason: nothing that a kiosk sent is thrown away before a person has looked at it."""

import hashlib
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.errors import QuarantineFull
from ledger.disk.files import write_whole

MOST_BYTES = 256 * 1024 * 1024
_REASON = ".json"
_BYTES = ".chunk"


class Held(msgspec.Struct, frozen=True):
    """Why something is held: `reason` in one word, `message` for logs, `at` milliseconds UTC of the first time."""

    reason: str
    message: str
    road: str
    at: int
    size_bytes: int


@dataclass(frozen=True)
class Quarantined:
    """Something that is held; `digest` is the SHA-256 of its bytes, in hexadecimal."""

    digest: str
    held: Held


class Quarantine:
    """A folder with a file of bytes and a file of reasons for each. The same bytes are held once."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        self._held = {path.stem: _read(path) for path in sorted(folder.glob(f"*{_REASON}"))}

    @property
    def size_bytes(self) -> int:
        """How much is held, without the reasons."""
        return sum(held.size_bytes for held in list(self._held.values()))

    def all(self) -> list[Quarantined]:
        """Give everything that is held, the newest first."""
        found = [Quarantined(digest, held) for digest, held in list(self._held.items())]
        return sorted(found, key=lambda each: each.held.at, reverse=True)

    def data(self, digest: str) -> bytes:
        """Give the bytes of something that is held; raises `KeyError`."""
        _ = self._held[digest]
        return (self._folder / (digest + _BYTES)).read_bytes()

    def hold(self, data: bytes, reason: str, message: str, road: str, at: int) -> None:
        """Keep bytes with the reason, on the medium when this returns; raises `QuarantineFull`, keeping nothing."""
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            if digest in self._held:
                return
            if self.size_bytes + len(data) > self._most_bytes:
                raise QuarantineFull("the quarantine is full", reason=reason)
            held = Held(reason, message, road, at, len(data))
            # The bytes first: a reason without bytes would promise what is not there.
            write_whole(self._folder / (digest + _BYTES), data)
            write_whole(self._folder / (digest + _REASON), msgspec.json.encode(held))
            self._held[digest] = held


def _read(path: Path) -> Held:
    return msgspec.json.decode(path.read_bytes(), type=Held)
