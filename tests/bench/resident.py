"""By how much a fresh process grows: `python -m tests.bench.resident WHAT FOLDER`, for `tests.bench.opening`."""

import gc
import json
import re
import sys
from pathlib import Path

import msgspec

from ledger.book import Book
from ledger.log import Log
from tests.bench.asking import usual
from tests.bench.opening import DOCUMENTS, LOG


def _rss_bytes() -> int:
    gc.collect()
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def _take(what: str, folder: Path) -> object:
    if what == "documents":
        return msgspec.msgpack.decode((folder / DOCUMENTS).read_bytes())
    log, book = Log(folder / LOG), Book()
    if what == "indexes":
        for question in usual(log.table):
            question.ours(log.table)
    if what == "book":
        log.watchers.append(book.take)
        log.replay()
    return log, book


begun = _rss_bytes()
kept = _take(sys.argv[1], Path(sys.argv[2]))
print(json.dumps({"grown_bytes": _rss_bytes() - begun}))
