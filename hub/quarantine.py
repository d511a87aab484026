"""What was refused, kept with its reason: nothing that a kiosk sent is thrown away before a person has looked at it.

Strangers can send anything: what bears no certificate of ours has a small share of its own, in which the newest stays.
"""

import hashlib
import logging
import threading
from dataclasses import dataclass
from pathlib import Path

import msgspec

from hub.errors import QuarantineFull
from ledger.disk.files import make_folder, write_whole

MOST_BYTES = 256 * 1024 * 1024
STRANGERS_BYTES = 8 * 1024 * 1024
BLOCK_BYTES = 4096
_REASON = ".json"
_BYTES = ".chunk"
_log = logging.getLogger(__name__)


class Held(msgspec.Struct, frozen=True):
    """Why something is held: `reason` in one word, `message` for logs, `at` milliseconds UTC of the first time.

    `ours` says whether it came with a certificate of ours.
    """

    reason: str
    message: str
    road: str
    at: int
    size_bytes: int
    ours: bool = True


@dataclass(frozen=True)
class Quarantined:
    """Something that is held; `digest` is the SHA-256 of its bytes, in hexadecimal."""

    digest: str
    held: Held


class Quarantine:
    """A folder with a file of bytes and a file of reasons for each. The same bytes are held once."""

    def __init__(self, folder: Path, most_bytes: int = MOST_BYTES, strangers_bytes: int = STRANGERS_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._strangers_bytes = strangers_bytes
        self._lock = threading.Lock()
        make_folder(folder)
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

    def hold(self, data: bytes, held: Held) -> None:
        """Keep bytes with the reason, on the medium when this returns.

        Raises `QuarantineFull`, keeping nothing, when there is no room for what is ours. A stranger's bytes take the
        place of the oldest of strangers; more than their whole share is only logged.
        """
        digest = hashlib.sha256(data).hexdigest()
        with self._lock:
            if digest in self._held:
                return
            if held.ours:
                self._check_room(held)
            elif not self._make_room(held):
                return
            # The bytes first: a reason without bytes would promise what is not there.
            write_whole(self._folder / (digest + _BYTES), data)
            write_whole(self._folder / (digest + _REASON), msgspec.json.encode(held))
            self._held[digest] = held

    def _check_room(self, new: Held) -> None:
        if sum(held.size_bytes for held in self._held.values() if held.ours) + new.size_bytes > self._most_bytes:
            raise QuarantineFull("the quarantine is full", reason=new.reason)

    def _make_room(self, new: Held) -> bool:
        """Drop the oldest of strangers until this has room; tell whether it fits at all."""
        if _on_medium(new) > self._strangers_bytes:
            _log.warning("%d bytes of a stranger were not held: %s", new.size_bytes, new.message)
            return False
        strangers = sorted((held.at, digest) for digest, held in self._held.items() if not held.ours)
        taken = sum(_on_medium(self._held[digest]) for _, digest in strangers)
        for _, digest in strangers:
            if taken + _on_medium(new) <= self._strangers_bytes:
                break
            taken -= _on_medium(self._held[digest])
            self._drop(digest)
        return True

    def _drop(self, digest: str) -> None:
        dropped = self._held.pop(digest)
        # The reason first, as above.
        (self._folder / (digest + _REASON)).unlink()
        (self._folder / (digest + _BYTES)).unlink()
        _log.warning("%d bytes of a stranger were dropped for newer ones: %s", dropped.size_bytes, dropped.message)


def _on_medium(held: Held) -> int:
    """Give the room that bytes and reason take: small files take a whole block each."""
    return (held.size_bytes + BLOCK_BYTES - 1) // BLOCK_BYTES * BLOCK_BYTES + BLOCK_BYTES


def _read(path: Path) -> Held:
    return msgspec.json.decode(path.read_bytes(), type=Held)
