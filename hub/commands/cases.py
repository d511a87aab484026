"""What a person must look at, at the shell: the same as on the page of cases, whole."""

from collections.abc import Iterator
from pathlib import Path

import typer

from hub.cases import BegunAnew, Cases, ForkedFeed, find_cases
from hub.commands.common import AsJson, Data, at, office, say_json, texts
from hub.double_handovers import DoubleHandover, double_handovers
from hub.entry_words import entry_words
from hub.system import System
from hub.wording import gap_numbers
from ledger.entry import Entry
from ledger.telling import gap_json

Json = dict[str, object]


def add_commands(app: typer.Typer) -> None:
    """Add this command to the program."""
    app.command("cases", help=texts("help.cases"))(show_cases)


def show_cases(data: Data = Path("hub-data"), as_json: AsJson = False) -> None:
    """Show double handovers, forked feeds, feeds begun anew, and handovers known from receipts alone."""
    with office(data) as system:
        doubles = double_handovers(system.book)
        cases = find_cases(system.log, system.evidence, system.own_feeds)
        if as_json:
            say_json(_as_json(system, doubles, cases))
        else:
            print("\n".join(_in_words(system, doubles, cases)) or texts("cases.none"))


def _in_words(system: System, doubles: list[DoubleHandover], cases: Cases) -> Iterator[str]:
    for double in doubles:
        yield texts("cases.double", count=len(double.entries))
        yield from (texts("cases.entry", entry=entry_words(system, entry, texts)) for entry in double.entries)
    for forked in cases.forked:
        yield from _forked_words(system, forked)
    for begun in cases.begun_anew:
        yield from _begun_words(system, begun)
    for paper in cases.from_receipts:
        yield texts("cases.only_paper", entry=entry_words(system, paper.entry, texts))


def _forked_words(system: System, forked: ForkedFeed) -> Iterator[str]:
    told = {"feed": _short(forked.feed), "kiosk": _kiosk(system, forked.feed)}
    yield texts("cases.forked", first=forked.first, count=len(forked.histories), **told)
    for number, history in enumerate(forked.histories, 1):
        yield texts("cases.history", number=number, entries=len(history))
        yield from (texts("cases.entry", entry=entry_words(system, entry, texts)) for entry in history)


def _begun_words(system: System, begun: BegunAnew) -> Iterator[str]:
    told = {
        "feed": _short(begun.feed),
        "kiosk": system.name_of(begun.device),
        "when": at(system, system.when(begun.opened).at),
    }
    yield texts("cases.begun", cause=texts(f"cause.{begun.cause.name}"), **told)
    if begun.parent:
        yield texts("cases.continues", parent=_short(begun.parent), here=begun.here, upto=begun.parent_seq)
    if begun.missing:
        yield texts("cases.missing", numbers=gap_numbers(begun.missing))


def _as_json(system: System, doubles: list[DoubleHandover], cases: Cases) -> Json:
    return {
        "double_handovers": [[_entry_json(entry) for entry in each.entries] for each in doubles],
        "forked": [_forked_json(system, each) for each in cases.forked],
        "begun_anew": [_begun_json(system, each) for each in cases.begun_anew],
        "from_receipts": [_entry_json(each.entry) for each in cases.from_receipts],
    }


def _forked_json(system: System, forked: ForkedFeed) -> Json:
    return {
        "feed": forked.feed.hex(),
        "kiosk": _kiosk(system, forked.feed),
        "first": forked.first,
        "histories": [[_entry_json(entry) for entry in history] for history in forked.histories],
    }


def _begun_json(system: System, begun: BegunAnew) -> Json:
    return {
        "feed": begun.feed.hex(),
        "kiosk": system.name_of(begun.device),
        "cause": begun.cause.name,
        "at": system.when(begun.opened).at,
        "continues": begun.parent.hex(),
        "upto": begun.parent_seq,
        "here": begun.here,
        "missing": [gap_json(gap) for gap in begun.missing],
    }


def _entry_json(entry: Entry) -> Json:
    return {
        "number": str(entry.place),
        "feed": entry.feed.hex(),
        "seq": entry.seq,
        "hash": entry.hash.hex(),
        "kind": type(entry.fact).__name__,
    }


def _kiosk(system: System, feed: bytes) -> str:
    return system.name_of(system.writers.writer(feed)) or "–"


def _short(feed: bytes) -> str:
    return feed.hex()[:6].upper()
