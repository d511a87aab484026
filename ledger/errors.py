"""Everything that can go wrong in the ledger. Each class says what state the caller is in."""

from pathlib import Path


class LedgerError(Exception):
    """Base of all: the message is fit for a log; screens choose their own words by class."""


class CannotListen(LedgerError):
    """A program cannot listen at this `host` and `port`: another one does, or they are not this computer's."""

    def __init__(self, message: str, host: str, port: int) -> None:
        super().__init__(message)
        self.host = host
        self.port = port


class LogInUse(LedgerError):
    """Another program writes this log; nothing was opened. The message names the program."""


class NoLog(LedgerError):
    """There is no log in this folder; none was made, as only reading was asked for."""


class LogDamaged(LedgerError):
    """A bad frame stands before a good one: the medium has decayed. Nothing was cut or changed."""


class LogStopped(LedgerError):
    """A write to the medium failed; from now on nothing is acknowledged. What was acknowledged stands."""


class NothingIsEdited(LedgerError):
    """Someone tried to change or delete what is in the log; the log only grows."""


class BadEntry(LedgerError):
    """Bytes that are no entry of ours: malformed, not canonical, or of an unknown kind of content."""


class BrokenChain(LedgerError):
    """An entry that does not follow the one before it: a gap, or a `prev` that does not match."""


class Fork(LedgerError):
    """Two different entries claim the same place in one feed. Both exist; a person must look."""


class BadSignature(LedgerError):
    """A signature that does not belong to these bytes and this key."""


class KeySealed(LedgerError):
    """The signing key of this box lies sealed until a visit is unlocked; nothing was signed, and nothing is lost."""


class CannotUnseal(LedgerError):
    """The key or the phrase does not open this; the sealed bytes are unharmed."""


class PackRefused(LedgerError):
    """A pack that this kiosk must not work with; `reason` says which: damaged, stranger, other_kiosk, older."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class BundleRefused(LedgerError):
    """A bundle of feeds that cannot be read to its end, such as one copied only half."""


class ChunkRefused(LedgerError):
    """A piece of a feed that was not taken; `reason` says why in one word.

    `device` is whose feed it says to be, where that came with a certificate of ours; empty from any stranger.
    """

    def __init__(self, reason: str, message: str, device: bytes = b"") -> None:
        super().__init__(message)
        self.reason = reason
        self.device = device


class EvidenceRefused(LedgerError):
    """Evidence that was not taken; `reason` says why in one word: bad_entry, signature, revoked."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class MirrorAhead(LedgerError):
    """A mirror, `folder`, has `commits` of this box that are not here. Nothing was changed there."""

    def __init__(self, folder: Path, commits: int) -> None:
        super().__init__(f"the mirror has {commits} commits that are not here")
        self.folder = folder
        self.commits = commits
