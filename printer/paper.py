"""What came out of a printer, as a reader of the paper sees it: lines, codes and images from top to bottom."""

from dataclasses import dataclass

from printer.document import Align


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one style in a line. `width` and `height` multiply the cell of 12 x 24 dots."""

    text: str
    bold: bool = False
    width: int = 1
    height: int = 1
    underlined: bool = False
    inverted: bool = False


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of characters; `height_dots` includes the space below it."""

    runs: tuple[Run, ...]
    align: Align
    height_dots: int

    @property
    def text(self) -> str:
        """The characters of the line, without styles."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """A QR code that the printer drew by itself."""

    payload: bytes
    level: str
    module_dots: int
    align: Align


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """A raster image: rows of packed bits, each pixel `scale_x` by `scale_y` dots."""

    bits: bytes
    row_bytes: int
    rows: int
    scale_x: int
    scale_y: int
    align: Align


@dataclass(frozen=True, slots=True)
class PrintedFeed:
    """Blank paper."""

    height_dots: int


Printed = PrintedLine | PrintedCode | PrintedImage | PrintedFeed


@dataclass(frozen=True, slots=True)
class Paper:
    """One sheet, torn or cut off."""

    parts: tuple[Printed, ...]
    width_dots: int

    @property
    def lines(self) -> tuple[str, ...]:
        """The text, line by line."""
        return tuple(part.text for part in self.parts if isinstance(part, PrintedLine))

    @property
    def text(self) -> str:
        """The text as one string with line ends."""
        return "\n".join(self.lines)

    @property
    def codes(self) -> tuple[str, ...]:
        """What the QR codes say that the printer drew by itself."""
        return tuple(part.payload.decode(errors="replace") for part in self.parts if isinstance(part, PrintedCode))
