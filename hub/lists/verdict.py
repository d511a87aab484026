"""What becomes of a row, and why. The words for every reason stand in `texts/`, under `reason` and `fix`."""

import dataclasses
import enum
from collections.abc import Iterable, Mapping
from pathlib import Path

from ledger.catalogue import Catalogue

TEXTS = Path(__file__).parent / "texts"


class Verdict(enum.StrEnum):
    """What becomes of a row."""

    TAKEN = "taken"
    TAKEN_WITH_WARNING = "taken_with_warning"
    REFUSED = "refused"


class Code(enum.StrEnum):
    """Everything that can be said about a row. The first group refuses it, the second warns, the third only tells."""

    NUMERIC_NIK = "numeric_nik"
    SCIENTIFIC_NIK = "scientific_nik"
    SHORT_NIK = "short_nik"
    LONG_NIK = "long_nik"
    LETTERS_IN_NIK = "letters_in_nik"
    UNKNOWN_PROVINCE = "unknown_province"
    REGION_ZERO = "region_zero"
    IMPOSSIBLE_DATE = "impossible_date"
    SERIAL_ZERO = "serial_zero"
    NO_NAME = "no_name"
    DUPLICATE = "duplicate_of_earlier"
    VILLAGE_MISSING = "village_missing"
    VILLAGE_UNKNOWN = "village_unknown"
    OTHER_KECAMATAN = "other_kecamatan"
    PROGRAMME_MISSING = "programme_missing"
    PROGRAMME_UNKNOWN = "programme_unknown"

    OTHER_REGION = "other_region"
    BIRTH_MISMATCH = "birth_mismatch"
    BIRTH_UNREADABLE = "birth_unreadable"
    SEX_MISMATCH = "sex_mismatch"
    SEX_UNREADABLE = "sex_unreadable"
    KK_UNREADABLE = "kk_unreadable"
    CARD_UNREADABLE = "card_unreadable"
    AMOUNT_UNREADABLE = "amount_unreadable"
    FLAG_UNREADABLE = "flag_unreadable"
    VILLAGE_MISSPELT = "village_misspelt"
    DECEASED = "deceased"
    INACTIVE = "inactive"
    CLAIM_REPEATED = "claim_repeated"
    NIK_SHARED = "nik_shared"

    WITHOUT_NIK = "without_nik"
    TEMPORARY_NIK = "temporary_nik"
    APOSTROPHE = "apostrophe"
    DOTTED = "dotted"
    SAME_NAME = "same_name"
    NO_CLAIM = "no_claim"


_ALL = tuple(Code)
REFUSING = frozenset(_ALL[: _ALL.index(Code.OTHER_REGION)])
WARNING = frozenset(_ALL[_ALL.index(Code.OTHER_REGION) : _ALL.index(Code.WITHOUT_NIK)])


@dataclasses.dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the values that its words need: `row`, `value`, `name`."""

    code: Code
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def text(self, texts: Catalogue) -> str:
        """Say what was found."""
        return texts(f"reason.{self.code}", **self.values)

    def fix(self, texts: Catalogue) -> str:
        """Say how to mend it; nothing where nothing needs mending."""
        return texts(f"fix.{self.code}") if f"fix.{self.code}" in texts else ""


def verdict_of(reasons: Iterable[Reason]) -> Verdict:
    """Give the verdict that follows from all reasons together."""
    codes = {reason.code for reason in reasons}
    if codes & REFUSING:
        return Verdict.REFUSED
    return Verdict.TAKEN_WITH_WARNING if codes & WARNING else Verdict.TAKEN


def reason_texts(language: str = "id") -> Catalogue:
    """Give the words of all reasons in a language."""
    return Catalogue(TEXTS, language)
