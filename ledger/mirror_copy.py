"""What a box writes, copied to another medium, with small files beside. It knows no thread and no stick.

    <folder>/log/000001.segment …        the log's segments, up to its last commit
    <folder>/evidence/000001.segment …   those of the evidence, where there is any
    <folder>/heads, packs/…              small files, whole or not there

A copy that has more than the box is never touched: it is the only witness of what the box lost. One with bytes that are
no commit where the box has none is moved aside as it is, and a fresh one begun.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from ledger.data_folder import EVIDENCE, LOG
from ledger.disk.disk import REAL, Disk
from ledger.disk.files import write_whole
from ledger.disk.journal import Journal
from ledger.errors import MirrorAhead
from ledger.journal_copy import JournalCopy, commits_in


class MirrorCopy:
    """The copy of a box's log in `folder`, and of its evidence, as soon as there is any.

    Raises `MirrorAhead` where it has commits that the box has not, and `OSError`.
    """

    def __init__(
        self,
        log: Journal,
        folder: Path,
        disk: Disk = REAL,
        evidence: Callable[[], Journal | None] = lambda: None,
    ) -> None:
        self.folder = folder
        self._log = log
        self._evidence = evidence
        self._disk = disk
        self._parts: dict[str, JournalCopy] = {}
        self._files: dict[str, bytes] = {}
        self._look()
        if any(part.spoilt for part in self._parts.values()):
            put_aside(folder, disk)
            self._look()

    @property
    def lag(self) -> int:
        """How many commits are not there yet."""
        return sum(part.lag for part in list(self._parts.values()))

    def is_there(self) -> bool:
        """Tell whether the medium still has what was written last: somebody may have put in another."""
        return all(part.is_there() for part in self._parts.values())

    def catch_up(self) -> bool:
        """Copy a piece of what was committed since, onto the other medium; tells whether there may be more."""
        self._learn_of_evidence()
        return any(part.catch_up() for part in self._parts.values())

    def keep_files(self, files: Mapping[str, bytes]) -> None:
        """Keep small files beside the log, by their name in the folder; those that are there already are left alone."""
        for name, data in files.items():
            if self._files.get(name) != data:
                path = self.folder / name
                if not path.exists() or self._disk.read(path) != data:
                    write_whole(path, data, self._disk)
                self._files[name] = data

    def _look(self) -> None:
        self._parts = {LOG: JournalCopy(self._log, self.folder / LOG, self._disk)}
        self._learn_of_evidence()
        foreign = sum(part.foreign for part in self._parts.values())
        if EVIDENCE not in self._parts:
            foreign += commits_in(self.folder / EVIDENCE, self._disk)
        if foreign:
            raise MirrorAhead(self.folder, foreign)

    def _learn_of_evidence(self) -> None:
        journal = None if EVIDENCE in self._parts else self._evidence()
        if journal is not None:
            self._parts[EVIDENCE] = JournalCopy(journal, self.folder / EVIDENCE, self._disk)


def put_aside(folder: Path, disk: Disk = REAL) -> Path:
    """Give a copy another name, as it is, so that a fresh one can be begun; gives where it lies."""
    number = 1
    while (aside := folder.with_name(f"{folder.name}.other-{number}")).exists():
        number += 1
    disk.rename(folder, aside)
    disk.flush_names(folder.parent)
    return aside
