"""Bytes that reach the device for a durable entry, as the kernel counts them for the whole block device.

Whatever else writes meanwhile is counted too, so the least of some rounds is told.
"""

import os
import sys
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from ledger.log import Log
from tests.bench.mix import MIX, Writing, at_a_hub
from tests.bench.peers import BareFile, Peer, Sqlite
from tests.bench.report import Report

SEGMENT_COMMITS = 1_024
"""Of one handover each, in a segment of 4 MiB."""
_SECTOR_BYTES = 512
_WRITTEN_SECTORS = 6


def run_device_bytes(report: Report, *, quick: bool) -> None:
    """Compare what handovers, one a commit, and batches of the mix cost the medium beside SQLite and a bare file."""
    with TemporaryDirectory() as name:
        device = _device_of(Path(name))
    if device is None:
        print("device bytes: the temporary folder is on no block device; TMPDIR chooses another", file=sys.stderr)
        return
    rounds, segments = (1, 1) if quick else (3, 2)
    # A commit more than fits makes the log take the spare segment and prepare the next: one for each that was filled.
    counts = {"": SEGMENT_COMMITS - 24, ", segments prepared meanwhile": segments * SEGMENT_COMMITS + 1}
    ours = {told: min(_bytes_of_log(device, commits) for _ in range(rounds)) for told, commits in counts.items()}
    for kind in (Sqlite, BareFile):
        cost = min(_bytes_of_peer(device, kind, segments * SEGMENT_COMMITS) for _ in range(rounds))
        for told, bytes_each in ours.items():
            report(f"journal device bytes{told}", bytes_each, cost, kind.name, "KiB/entry")
    batched = min(_bytes_of_batches(device) for _ in range(rounds))
    report(f"journal device bytes of {MIX.hub_batch}", batched, ours[""], "one a commit", "KiB/entry")


def _bytes_of_log(device: Path, commits: int) -> float:
    """What handovers cost that are committed one by one to a log with a first segment and a spare one."""
    with TemporaryDirectory() as name:
        Log(Path(name)).close()
        writing = Writing(1)
        entries = [writing.entry(writing.opening), *(writing.handover() for _ in range(commits - 1))]
        with closing(Log(Path(name))) as log:
            begun = _written(device)
            for entry in entries:
                log.append([entry])
        return (_written(device) - begun) / commits / 1024


def _bytes_of_batches(device: Path) -> float:
    with TemporaryDirectory() as folder:
        batches = list(at_a_hub(50_000))
        begun = _written(device)
        with closing(Log(Path(folder))) as log:
            for batch in batches:
                log.append(batch)
        return (_written(device) - begun) / sum(map(len, batches)) / 1024


def _bytes_of_peer(device: Path, kind: type[Peer], commits: int) -> float:
    writing = Writing(1)
    with TemporaryDirectory() as folder, closing(kind(Path(folder))) as peer:
        prepared = [[peer.prepared(writing.handover())] for _ in range(commits)]
        begun = _written(device)
        for each in prepared:
            peer.append(each)
        return (_written(device) - begun) / commits / 1024


def _written(device: Path) -> int:
    """How many bytes were written to a device since it is there, when all is on it."""
    os.sync()
    return int(device.read_text().split()[_WRITTEN_SECTORS]) * _SECTOR_BYTES


def _device_of(folder: Path) -> Path | None:
    number = folder.stat().st_dev
    counters = Path(f"/sys/dev/block/{os.major(number)}:{os.minor(number)}/stat")
    return counters if counters.exists() else None
