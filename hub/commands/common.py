"""What all commands share: the data folder, the texts, and how errors are told."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from hub.errors import HubError, UnknownVillage, UnknownVisit
from hub.lists.errors import ListError
from hub.system import System
from hub.visit_file import VisitPlan
from hub.wording import error_words, hub_texts, when
from ledger.errors import LedgerError

texts = hub_texts()

Data = Annotated[Path, typer.Option("--data", help=texts("help.data"), envvar="SOTARSA_HUB_DATA")]
By = Annotated[str, typer.Option("--by", help=texts("help.by"))]
AsJson = Annotated[bool, typer.Option("--json", help=texts("help.json"))]
VisitWords = Annotated[str, typer.Argument(help=texts("help.visit"))]


@contextmanager
def office(data: Path) -> Iterator[System]:
    """Open the office's data; whatever goes wrong in the block ends the program with one sentence and exit code 1."""
    with told_errors(), System(data) as system:
        yield system


@contextmanager
def told_errors() -> Iterator[None]:
    """End the program with one sentence and exit code 1 for every error that is ours."""
    try:
        yield
    except (HubError, ListError, LedgerError, OSError, msgspec.ValidationError) as error:
        print(error_words(error, texts), file=sys.stderr)
        raise typer.Exit(1) from error


def say_json(value: object) -> None:
    """Write a value as JSON."""
    print(json.dumps(value, ensure_ascii=False, indent=1))


def village_code(system: System, words: str) -> str:
    """Give the code of a village of ours; raises `UnknownVillage`."""
    code = system.importing.answers(village=words).village
    if not code:
        raise UnknownVillage("no village was named", village=words)
    return code


def find_visit(system: System, words: str) -> VisitPlan:
    """Find a visit by its id or how that begins, or the latest to a village; raises `UnknownVisit`."""
    wanted = words.casefold()
    for plan in system.plans.visits():
        if plan.visit.hex().startswith(wanted) or plan.village_name.casefold() == wanted:
            return plan
    raise UnknownVisit(f"no visit {words}", visit=words)


def at(system: System, at_ms: int) -> str:
    """Write an instant as the office's clock shows it."""
    return when(at_ms, system.profile.timezone)
