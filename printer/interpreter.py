"""Obeys ESC/POS commands on imaginary paper."""

from dataclasses import dataclass, replace

from printer.commands import ESC, Command
from printer.document import Align
from printer.paper import Paper, Printed, PrintedCode, PrintedFeed, PrintedImage, PrintedLine, Run
from printer.profiles import Profile

CELL_WIDTH_DOTS, CELL_HEIGHT_DOTS = 12, 24
_LINE_SPACING_DOTS = 30
_TAB_COLUMNS = 8
_ALIGNS = (Align.LEFT, Align.CENTER, Align.RIGHT)
_LEVELS = "lmqh"  # 48 to 51
_SHORTEST_FUNCTION = 6  # k, length of two bytes, 1, function, one byte of data


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    width: int = 1
    height: int = 1
    underlined: bool = False
    inverted: bool = False
    align: Align = Align.LEFT
    line_spacing_dots: int = _LINE_SPACING_DOTS


class Interpreter:
    """Prints commands on paper of the width of `profile`.

    A paper ends at a cut; without a cutter, where it was fed far enough to tear, or where the printer is reset.
    """

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._code = PrintedCode(b"", "l", 3, Align.LEFT)
        self.papers: list[Paper] = []
        self.reset()

    def reset(self) -> None:
        """Forget styles, the unfinished line and the unfinished paper: the printer was switched off."""
        self._style = _Style()
        self._line: list[Run] = []
        self._parts: list[Printed] = []

    @property
    def unfinished(self) -> Paper:
        """What is printed since the last tear or cut."""
        return Paper(tuple(self._parts), self._profile.dots)

    @property
    def printed_parts(self) -> int:
        """How many lines, codes, images and feeds are on the unfinished paper."""
        return len(self._parts)

    def obey(self, command: Command) -> None:
        """Do what one command says; one that prints nothing and styles nothing is passed over."""
        match command.name:
            case b"":
                self._write(command.arguments.decode("cp437"))
            case b"\n":
                self._end_line()
            case b"\t":
                self._write(" " * (_TAB_COLUMNS - self._column() % _TAB_COLUMNS))
            case b"\x1b@":
                self._reset_style()
            case b"\x1bd" | b"\x1bJ":
                self._feed(command)
            case b"\x1dV" | b"\x1bi" | b"\x1bm":
                self._tear()
            case b"\x1dv0":
                self._image(command.arguments)
            case b"\x1d(":
                self._function(command.arguments)
            case _:
                self._restyle(command)

    def _write(self, text: str) -> None:
        style = self._style
        for character in text:
            if (self._column() + style.width) * CELL_WIDTH_DOTS > self._profile.dots:
                self._end_line()
            self._line.append(Run(character, style.bold, style.width, style.height, style.underlined, style.inverted))

    def _column(self) -> int:
        return sum(run.width for run in self._line)

    def _end_line(self) -> None:
        tallest = max((run.height for run in self._line), default=self._style.height)
        height = max(self._style.line_spacing_dots, tallest * CELL_HEIGHT_DOTS)
        self._parts.append(PrintedLine(_joined(self._line), self._style.align, height))
        self._line = []

    def _reset_style(self) -> None:
        if self._parts or self._line:
            self._tear()
        self._style = _Style()

    def _feed(self, command: Command) -> None:
        if self._line:
            self._end_line()
        amount = command.arguments[0]
        lines = command.name == ESC + b"d"
        self._parts.append(PrintedFeed(amount * self._style.line_spacing_dots if lines else amount))
        if lines and not self._profile.cutter and amount >= self._profile.tear_feed_lines:
            self._tear()

    def _tear(self) -> None:
        if self._line:
            self._end_line()
        if self._parts:
            self.papers.append(self.unfinished)
        self._parts = []

    def _image(self, arguments: bytes) -> None:
        mode = arguments[0] & 3
        row_bytes = int.from_bytes(arguments[1:3], "little")
        rows = int.from_bytes(arguments[3:5], "little")
        scale_x, scale_y = 1 + (mode & 1), 1 + (mode >> 1)
        self._parts.append(PrintedImage(arguments[5:], row_bytes, rows, scale_x, scale_y, self._style.align))

    def _function(self, arguments: bytes) -> None:
        if arguments[:1] != b"k" or arguments[3:4] != b"1" or len(arguments) < _SHORTEST_FUNCTION:
            return
        function, data = arguments[4], arguments[5:]
        match function:
            case 67:
                self._code = replace(self._code, module_dots=max(1, data[0]))
            case 69:
                self._code = replace(self._code, level=_LEVELS[data[0] % 4])
            case 80:
                self._code = replace(self._code, payload=data[1:])
            case 81 if self._code.payload:
                self._parts.append(replace(self._code, align=self._style.align))
            case _:
                pass

    def _restyle(self, command: Command) -> None:
        n = command.arguments[0] if command.arguments else 0
        match command.name:
            case b"\x1ba":
                self._style = replace(self._style, align=_ALIGNS[n % 48 % 3])
            case b"\x1bE" | b"\x1bG":
                self._style = replace(self._style, bold=bool(n & 1))
            case b"\x1b-":
                self._style = replace(self._style, underlined=n % 48 > 0)
            case b"\x1dB":
                self._style = replace(self._style, inverted=bool(n & 1))
            case b"\x1d!":
                self._style = replace(self._style, width=(n >> 4 & 7) + 1, height=(n & 7) + 1)
            case b"\x1b!":
                self._style = _print_mode(self._style, n)
            case b"\x1b2" | b"\x1b3":
                self._style = replace(self._style, line_spacing_dots=n if command.arguments else _LINE_SPACING_DOTS)
            case _:
                pass


def _print_mode(style: _Style, n: int) -> _Style:
    """Take apart the byte of `ESC !`: bold 0x08, double height 0x10, double width 0x20, underline 0x80."""
    height, width = (2 if n & 0x10 else 1), (2 if n & 0x20 else 1)
    return replace(style, bold=bool(n & 0x08), height=height, width=width, underlined=bool(n & 0x80))


def _joined(line: list[Run]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for run in line:
        if runs and replace(runs[-1], text="") == replace(run, text=""):
            runs[-1] = replace(run, text=runs[-1].text + run.text)
        else:
            runs.append(run)
    return tuple(runs)
