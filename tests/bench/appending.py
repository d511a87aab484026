"""Durable appends: one handover after another through TinyDB's `insert`, to logs of several sizes, and batches.

A round is a thousand commits, so that each has its share of what is put off: our next segment, SQLite's checkpoint.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from itertools import islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from ledger.entry import Entry
from ledger.log import Log
from tests.bench.mix import MIX, Writing, at_a_hub, of_a_kiosk
from tests.bench.peers import BareFile, Peer, Sqlite
from tests.bench.report import Report

Timed = Callable[[], float]
"""Does the same work once more and gives microseconds an entry."""
SIZES = (1_000, 10_000, 100_000, 1_000_000)
QUICK_SIZES = (1_000, 10_000)
COMMITS = 1_024
BATCHES = 100
_STRANGER = 1_000  # a kiosk that is none of the mix, to append where everything else is there already


def run_appends(report: Report, *, quick: bool) -> None:
    """Compare one handover a commit, then a batch a commit, with both peers, and small logs with large ones."""
    sizes, rounds = (QUICK_SIZES, 3) if quick else (SIZES, 9)
    with ExitStack() as stack:
        logs = {size: stack.enter_context(closing(filled_log(_folder(stack), size))) for size in sizes}
        peers: list[Peer] = [stack.enter_context(closing(kind(_folder(stack)))) for kind in (Sqlite, BareFile)]
        _run_single(report, logs, peers, rounds)
        _run_batches(report, logs[sizes[0]], peers, rounds)


def filled_log(folder: Path, entries: int) -> Log:
    """Open a log with so many entries of the mix, as a hub commits them."""
    log = Log(folder)
    for batch in at_a_hub(entries):
        log.append(batch)
    return log


def as_document(entry: Entry) -> dict[str, Any]:
    """Give an entry as the plain document that `insert` takes."""
    document = {"feed": entry.feed, "seq": entry.seq, "prev": entry.prev, "payload": entry.payload}
    return document | ({"sealed": entry.sealed} if entry.sealed else {})


def _run_single(report: Report, logs: Mapping[int, Log], peers: Sequence[Peer], rounds: int) -> None:
    timed: dict[Any, Timed] = {size: _insert_each(log) for size, log in logs.items()}
    costs = _in_turn(timed | {peer.name: _append_each(peer) for peer in peers}, rounds)
    smallest = min(logs)
    for size in logs:
        for peer in peers:
            report(f"journal append, {size} entries", costs[size], costs[peer.name], peer.name, "us/entry")
        if size > smallest:
            told = f"journal append, {smallest} entries"
            report(f"journal append, {size} entries", costs[size], costs[smallest], told, "us/entry")


def _run_batches(report: Report, log: Log, peers: Sequence[Peer], rounds: int) -> None:
    timed: dict[Any, Timed] = {peer.name: _append_batches(peer) for peer in peers}
    costs = _in_turn(timed | {"": _insert_batches(log)}, rounds)
    for peer in peers:
        report(f"journal append of {MIX.hub_batch}", costs[""], costs[peer.name], peer.name, "us/entry")


def _insert_each(log: Log) -> Timed:
    writing = Writing(_STRANGER)
    log.append([writing.entry(writing.opening)])
    return lambda: _us_each(log.table.insert, [as_document(writing.handover()) for _ in range(COMMITS)], COMMITS)


def _append_each(peer: Peer) -> Timed:
    writing = Writing(_STRANGER)
    return lambda: _us_each(peer.append, [[peer.prepared(writing.handover())] for _ in range(COMMITS)], COMMITS)


def _insert_batches(log: Log) -> Timed:
    feed = of_a_kiosk(Writing(_STRANGER + 1))
    return lambda: _us_each(log.table.insert_multiple, _batches(map(as_document, feed)), BATCHES * MIX.hub_batch)


def _append_batches(peer: Peer) -> Timed:
    feed = of_a_kiosk(Writing(_STRANGER + 1))
    return lambda: _us_each(peer.append, _batches(map(peer.prepared, feed)), BATCHES * MIX.hub_batch)


def _batches(prepared: Iterator[Any]) -> list[list[Any]]:
    return [list(islice(prepared, MIX.hub_batch)) for _ in range(BATCHES)]


def _us_each(commit: Callable[[Any], object], work: Sequence[Any], entries: int) -> float:
    start = perf_counter()
    for each in work:
        commit(each)
    return (perf_counter() - start) / entries * 1e6


def _in_turn(timed: Mapping[Any, Timed], rounds: int) -> dict[Any, float]:
    """Measure all in turn, so that a busy moment of the machine meets all, and give the medians."""
    told = [{name: work() for name, work in timed.items()} for _ in range(rounds)]
    return {name: median(each[name] for each in told) for name in timed}


def _folder(stack: ExitStack) -> Path:
    return Path(stack.enter_context(TemporaryDirectory()))
