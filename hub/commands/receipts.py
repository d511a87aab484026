"""What is known of kiosks' feeds beyond their chains, at the shell: receipts restored, feeds given back, cases."""

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from hub.cases import find_cases
from hub.commands.common import AsJson, Data, at, office, say_json, texts
from hub.commands.kiosks import find_device
from hub.errors import NotAPicture
from hub.restoring import Fate, Restored, Restoring
from hub.system import System
from hub.who_and_what import who_and_what
from ledger.disk.files import write_whole
from ledger.evidence import Kept
from ledger.evidence_file import evidence_bytes

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"})
NOT_ALL = 3


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("restore-receipts", help=texts("help.restore_receipts"))(restore_receipts)
    app.command("give-back", help=texts("help.give_back"))(give_back)
    app.command("cases", help=texts("help.cases"))(show_cases)


def restore_receipts(
    files: Annotated[list[Path] | None, typer.Argument(help=texts("help.receipt_files"))] = None,
    data: Data = Path("hub-data"),
    as_json: AsJson = False,
) -> None:
    """Restore handovers from the codes on receipts. Exit code 3 when something was not read, or parts are missing."""
    with office(data) as system:
        sitting = Restoring(system.testimony)
        told = [each for source, codes in _sources(files or []) for each in sitting.take(source, codes)]
        if as_json:
            say_json({"codes": [_as_json(each) for each in told], "missing": [list(each) for each in sitting.missing]})
        else:
            _tell(system, told, sitting)
    settled = all(each.fate in (Fate.NEW, Fate.KNOWN, Fate.PART) for each in told) and not sitting.missing
    if not told or not settled:
        raise typer.Exit(NOT_ALL)


def give_back(
    kiosk: Annotated[str, typer.Argument(help=texts("help.kiosk"))],
    file: Annotated[Path, typer.Argument(help=texts("help.evidence_file"))],
    data: Data = Path("hub-data"),
) -> None:
    """Write what the office has of a kiosk's feeds, for `sotarsa-ledger salvage --from`."""
    with office(data) as system:
        device = find_device(system, kiosk).device
        kept = [each for feed in system.testimony.feeds_of(device) for each in _given(system, device, feed)]
        write_whole(file, evidence_bytes(kept))
        print(texts("receipts.given", entries=sum(len(each.run) for each in kept), path=file))


def show_cases(data: Data = Path("hub-data"), as_json: AsJson = False) -> None:
    """Show forked feeds, feeds begun anew, and handovers known from receipts alone."""
    with office(data) as system:
        cases = find_cases(system.log, system.evidence, system.own_feeds)
        lines = [
            *(
                texts("receipts.forked", feed=_short(each.feed), first=each.first, entries=len(each.entries))
                for each in cases.forked
            ),
            *(
                texts(
                    "receipts.begun",
                    feed=_short(each.feed),
                    kiosk=system.name_of(each.device),
                    when=at(system, each.opened.at),
                    cause=texts(f"cause.{each.cause.name}"),
                    missing=sum(gap.last - gap.first + 1 for gap in each.missing),
                )
                for each in cases.begun_anew
            ),
            *(texts("receipts.only_paper", number=each.entry.place) for each in cases.from_receipts),
        ]
        if as_json:
            say_json({"cases": lines})
            return
        print("\n".join(lines) if lines else texts("receipts.no_cases"))


def _given(system: System, device: bytes, feed: bytes) -> Iterator[Kept]:
    first = 1
    while given := [Kept.read(each) for each in system.testimony.give_back(device, feed, first)]:
        yield from given
        first = given[-1].run.first + len(given[-1].run)


def _sources(files: list[Path]) -> Iterator[tuple[str, list[str]]]:
    """Give what the codes are read from: pictures, texts, or standard input where no file is named."""
    if not files:
        yield "-", sys.stdin.read().splitlines()
    for path in files:
        if path.suffix.lower() in PICTURES:
            from hub.receipt_pictures import codes_in_picture  # its library is slow to come in

            codes = codes_in_picture(path.read_bytes())
            if not codes:
                raise NotAPicture(f"no code in {path.name}", file=path.name)
            yield path.name, codes
        else:
            yield path.name, path.read_text(errors="replace").splitlines()


def _tell(system: System, told: list[Restored], sitting: Restoring) -> None:
    for each in told:
        if each.entry:
            name, what = who_and_what(system, each.entry)
            print(texts(f"receipts.{each.fate}", number=each.entry.place, name=name, what=what, source=each.source))
        elif each.fate is Fate.UNREADABLE:
            print(texts("receipts.unreadable", source=each.source, code=each.code[:16]))
    counts = Counter(each.fate for each in told)
    print(texts("receipts.sum", new=counts[Fate.NEW], known=counts[Fate.KNOWN]))
    for numbers in sitting.missing:
        print(texts("receipts.missing", numbers=", ".join(map(str, numbers))))


def _as_json(each: Restored) -> dict[str, object]:
    return {"source": each.source, "fate": each.fate.value, "number": str(each.entry.place) if each.entry else ""}


def _short(feed: bytes) -> str:
    return feed.hex()[:6].upper()
