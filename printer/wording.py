"""What people read on the shell and on the trial page: Indonesian, in `texts/id.toml`."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


def texts(key: str, **values: object) -> str:
    """Give the text at `section.name` with `values` filled in; raise `KeyError` where there is none."""
    section, name = key.split(".")
    return str(_catalogue()[section][name]).format(**values)


@cache
def _catalogue() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "texts" / "id.toml").read_text(encoding="utf-8"))
