"""Putting a box out of service: all that it has is kept aside, and it belongs to nobody."""

from pathlib import Path

_ASIDE = "retired-"
_FIRST = "identity"


def retire(data: Path) -> Path:
    """Move everything in a folder of data into a folder in it, whose name is given; nothing is changed or deleted.

    Whom the box belongs to goes first: cut short, it may be run again.
    """
    things = [each for each in data.iterdir() if not each.name.startswith(_ASIDE)]
    number = 1
    while (aside := data / f"{_ASIDE}{number}").exists():
        number += 1
    aside.mkdir(mode=0o700)
    for each in sorted(things, key=lambda thing: (thing.name != _FIRST, thing.name)):
        each.rename(aside / each.name)
    return aside
