from dataclasses import dataclass

from printer.errors import UnknownProfile


@dataclass(frozen=True, slots=True)
class Profile:
    """What one model of printer can do. A dot is 1/8 mm; `columns` counts characters of font A, 12 x 24 dots."""

    name: str
    width_mm: int
    dots: int
    columns: int
    native_qr: bool
    cutter: bool
    answers_status: bool
    tear_feed_lines: int = 4  # from the print head to the tear bar, where there is no cutter


GENERIC_58 = Profile("generic-58", 58, 384, 32, native_qr=True, cutter=False, answers_status=True)
GENERIC_80 = Profile("generic-80", 80, 576, 48, native_qr=True, cutter=True, answers_status=True)
PLAIN_80 = Profile("plain-80", 80, 576, 48, native_qr=False, cutter=True, answers_status=True)
EPSON_TM = Profile("epson-tm", 80, 576, 48, native_qr=True, cutter=True, answers_status=True)
POS_5890 = Profile("pos-5890", 58, 384, 32, native_qr=False, cutter=False, answers_status=False)

PROFILES = {profile.name: profile for profile in (GENERIC_58, GENERIC_80, PLAIN_80, EPSON_TM, POS_5890)}


def profile_named(name: str) -> Profile:
    """Give the profile of this name; raise `UnknownProfile` where there is none."""
    try:
        return PROFILES[name]
    except KeyError:
        raise UnknownProfile(f"no printer profile {name!r}; there are {', '.join(PROFILES)}") from None
