"""What is to stand on the paper, as data without widths: `layout` fits it to a paper, `escpos_bytes` speaks it."""

from dataclasses import dataclass
from enum import Enum


class Align(Enum):
    """Where a line stands between the edges of the paper."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, wrapped at words, but never at a no-break space. `size` 1 to 8 multiplies width and height."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Pair:
    """A left text and a value at the right edge. The left wraps beside the value; a value too wide goes below."""

    left: str
    right: str
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper, made of one character."""

    character: str = "-"


@dataclass(frozen=True, slots=True)
class Blank:
    """Empty lines."""

    lines: int = 1


@dataclass(frozen=True, slots=True)
class Numeral:
    """A few characters as large as the printer and the paper allow, centred: the number of a queue."""

    text: str


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code of this text, centred, at error correction M."""

    payload: str


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of a sheet: cut where there is a cutter, else fed far enough to tear."""


Line = Text | Pair | Rule | Blank | Numeral | Code | Cut


@dataclass(frozen=True, slots=True)
class Document:
    """What one job prints, from top to bottom. It says itself where it ends (`Cut`)."""

    lines: tuple[Line, ...]

    @staticmethod
    def of(*lines: Line) -> "Document":
        """Make a document of these lines, ending in a cut."""
        return Document((*lines, Cut()))
