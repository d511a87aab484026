"""`sotarsa-ledger`: looks into a log, also beside the program that writes it, and saves what is good of a damaged one.

Exit codes: 0 all is well, 1 the log is damaged or has lost something, 2 what was asked for cannot be done, 3 the log is
whole but there is something to tell: an unfinished write, spoilt bytes, missing evidence.
"""

import enum
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

from ledger import facts
from ledger.catalogue import Catalogue
from ledger.entry import Entry, check_canonical
from ledger.errors import BadEntry, LedgerError, LogDamaged, LogInUse, NoLog
from ledger.evidence import Evidence, Gap
from ledger.findings import DAMAGED, REMARKS, Findings, missing_of
from ledger.log import Log
from ledger.salvage import Salvaged
from ledger.salvage import salvage as salvage_log
from ledger.telling import as_json, in_words

_texts = Catalogue(Path(__file__).parent / "texts")
_KINDS = {kind.__name__ for kind in facts.Fact.__subclasses__()}
USAGE = 2


class Language(enum.StrEnum):
    """The languages of the messages."""

    ID = "id"
    EN = "en"


Folder = Annotated[Path, typer.Argument(help=_texts("help.folder"))]
InLanguage = Annotated[Language, typer.Option("--language", help=_texts("help.language"))]
AsJson = Annotated[bool, typer.Option("--json", help=_texts("help.json"))]
app = typer.Typer(
    help=_texts("help.program"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)


@app.command(help=_texts("help.verify"))
def verify(
    folder: Folder,
    receipt: Annotated[list[str] | None, typer.Option(help=_texts("help.receipt"))] = None,
    mirror: Annotated[Path | None, typer.Option(help=_texts("help.mirror"))] = None,
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Check frames, chains, and the form and content of every entry; and whether others know of more."""
    texts = _texts.in_language(language)
    with _opened(folder, texts) as log:
        with _progress(len(log)) as done:
            for number, entry in enumerate(log.table.entries(), 1):
                try:
                    check_canonical(entry.payload)
                    entry.check()
                except BadEntry as error:
                    _fail(texts("verify.bad_entry", number=number, place=entry.place, error=error), DAMAGED)
                if not number % 1000:
                    done(number)
        told = Findings(log, _evidence(folder))
        for code in receipt or ():
            told.ask_receipt(code)
        if mirror:
            told.ask_mirror(mirror)
        typer.echo(msgspec.json.encode(told.as_json()) if json else "\n".join(told.in_words(texts)))
        if told.exit_code:
            raise typer.Exit(told.exit_code)


@app.command(help=_texts("help.show"))
def show(
    folder: Folder,
    feed: Annotated[str, typer.Option(help=_texts("help.feed"))] = "",
    kind: Annotated[str, typer.Option(help=_texts("help.kind"))] = "",
    last: Annotated[int, typer.Option(min=1, help=_texts("help.last"))] = 20,
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Show the last entries, of one feed or one kind if asked for."""
    texts = _texts.in_language(language)
    if kind and kind not in _KINDS:
        _fail(texts("error.no_kind", kind=kind), USAGE)
    with _opened(folder, texts) as log:
        found = [
            (number, entry)
            for number, entry in enumerate(log.table.entries(), 1)
            if entry.feed.hex().startswith(feed.lower()) and (not kind or _is_of_kind(entry, kind))
        ]
        for number, entry in found[-last:]:
            typer.echo(as_json(number, entry) if json else in_words(entry, texts))


@app.command(help=_texts("help.stat"))
def stat(folder: Folder, json: AsJson = False, language: InLanguage = Language.ID) -> None:
    """Show how much there is."""
    texts = _texts.in_language(language)
    with _opened(folder, texts) as log:
        evidence = _evidence(folder)
        feeds = _feeds(log)
        told = {
            "entries": len(log),
            "file_bytes": log.file_bytes,
            "unfinished_bytes": log.dropped_bytes,
            "spoilt_bytes": log.journal.spoilt_bytes,
            "evidence": len(evidence) if evidence else 0,
            "missing": [_gap(gap) for gap in missing_of(log, evidence)],
            "feeds": feeds,
        }
        if json:
            typer.echo(msgspec.json.encode(told))
            return
        typer.echo(texts("stat.entries", entries=len(log)))
        typer.echo(texts("stat.file", bytes=log.file_bytes))
        typer.echo(texts("stat.unfinished", bytes=log.dropped_bytes))
        typer.echo(texts("stat.spoilt", bytes=log.journal.spoilt_bytes))
        typer.echo(texts("stat.evidence", entries=told["evidence"]))
        typer.echo(texts("stat.feeds", feeds=len(feeds)))
        for each in feeds:
            typer.echo(texts("stat.feed", **each))
        for gap in missing_of(log, evidence):
            typer.echo(texts("verify.missing", **_gap(gap)))


@app.command(help=_texts("help.salvage"))
def salvage(
    folder: Folder,
    source: Annotated[list[Path] | None, typer.Option("--from", help=_texts("help.source"))] = None,
    yes: Annotated[bool, typer.Option("--yes", help=_texts("help.yes"))] = False,
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Save what is good of a damaged log, and refill what is missing."""
    texts = _texts.in_language(language)
    data = folder.parent if folder.name == "log" else folder
    try:
        if not (yes or json or source) and not typer.confirm(texts("salvage.ask", folder=data), err=True):
            typer.echo(texts("salvage.stopped"))
            raise typer.Exit(USAGE)
        with _progress(0) as done:
            result = salvage_log(data, source or [], time.time_ns() // 1_000_000, done)
    except LogInUse as error:
        _fail(texts("salvage.in_use", error=error), USAGE)
    except (OSError, LedgerError) as error:
        _fail(texts("error.cannot_read", error=error), USAGE)
    if json:
        typer.echo(msgspec.json.encode(_salvaged(result)))
    else:
        _tell_salvaged(result, texts)
    if result.missing:
        raise typer.Exit(REMARKS)


@app.command(help=_texts("help.export"))
def export(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help=_texts("help.file"))],
    language: InLanguage = Language.ID,
) -> None:
    """Copy all entries into a file that only its owner can read."""
    texts = _texts.in_language(language)
    with _opened(folder, texts) as log:
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            _fail(texts("error.file_exists", file=file), USAGE)
        evidence = _evidence(folder)
        further = list(evidence.entries()) if evidence else []
        with os.fdopen(descriptor, "w", encoding="utf-8") as lines, _progress(len(log)) as done:
            for number, entry in enumerate(log.table.entries(), 1):
                lines.write(as_json(number, entry) + "\n")
                if not number % 1000:
                    done(number)
            lines.writelines(as_json(0, entry) + "\n" for entry in further)
        typer.echo(texts("export.done", entries=len(log) + len(further), file=file))


def main() -> None:
    """Run the program."""
    app(prog_name="sotarsa-ledger")


@contextmanager
def _opened(folder: Path, texts: Catalogue) -> Iterator[Log]:
    """Open the log in `folder`, or in the folder of data that `folder` is, and say what is wrong with it."""
    inner = folder / "log"
    try:
        with _progress(0) as done:
            log = Log(inner if inner.is_dir() else folder, read_only=True, watch=done)
        yield log
    except NoLog:
        _fail(texts("error.no_log", folder=folder), USAGE)
    except LogDamaged as error:
        _fail(texts("verify.damaged", folder=folder, error=error), DAMAGED)
    except BrokenPipeError:  # whoever reads along has seen enough
        raise
    except OSError as error:
        _fail(texts("error.cannot_read", error=error), USAGE)


def _evidence(folder: Path) -> Evidence | None:
    """Open the evidence beside the log, if there is any."""
    beside = (folder if (folder / "log").is_dir() else folder.parent) / "evidence"
    return Evidence(beside, read_only=True) if beside.is_dir() else None


@contextmanager
def _progress(length: int) -> Iterator[Callable[..., None]]:
    """Show how far long work has come, to a person at a terminal only."""
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    with typer.progressbar(length=length or 1, file=sys.stderr) as bar:

        def show(done: int, everything: int = length) -> None:
            bar.length = max(1, everything)
            bar.update(done - bar.pos)

        yield show


def _salvaged(result: Salvaged) -> dict[str, object]:
    return {
        "saved": result.saved,
        "refilled": result.refilled,
        "unreadable": result.unreadable,
        "spoilt_bytes": result.spoilt_bytes,
        "missing": [_gap(gap) for gap in result.missing],
        "moved_to": str(result.moved_to or ""),
        "passed_over": result.passed_over,
    }


def _tell_salvaged(result: Salvaged, texts: Catalogue) -> None:
    if result.moved_to:
        typer.echo(
            texts("salvage.saved", entries=result.saved, unreadable=result.unreadable, bytes=result.spoilt_bytes)
        )
        typer.echo(texts("salvage.moved", folder=result.moved_to))
    else:
        typer.echo(texts("salvage.nothing"))
    if result.refilled:
        typer.echo(texts("salvage.refilled", entries=result.refilled))
    for what in result.passed_over:
        typer.echo(texts("salvage.passed_over", what=what))
    for gap in result.missing:
        typer.echo(texts("salvage.missing", **_gap(gap)))
    typer.echo(texts("salvage.missing_how" if result.missing else "salvage.missing_none"))


def _gap(gap: Gap) -> dict[str, object]:
    return {"feed": gap.feed.hex(), "first": gap.first, "last": gap.last}


def _is_of_kind(entry: Entry, kind: str) -> bool:
    try:
        return type(entry.fact).__name__ == kind
    except BadEntry:  # written by a newer version: of no kind that can be asked for
        return False


def _feeds(log: Log) -> list[dict[str, object]]:
    feeds: list[dict[str, object]] = []
    for feed, head in log.heads().items():
        first = log.entry(feed, 1)
        opened = first.fact if first and isinstance(first.fact, facts.FeedOpened) else None
        told: dict[str, object] = {"feed": feed.hex(), "entries": head.seq, "head": head.hash.hex()}
        told["device"] = opened.device.hex() if opened else "?"
        told["cause"] = opened.cause.name if opened else "?"
        told["parent"] = opened.parent.feed.hex() if opened and opened.parent else ""
        feeds.append(told)
    return feeds


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
