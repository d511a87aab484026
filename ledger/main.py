"""`sotarsa-ledger`: looks into a log and never changes it, also beside the program that writes it.

Exit codes: 0 all is well, 1 the log is damaged, 2 what was asked for cannot be done.
"""

import enum
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import msgspec
import typer

from ledger import facts
from ledger.catalogue import Catalogue
from ledger.entry import Entry, check_canonical
from ledger.errors import BadEntry, LogDamaged, NoLog
from ledger.log import Log
from ledger.telling import as_json, in_words

_texts = Catalogue(Path(__file__).parent / "texts")
_KINDS = {kind.__name__ for kind in facts.Fact.__subclasses__()}
DAMAGED, USAGE = 1, 2


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
def verify(folder: Folder, language: InLanguage = Language.ID) -> None:
    """Check the chains, and the form and content of every entry."""
    texts = _texts.in_language(language)
    with _opened(folder, texts) as log:
        for number, entry in enumerate(log.table.entries(), 1):
            try:
                check_canonical(entry.payload)
                entry.check()
            except BadEntry as error:
                _fail(texts("verify.bad_entry", number=number, place=entry.place, error=error), DAMAGED)
        typer.echo(texts("verify.whole", entries=len(log), feeds=len(log.heads())))
        if log.dropped_bytes:
            typer.echo(texts("verify.unfinished", bytes=log.dropped_bytes))


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
        feeds = _feeds(log)
        told = {
            "entries": len(log),
            "file_bytes": log.file_bytes,
            "unfinished_bytes": log.dropped_bytes,
            "feeds": feeds,
        }
        if json:
            typer.echo(msgspec.json.encode(told))
            return
        typer.echo(texts("stat.entries", entries=len(log)))
        typer.echo(texts("stat.file", bytes=log.file_bytes))
        typer.echo(texts("stat.unfinished", bytes=log.dropped_bytes))
        typer.echo(texts("stat.feeds", feeds=len(feeds)))
        for each in feeds:
            typer.echo(texts("stat.feed", **each))


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
        with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
            lines.writelines(as_json(number, entry) + "\n" for number, entry in enumerate(log.table.entries(), 1))
        typer.echo(texts("export.done", entries=len(log), file=file))


def main() -> None:
    """Run the program."""
    app(prog_name="sotarsa-ledger")


@contextmanager
def _opened(folder: Path, texts: Catalogue) -> Iterator[Log]:
    """Open the log in `folder`, or in the folder of data that `folder` is, and say what is wrong with it."""
    inner = folder / "log"
    try:
        yield Log(inner if inner.is_dir() else folder, read_only=True)
    except NoLog:
        _fail(texts("error.no_log", folder=folder), USAGE)
    except LogDamaged as error:
        _fail(texts("verify.damaged", error=error), DAMAGED)
    except BrokenPipeError:  # whoever reads along has seen enough
        raise
    except OSError as error:
        _fail(texts("error.cannot_read", error=error), USAGE)


def _is_of_kind(entry: Entry, kind: str) -> bool:
    try:
        return type(entry.fact).__name__ == kind
    except BadEntry:  # written by a newer version: of no kind that can be asked for
        return False


def _feeds(log: Log) -> list[dict[str, object]]:
    feeds: list[dict[str, object]] = []
    for feed, head in log.heads().items():
        first = log.entry(feed, 1)
        device = first.fact.device.hex() if first and isinstance(first.fact, facts.FeedOpened) else "?"
        feeds.append({"feed": feed.hex(), "entries": head.seq, "head": head.hash.hex(), "device": device})
    return feeds


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
