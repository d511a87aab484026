"""What kiosks lost, at the shell: handovers restored from receipts, feeds given back."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.common import AsJson, Data, office, say_json, texts
from hub.commands.kiosks import find_device
from hub.errors import NotAPicture
from hub.restoring import Fate, Restored, Restoring
from hub.system import System
from hub.who_and_what import who_and_what
from hub.wording import error_words
from ledger.disk.files import write_whole
from ledger.evidence import Kept
from ledger.evidence_file import evidence_bytes

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".gif"})
NOT_ALL = 3


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("restore-receipts", help=texts("help.restore_receipts"))(restore_receipts)
    app.command("give-back", help=texts("help.give_back"))(give_back)


def restore_receipts(
    files: Annotated[list[Path] | None, typer.Argument(help=texts("help.receipt_files"))] = None,
    data: Data = Path("hub-data"),
    as_json: AsJson = False,
) -> None:
    """Restore handovers from the codes on receipts.

    A file that cannot be read stops no other. Exit code 3 when something was not read or not believed, when parts are
    missing, or when there was no code at all.
    """
    with office(data) as system:
        sitting = Restoring(system.testimony)
        told: list[Restored] = []
        failed: list[tuple[str, str]] = []
        for source, read in _sources(files or []):
            try:
                codes = read()
            except (NotAPicture, OSError) as error:
                failed.append((source, error_words(error, texts)))
            else:
                told += sitting.take(source, codes)
        if as_json:
            say_json(_report_json(told, failed, sitting))
        else:
            _tell(system, told, failed, sitting)
    settled = all(each.fate in (Fate.NEW, Fate.KNOWN, Fate.PART) for each in told) and not sitting.missing
    if not told or failed or not settled:
        raise typer.Exit(NOT_ALL)


def give_back(
    kiosk: Annotated[str, typer.Argument(help=texts("help.kiosk"))],
    file: Annotated[Path, typer.Argument(help=texts("help.evidence_file"))],
    data: Data = Path("hub-data"),
) -> None:
    """Write what the office has of a kiosk's feeds, for `sotarsa-ledger salvage --from`."""
    with office(data) as system:
        device = find_device(system, kiosk).device
        kept = [each for feed in system.writers.feeds_of(device) for each in _given(system, device, feed)]
        write_whole(file, evidence_bytes(kept))
        print(texts("receipts.given", entries=sum(len(each.run) for each in kept), path=file))


def _given(system: System, device: bytes, feed: bytes) -> Iterator[Kept]:
    first = 1
    while given := [Kept.read(each) for each in system.testimony.give_back(device, feed, first)]:
        yield from given
        first = given[-1].run.first + len(given[-1].run)


def _sources(files: list[Path]) -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """Give where codes are read from, each with what reads it: standard input where no file is named."""
    if not files:
        yield "-", lambda: sys.stdin.read().splitlines()
    for path in files:
        yield path.name, partial(_codes_in, path)


def _codes_in(path: Path) -> list[str]:
    if path.suffix.lower() not in PICTURES:
        return path.read_text(errors="replace").splitlines()
    from hub.receipt_pictures import codes_of_picture  # its library is slow to come in

    return codes_of_picture(path.name, path.read_bytes())


def _tell(system: System, told: list[Restored], failed: list[tuple[str, str]], sitting: Restoring) -> None:
    for each in told:
        if each.entry:
            name, what = who_and_what(system, each.entry)
            print(texts(f"receipts.{each.fate}", number=each.entry.place, name=name, what=what, source=each.source))
        elif each.fate is Fate.UNREADABLE:
            print(texts("receipts.unreadable", source=each.source, code=each.code[:16]))
    for _, words in failed:
        print(texts("receipts.failed", words=words))
    counts = Counter(each.fate for each in told)
    print(texts("receipts.sum", new=counts[Fate.NEW], known=counts[Fate.KNOWN]))
    for numbers in sitting.missing:
        print(texts("receipts.missing", numbers=", ".join(map(str, numbers))))


def _report_json(told: list[Restored], failed: list[tuple[str, str]], sitting: Restoring) -> dict[str, object]:
    return {
        "codes": [
            {"source": each.source, "fate": each.fate.value, "number": str(each.entry.place) if each.entry else ""}
            for each in told
        ],
        "failed": [{"source": source, "words": words} for source, words in failed],
        "missing": [list(each) for each in sitting.missing],
    }
