"""Asking the log through TinyDB's queries, and a loop over plain dictionaries, decoded before, with a test by hand."""

import gc
from collections.abc import Callable
from time import perf_counter
from typing import Any, NamedTuple

from tinydb import where

from ledger.disk.documents import as_document
from ledger.disk.table import EntryTable
from ledger.log import Log
from tests.bench.report import Report, medians_in_turn

Plain = list[dict[str, Any]]
LAST = 20


class Question(NamedTuple):
    """The same question in both ways. What is found is read, not only counted, where somebody asked for it."""

    name: str
    ours: Callable[[EntryTable], object]
    plain: Callable[[Plain], object]


def usual(table: EntryTable) -> tuple[Question, ...]:
    """Give the usual questions, about a handover in the middle of a log."""
    middle = len(table) // 2
    one = next(entry for number in range(middle, len(table)) if _is_handover(entry := table.entry(number)))
    feed, seq, kind = one.feed, one.seq, "HandedOver"
    person, visit = one.fact.person, one.fact.visit  # type: ignore[union-attr]
    moment = table.entry(len(table) - LAST).at
    recent = max(entry.seq for entry in table.entries() if entry.feed == feed) - LAST
    body = where("body")
    handovers = where("kind") == kind
    return (
        Question(
            "count by kind",
            lambda table: table.count(handovers),
            lambda plain: len([each for each in plain if each["kind"] == kind]),
        ),
        Question(
            "all of a kind",
            lambda table: len(table.search(handovers)),
            lambda plain: len([each for each in plain if each["kind"] == kind]),
        ),
        Question(
            "by feed and number",
            lambda table: table.get((where("feed") == feed) & (where("seq") == seq))["kind"],
            lambda plain: next(each for each in plain if each["feed"] == feed and each["seq"] == seq)["kind"],
        ),
        Question(
            "a person's handovers",
            lambda table: [each["body"]["allotments"] for each in table.search(handovers & (body["person"] == person))],
            lambda plain: [
                each["body"]["allotments"]
                for each in plain
                if each["kind"] == kind and each["body"]["person"] == person
            ],
        ),
        Question(
            "a visit's handovers",
            lambda table: [each["body"]["person"] for each in table.search(handovers & (body["visit"] == visit))],
            lambda plain: [
                each["body"]["person"] for each in plain if each["kind"] == kind and each["body"]["visit"] == visit
            ],
        ),
        Question(
            "since a moment",
            lambda table: [each["kind"] for each in table.search(where("at") >= moment)],
            lambda plain: [each["kind"] for each in plain if each["at"] >= moment],
        ),
        Question(
            "last of a feed",
            lambda table: [each["kind"] for each in table.search((where("feed") == feed) & (where("seq") > recent))],
            lambda plain: [each["kind"] for each in plain if each["feed"] == feed and each["seq"] > recent],
        ),
    )


def run_questions(report: Report, log: Log, rounds: int) -> None:
    """Ask everything once, which makes the indexes, then again; and once what no index answers."""
    plain = [as_document(entry) for entry in log.table.entries()]
    gc.freeze()  # else whatever ours makes has Python look through all the peer's dictionaries
    loop = "loop over plain dicts"
    for question in usual(log.table):
        first_ms = _ms(lambda: question.ours(log.table))  # noqa: B023
        assert question.ours(log.table) == question.plain(plain)
        ours, peer = medians_in_turn(
            lambda: _ms(lambda: question.ours(log.table)),  # noqa: B023
            lambda: _ms(lambda: question.plain(plain)),  # noqa: B023
            rounds,
        )
        report(f"journal ask: {question.name}", ours, peer, loop, "ms")
        report(f"journal ask: {question.name}, the first time", first_ms, peer, loop, "ms")
    _run_slow_ones(report, log.table, plain)
    gc.unfreeze()


def _run_slow_ones(report: Report, table: EntryTable, plain: Plain) -> None:
    """Ask what must decode much: every entry, where no index knows the answer, or every handover, to read it."""
    loop = "loop over plain dicts"
    long = where("by").test(lambda by: len(by) > 3)
    ours, peer = _ms(lambda: table.search(long)), _ms(lambda: [each for each in plain if len(each["by"]) > 3])
    report("journal ask: what no index answers", ours, peer, loop, "ms")
    kind = "HandedOver"
    ours = _ms(lambda: [each["body"]["person"] for each in table.search(where("kind") == kind)])
    peer = _ms(lambda: [each["body"]["person"] for each in plain if each["kind"] == kind])
    report("journal ask: all of a kind, each read", ours, peer, loop, "ms")


def _is_handover(entry: Any) -> bool:
    return type(entry.fact).__name__ == "HandedOver"


def _ms(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000
