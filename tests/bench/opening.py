"""Opening a log as a hub keeps it, beside reading and decoding the same payloads; and what an entry takes in memory."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import msgspec
import orjson

from ledger.book import Book
from ledger.disk.documents import as_document
from ledger.entry import Content
from ledger.log import Log
from tests.bench.report import Report, medians_in_turn
from tests.bench.served import ROOT

LOG, PAYLOADS, LINES, DOCUMENTS = "log", "payloads.msgpack", "payloads.json", "documents.msgpack"


def run_opening(report: Report, folder: Path, entries: int, rounds: int) -> None:
    """Open a log of `entries` entries, and open and fold it, beside each way of decoding what is in it."""
    peers: dict[str, Callable[[], None]] = {
        "msgspec, payloads as checked values": lambda: _decode_msgpack(folder, Content),
        "msgspec, payloads as plain lists": lambda: _decode_msgpack(folder, Any),
        "orjson, the same as JSON": lambda: _decode_json(folder),
    }
    for name, peer in peers.items():
        costs = medians_in_turn(lambda: _seconds(lambda: _open(folder)), lambda: _seconds(peer), rounds)  # noqa: B023
        report(f"journal open of {entries}", *costs, name, "s")
    name, peer = next(iter(peers.items()))
    costs = medians_in_turn(lambda: _seconds(lambda: _open_and_fold(folder)), lambda: _seconds(peer), rounds)
    report(f"journal open and fold of {entries}", *costs, name, "s")


def run_memory(report: Report, folder: Path, entries: int) -> None:
    """Tell how much a fresh process grows by: with the log, asked the usual questions, and folded as a hub has it."""
    documents = _grown_by("documents", folder) / entries
    for told, what in (("", "log"), (", indexes warm", "indexes"), (", folded", "book")):
        report(f"journal memory{told}", _grown_by(what, folder) / entries, documents, "plain dicts", "bytes/entry")


def prepare_files(folder: Path, log: Log) -> None:
    """Put what the peers read beside a log: its payloads one by one, as JSON, and its documents."""
    payloads = [entry.payload for entry in log.table.entries()]
    (folder / PAYLOADS).write_bytes(msgspec.msgpack.encode(payloads))
    plain = map(msgspec.msgpack.Decoder().decode, payloads)
    (folder / LINES).write_bytes(b"\n".join(map(msgspec.json.encode, plain)))
    documents = list(map(as_document, log.table.entries()))
    (folder / DOCUMENTS).write_bytes(msgspec.msgpack.encode(documents))


def _open(folder: Path) -> None:
    Log(folder / LOG).close()


def _open_and_fold(folder: Path) -> None:
    """What a program does before its first screen."""
    log, book = Log(folder / LOG), Book()
    log.watchers.append(book.take)
    log.replay()
    log.close()


def _decode_msgpack(folder: Path, kind: Any) -> None:
    decode = msgspec.msgpack.Decoder(kind).decode
    for payload in msgspec.msgpack.decode((folder / PAYLOADS).read_bytes(), type=list[bytes]):
        decode(payload)


def _decode_json(folder: Path) -> None:
    for line in (folder / LINES).read_bytes().splitlines():
        orjson.loads(line)


def _seconds(work: Callable[[], None]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def _grown_by(what: str, folder: Path) -> int:
    """Ask a fresh process: one that has worked before holds memory that it may use again."""
    command = [sys.executable, "-m", "tests.bench.resident", what, str(folder)]
    told = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
    return int(json.loads(told)["grown_bytes"])
