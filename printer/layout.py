"""Fits a document to a paper, once: rows of ASCII text that are never wider than the paper."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from printer.characters import NO_BREAK_SPACE, printable
from printer.document import Align, Blank, Code, Cut, Document, Line, Numeral, Pair, Rule, Text

LARGEST = 8  # ESC/POS multiplies characters up to eight times


@dataclass(frozen=True, slots=True)
class Row:
    """One printed row: ASCII without line ends, at most `columns // size` characters."""

    text: str
    align: Align = Align.LEFT
    bold: bool = False
    size: int = 1


LaidOut = Row | Code | Cut


def lay_out(document: Document, columns: int) -> tuple[LaidOut, ...]:
    """Give the rows, codes and cuts of `document` on a paper of `columns` characters."""
    return tuple(part for line in document.lines for part in _laid_out(line, columns))


def _laid_out(line: Line, columns: int) -> Iterator[LaidOut]:
    match line:
        case Text():
            yield from _paragraph(line, columns)
        case Pair():
            yield from _pair(line, columns)
        case Rule(character):
            yield Row((printable(character).strip() or "-")[0] * columns)
        case Blank(lines):
            yield from [Row("")] * lines
        case Numeral(text):
            size = max(1, min(LARGEST, columns // max(1, len(printable(text)))))
            yield from _paragraph(Text(text, Align.CENTER, bold=True, size=size), columns)
        case Code() | Cut():
            yield line


def _paragraph(line: Text, columns: int) -> Iterator[Row]:
    for text in _wrapped(line.text, columns // _size(line.size, columns)):
        yield Row(text, line.align, line.bold, _size(line.size, columns))


def _pair(line: Pair, columns: int) -> Iterator[Row]:
    size = _size(line.size, columns)
    width = columns // size
    right = _one_line(line.right)
    room = width - len(right) - 1
    if room < min(len(_one_line(line.left)), width // 3):
        yield from _stacked(line, width, size)
        return
    *above, last = _wrapped(line.left, room) if room > 0 else [""]
    for text in above:
        yield Row(text, bold=line.bold, size=size)
    # Padding rather than alignment: both halves share the row.
    yield Row(last + right.rjust(width - len(last)), bold=line.bold, size=size)


def _stacked(line: Pair, width: int, size: int) -> Iterator[Row]:
    if line.left:
        for text in _wrapped(line.left, width):
            yield Row(text, bold=line.bold, size=size)
    for text in _wrapped(line.right, width):
        yield Row(text, Align.RIGHT, line.bold, size)


def _wrapped(text: str, width: int) -> list[str]:
    """Give at least one row; words longer than `width` are cut, and nothing else is."""
    rows = []
    for paragraph in printable(text).split("\n"):
        rows += textwrap.wrap(paragraph, width, break_on_hyphens=False) or [""]
    return [row.replace(NO_BREAK_SPACE, " ") for row in rows]


def _one_line(text: str) -> str:
    return " ".join(printable(text).replace(NO_BREAK_SPACE, " ").split("\n"))


def _size(size: int, columns: int) -> int:
    return max(1, min(size, LARGEST, columns))
