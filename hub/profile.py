"""Where we are: the kecamatan, its villages, its letterhead. Nothing else in the program names a place."""

import tomllib
from pathlib import Path

import msgspec

PROFILES = Path(__file__).parent / "profiles"


class Village(msgspec.Struct, frozen=True):
    """A village. `code` as the Kemendagri writes it, `63.11.02.2014`; `aliases` are other spellings on lists."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kecamatan and everything about it that papers and screens say."""

    name: str
    code: str
    regency: str
    province: str
    postcode: str
    timezone: str
    letterhead: tuple[str, ...]
    villages: tuple[Village, ...] = msgspec.field(name="village")

    @property
    def region(self) -> str:
        """The first six digits of a NIK that was registered here: `631102`."""
        return self.code.replace(".", "")

    def village(self, code: str) -> Village:
        """Give the village with this code; `KeyError` when it is none of ours."""
        for village in self.villages:
            if village.code == code:
                return village
        raise KeyError(code)


def load_profile(place: str | Path = "halong") -> Profile:
    """Read a profile: the name of a shipped one, or the path of a file. A mistake raises `msgspec.ValidationError`."""
    path = place if isinstance(place, Path) else PROFILES / f"{place}.toml"
    return msgspec.convert(tomllib.loads(path.read_text("utf-8")), Profile)
