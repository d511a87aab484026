"""The order of the house: who may know whom, and where each outside library comes in."""

import subprocess
import sys
from collections import defaultdict

import pytest

from tests.source import PACKAGES, ROOT, Module, modules

ARROWS: dict[str, set[str]] = {
    "ledger": set(),
    "printer": set(),
    "kiosk": {"ledger", "printer"},
    "hub": {"ledger"},
    "deploy": set(),
}

# Libraries that one file cannot hold, each with its reason: in every package, and in one.
EVERYWHERE = {
    "nicegui": "the screens; a test of its own keeps it to interface/ and main.py",
    "msgspec": "values are declared as Structs where their noun lives",
    "typer": "a program's commands stand in main.py and, by subject, beside it",
    "starlette": "comes with NiceGUI: requests and answers of our HTTP routes",
    "fastapi": "comes with NiceGUI: requests and answers of our HTTP routes",
}
IN_ONE_PACKAGE = {
    ("ledger", "cryptography"): "signing, sealing and keys made from words are three nouns, and none wraps another",
    ("hub", "xlsxwriter"): "refused rows are plain pages; the recap has formulas, filters and looks of its own",
    ("hub", "reportlab"): "a paper flows over pages, a sheet of cards is drawn place by place: two nouns, one library",
    ("ledger", "tinydb"): "its storage and its table are each replaced by one of ours",
}
SCREENS_ONLY = {"nicegui", "starlette", "fastapi", "uvicorn"}


def top(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def outside(module: Module) -> set[str]:
    known = sys.stdlib_module_names | set(PACKAGES)
    return {top(name) for name in module.imports()} - known


@pytest.mark.parametrize("package", PACKAGES)
def test_a_room_knows_only_the_rooms_its_arrows_point_to(package: str) -> None:
    allowed = ARROWS[package] | {package}
    wrong = [
        f"{module.shown} imports {name}"
        for module in modules(package)
        for name in module.imports()
        if top(name) in (*PACKAGES, "tests") and top(name) not in allowed
    ]
    assert wrong == []


def test_screens_come_in_only_where_screens_are_made() -> None:
    wrong = [
        f"{module.shown} imports {library}"
        for module in modules()
        for library in outside(module) & SCREENS_ONLY
        if "interface" not in module.path.parts and module.path.name != "main.py"
    ]
    assert wrong == []


def test_each_library_is_imported_in_one_file_of_a_package() -> None:
    users: dict[tuple[str, str], list[str]] = defaultdict(list)
    for module in modules():
        for library in outside(module) - EVERYWHERE.keys():
            users[module.package, library].append(module.shown)
    several = {use: files for use, files in users.items() if len(files) > 1}
    assert {use: files for use, files in several.items() if use not in IN_ONE_PACKAGE} == {}
    assert IN_ONE_PACKAGE.keys() <= several.keys(), "an exception that nobody needs any more"


def test_the_folder_of_units_holds_no_python() -> None:
    assert list((ROOT / "systemd").rglob("*.py")) == []


FRESHLY = """
import importlib, os, sys, traceback
libraries, names = (line.split() for line in sys.stdin.read().splitlines())
for library in libraries:
    importlib.import_module(library)
for name in names:
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException:
            print(name, traceback.format_exc(), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


def test_every_module_can_be_the_first_to_be_imported() -> None:
    """Each in a process that knows none of ours, so that no circle hides behind a lucky order."""
    names = [module.name for module in modules() if module.path.name != "__main__.py"]
    libraries = sorted(set().union(*(outside(module) for module in modules())))
    result = subprocess.run(
        [sys.executable, "-c", FRESHLY],
        input=f"{' '.join(libraries)}\n{' '.join(names)}\n",
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    assert result.stdout == ""


def test_no_circle_of_imports() -> None:
    ours = {module.name: module for module in modules()}
    arrows = {name: set().union(*(_owners(used, ours) for used in module.imports())) for name, module in ours.items()}
    assert _a_circle({name: used - {name} for name, used in arrows.items()}) is None


def test_a_circle_is_found() -> None:
    assert _a_circle({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": set()}) == ["b", "c"]
    assert _a_circle({"a": {"b", "c"}, "b": {"c"}, "c": set()}) is None


def _owners(imported: str, ours: dict[str, Module]) -> set[str]:
    """The module of ours that `imported` names or lies in, if any."""
    return set([name for name in (imported, imported.rpartition(".")[0]) if name in ours][:1])


def _a_circle(arrows: dict[str, set[str]]) -> list[str] | None:
    """Take away whatever leads nowhere, again and again; what is left then leads in a circle."""
    left = dict(arrows)
    while leaves := [name for name, used in left.items() if not used & left.keys()]:
        for name in leaves:
            del left[name]
    while roots := left.keys() - set().union(*left.values()):
        for name in roots:
            del left[name]
    return sorted(left) or None
