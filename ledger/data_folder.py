"""The folder of data of a kiosk or an office, as far as the ledger keeps it: the log, and the evidence beside it."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger.disk.journal import SEGMENTS
from ledger.entry import Entry
from ledger.errors import NoLog
from ledger.evidence import Evidence, Source, rebuilt
from ledger.log import Log
from ledger.reading import Reading, Watch, nobody

LOG, EVIDENCE, HEADS = "log", "evidence", "heads"


class Item(NamedTuple):
    """An entry with its local number in the log, or, being evidence, with where that came from."""

    number: int | None
    entry: Entry
    source: Source | None


class DataFolder:
    """A folder of data, which may be named by the folder of its log. Nothing in it is changed here.

    Raises `NoLog` where there is neither a log nor evidence.
    """

    def __init__(self, folder: Path) -> None:
        is_log = folder.name == LOG or not ((folder / LOG).is_dir() or (folder / EVIDENCE).is_dir())
        self.path = folder.parent if is_log else folder
        self.log = folder if is_log else folder / LOG
        self.heads = self.path / HEADS
        if not any(self.log.glob(SEGMENTS)) and not self._has_evidence:
            raise NoLog(f"there is no log in {folder}")

    def evidence(self) -> Evidence | None:
        """Open the evidence, if there is any; raises `LogDamaged`."""
        return Evidence(self.path / EVIDENCE, read_only=True) if self._has_evidence else None

    def items(self, watch: Watch = nobody) -> Iterator[Item]:
        """Give every entry of the log, and then the evidence that the log has not; raises `LogDamaged`."""
        evidence = self.evidence()
        beside = list(evidence.entries()) if evidence else []
        reading = Reading(self.log, watch, {entry.seq for entry in beside})
        for number, entry in reading.entries():
            yield Item(number, entry, None)
        sources = _sources(evidence) if evidence else {}
        for entry in beside:
            if reading.noted.get(entry.place) != entry.hash:
                yield Item(None, entry, sources[entry.hash])

    @property
    def _has_evidence(self) -> bool:
        store = self.path / EVIDENCE
        return any(path for folder in (store, rebuilt(store)) for path in folder.glob(SEGMENTS))


def open_for_writing(data: Path) -> tuple[Log, Evidence]:
    """Open a log and the evidence beside it; raises what they raise, and then neither stays open."""
    log = Log(data / LOG)
    try:
        return log, Evidence(data / EVIDENCE)
    except BaseException:
        log.close()  # whoever salvages the evidence needs the log for itself
        raise


def _sources(evidence: Evidence) -> dict[bytes, Source]:
    found: dict[bytes, Source] = {}
    for kept in evidence.kept():
        for entry in kept.run.entries():
            found.setdefault(entry.hash, kept.source)
    return found
