"""`sotarsa-ledger`: looks into a log, also beside the program that writes it, and saves what is good of a damaged one.

Exit codes, of every command:

    0  all is well, or what was asked for is done
    1  the log is damaged, or has lost entries that somebody saw
    2  what was asked for cannot be done: no log there, wrong words, another program at work, a medium that refuses
    3  whole, or done, but there is something to tell: an unfinished write, spoilt bytes, missing entries, a receipt or
       a source that is of no use

With `--json` the answer is JSON on the standard output. Progress, and why something cannot be done, are told on the
standard error.
"""

import enum
import os
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn, TextIO

import msgspec
import typer

from ledger import facts, statistics, verifying
from ledger import salvage as salvaging
from ledger.catalogue import Catalogue
from ledger.data_folder import LOG, DataFolder, Item
from ledger.disk.disk import OWNER_ONLY
from ledger.errors import BadEntry, LedgerError, LogDamaged, LogInUse, NoLog
from ledger.findings import CANNOT, DAMAGED
from ledger.reading import Watch, nobody
from ledger.salvaged import Salvaged
from ledger.telling import as_json, in_words
from ledger.watermarks import Watermarks

_texts = Catalogue(Path(__file__).parent / "texts")
_KINDS = {kind.__name__ for kind in facts.Fact.__subclasses__()}
_STEPS = 200


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
    mirror: Annotated[list[Path] | None, typer.Option(help=_texts("help.mirror"))] = None,
    heads: Annotated[list[Path] | None, typer.Option(help=_texts("help.heads"))] = None,
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Check frames, chains, and the form and content of every entry; and whether others know of more."""
    texts = _texts.in_language(language)
    with _telling(folder, texts, json=json):
        data = DataFolder(folder)
        marks = Watermarks()
        for file in [*(heads or ()), *([data.heads] if data.heads.exists() else [])]:
            marks.add_heads(file)
        for other in mirror or ():
            marks.add_mirror(other)
        for code in receipt or ():
            marks.add_receipt(code)
        with _progress(texts("progress.verify")) as watch:
            found = verifying.verify(data.log, data.evidence(), marks, watch)
        _say(found.as_json() if json else found.in_words(texts))
        _exit(found.exit_code)


@app.command(help=_texts("help.show"))
def show(
    folder: Folder,
    feed: Annotated[str, typer.Option(help=_texts("help.feed"))] = "",
    kind: Annotated[str, typer.Option(help=_texts("help.kind"))] = "",
    last: Annotated[int, typer.Option(min=1, help=_texts("help.last"))] = 20,
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Show the last entries, of one feed or one kind if asked for; evidence stands before the log."""
    texts = _texts.in_language(language)
    if kind and kind not in _KINDS:
        _fail(texts("error.no_kind", kind=kind), CANNOT)
    with _telling(folder, texts, json=json):
        latest: deque[Item] = deque(maxlen=last)
        beside: deque[Item] = deque(maxlen=last)
        with _progress(texts("progress.show")) as watch:
            for item in DataFolder(folder).items(watch):
                if item.entry.feed.hex().startswith(feed.lower()) and (not kind or _is_of_kind(item, kind)):
                    (latest if item.source is None else beside).append(item)
        for number, entry, source in [*beside, *latest][-last:]:
            line = as_json(number, entry, source, everything=False) if json else in_words(entry, texts, source)
            typer.echo(line)


@app.command(help=_texts("help.stat"))
def stat(folder: Folder, json: AsJson = False, language: InLanguage = Language.ID) -> None:
    """Show how much there is."""
    texts = _texts.in_language(language)
    with _telling(folder, texts, json=json):
        with _progress(texts("progress.stat")) as watch:
            counted = statistics.count(DataFolder(folder), watch)
        _say(counted.as_json() if json else counted.in_words(texts))


@app.command(help=_texts("help.export"))
def export(
    folder: Folder,
    file: Annotated[Path, typer.Argument(help=_texts("help.file"))],
    json: AsJson = False,
    language: InLanguage = Language.ID,
) -> None:
    """Copy all entries, and all evidence, into a file that only its owner can read."""
    texts = _texts.in_language(language)
    with _telling(folder, texts, json=json):
        data = DataFolder(folder)
        with _progress(texts("progress.export")) as watch, _new_file(file) as lines:
            count = 0
            for number, entry, source in data.items(watch):
                lines.write(as_json(number, entry, source) + "\n")
                count += 1
        told = {"entries": count, "file": str(file)}
        _say(told if json else [texts("export.done", **told)])


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
    data = folder.parent if folder.name == LOG else folder
    with _telling(data, texts, json=json):
        with _progress(texts("progress.verify")) as watch:
            damage = salvaging.damage_of(data, watch)
        if damage or source or salvaging.was_begun(data):
            if damage and not yes:
                _ask(data, texts, json=json)
            with _progress(texts("progress.salvage")) as watch:
                result = salvaging.salvage(data, source or [], time.time_ns() // 1_000_000, watch)
        else:  # nothing to do, also beside a program that writes
            result = Salvaged(missing=statistics.count(DataFolder(data)).missing)
        _say(result.as_json() if json else result.in_words(texts))
        _exit(result.exit_code)


def main() -> None:
    """Run the program."""
    app(prog_name="sotarsa-ledger")


@contextmanager
def _telling(folder: Path, texts: Catalogue, *, json: bool) -> Iterator[None]:
    """Say what is wrong with the log in `folder`, and exit with the right code."""
    try:
        yield
    except NoLog:
        _fail(texts("error.no_log", folder=folder), CANNOT)
    except LogInUse as error:
        _fail(texts("error.in_use", error=error), CANNOT)
    except LogDamaged as error:
        if json:
            _say({"well": False, "damaged": str(error)})
            raise typer.Exit(DAMAGED) from error
        _fail(texts("verify.damaged", folder=folder, error=error), DAMAGED)
    except FileExistsError as error:
        _fail(texts("error.file_exists", file=error.filename), CANNOT)
    except BrokenPipeError:  # whoever reads along has seen enough
        raise
    except (OSError, LedgerError) as error:
        _fail(texts("error.cannot_read", error=error), CANNOT)


@contextmanager
def _progress(label: str) -> Iterator[Watch]:
    """Show how far long work has come, to a person at a terminal only."""
    if not sys.stderr.isatty():
        yield nobody
        return
    with typer.progressbar(length=_STEPS, label=label, file=sys.stderr) as bar:

        def show(done: int, everything: int) -> None:
            step = _STEPS * done // max(1, everything)
            if step > bar.pos:
                bar.update(step - bar.pos)

        yield show


@contextmanager
def _new_file(file: Path) -> Iterator[TextIO]:
    """Give a new file to write that only its owner can read; it is gone if it could not be written to its end."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as lines:
            yield lines
    except BaseException:
        file.unlink()
        raise


def _ask(data: Path, texts: Catalogue, *, json: bool) -> None:
    if json:
        _fail(texts("salvage.say_yes"), CANNOT)
    try:
        goes_on = typer.confirm(texts("salvage.ask", folder=data), err=True)
    except typer.Abort:  # nobody there to answer
        goes_on = False
    if not goes_on:
        _fail(texts("salvage.stopped"), CANNOT)


def _is_of_kind(item: Item, kind: str) -> bool:
    try:
        return type(item.entry.fact).__name__ == kind
    except BadEntry:  # written by a newer version: of no kind that can be asked for
        return False


def _say(told: Mapping[str, Any] | Iterable[str]) -> None:
    typer.echo(msgspec.json.encode(told) if isinstance(told, Mapping) else "\n".join(told))


def _exit(code: int) -> None:
    if code:
        raise typer.Exit(code)


def _fail(message: str, code: int) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(code)
