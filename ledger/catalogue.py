"""Texts that people read, kept out of the code: one TOML file a language, Indonesian complete, others as they go."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

FIRST_LANGUAGE = "id"


class Catalogue:
    """The texts of one program in one language.

    `catalogue("desk.call_next")` gives the text, `catalogue("queue.number", number=27)` fills its `{number}`.
    A text missing in the chosen language comes from Indonesian; one missing there too raises `KeyError`.
    """

    def __init__(self, folder: Path, language: str = FIRST_LANGUAGE) -> None:
        self.folder = folder
        self.language = language
        self._texts = _texts(folder, FIRST_LANGUAGE) | _texts(folder, language)

    def __call__(self, key: str, /, **values: object) -> str:
        """Give the text of `key` with `values` filled in."""
        text = self._texts[key]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._texts

    def in_language(self, language: str) -> "Catalogue":
        """Give the same texts in another language."""
        return Catalogue(self.folder, language)


@cache
def _texts(folder: Path, language: str) -> dict[str, str]:
    with (folder / f"{language}.toml").open("rb") as file:
        return dict(_flat(tomllib.load(file)))


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, str(value)
