"""Every text that the code asks for exists, in Indonesian, with the values that it needs."""

import ast
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.source import PACKAGES, ROOT, modules

CATALOGUES = {"t", "texts", "_texts"}  # what a `ledger.catalogue.Catalogue` is called wherever it is used
FOLDERS = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("texts") if path.is_dir())


def catalogue(file: Path) -> dict[str, str]:
    return dict(flat(tomllib.loads(file.read_text(encoding="utf-8"))))


def flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def asked(package: str) -> Iterator[tuple[str, ast.Call]]:
    """The calls of a catalogue in a package, each with where it stands."""
    for module in modules(package):
        for call in module.calls():
            if ast.unparse(call.func).rpartition(".")[2] in CATALOGUES and call.args:
                yield f"{module.shown}:{call.lineno}", call


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: str(folder.relative_to(ROOT)))
def test_other_languages_say_what_indonesian_says(folder: Path) -> None:
    indonesian = catalogue(folder / "id.toml")
    for file in folder.glob("*.toml"):
        for key, text in catalogue(file).items():
            assert key in indonesian, f"{file}: {key}"
            assert fields(text) == fields(indonesian[key]), f"{file}: {key}"
            assert text.strip(), f"{file}: {key} is empty"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_text_asked_for_exists_and_is_given_its_values(package: str) -> None:
    texts: dict[str, str] = {}
    for folder in FOLDERS:
        if folder.is_relative_to(ROOT / package):
            texts |= catalogue(folder / "id.toml")
    assert [f"{place}: {wrong}" for place, call in asked(package) if (wrong := wrong_in(call, texts))] == []


def wrong_in(call: ast.Call, texts: dict[str, str]) -> str | None:
    """What is wrong with a call of a catalogue, as far as its source tells."""
    key = call.args[0]
    if isinstance(key, ast.JoinedStr) and isinstance(key.values[0], ast.Constant):
        start = ast.literal_eval(key.values[0])
        return None if any(known.startswith(start) for known in texts) else f"no text begins with {start}"
    if not isinstance(key, ast.Constant):
        return None  # only the running program knows this key
    if key.value not in texts:
        return f"there is no text {key.value!r}"
    given = {keyword.arg for keyword in call.keywords}
    missing = fields(texts[key.value]) - given
    return f"{key.value} is not given {missing}" if missing and None not in given else None


@pytest.mark.parametrize(
    ("call", "wrong"),
    [
        ("t('a.b', n=1)", None),
        ("t('a.b', **values)", None),
        ("t('a.b')", "a.b is not given {'n'}"),
        ("t('a.c')", "there is no text 'a.c'"),
        ("t(f'a.{x}')", None),
        ("t(f'c.{x}')", "no text begins with c."),
        ("t(x)", None),
    ],
)
def test_a_wrong_call_is_seen(call: str, wrong: str | None) -> None:
    expression = ast.parse(call, mode="eval").body
    assert isinstance(expression, ast.Call)
    assert wrong_in(expression, {"a.b": "nomor {n}"}) == wrong
