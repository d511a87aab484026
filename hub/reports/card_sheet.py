"""Cards to cut, on A4 sheets as a PDF. The same content gives the same bytes."""

import io
from collections.abc import Callable, Sequence

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from hub.reports.look import BOLD, GREY, INK, LEADING, LINE, REGULAR
from hub.reports.wrapping import cut, printable, wrap


class Card:
    """A card to cut. Everything is in millimetres from its top left corner."""

    def __init__(self, canvas: Canvas, left_mm: float, top_mm: float, width_mm: float, height_mm: float) -> None:
        self.width_mm = width_mm
        self.height_mm = height_mm
        self._canvas = canvas
        self._left = left_mm * mm
        self._top = A4[1] - top_mm * mm

    def text(
        self, x_mm: float, y_mm: float, text: str, size: float, *, bold: bool = False, grey: bool = False,
        width_mm: float | None = None, lines: int = 1, middle: bool = False,
    ) -> float:  # fmt: skip
        """Write text whose top is at `y_mm`, wrapped into at most so many lines; gives where the next may begin.

        With `middle`, `x_mm` is the middle of each line. Without `width_mm` it is never wrapped.
        """
        font = BOLD if bold else REGULAR
        shown = printable(text)
        wrapped = self._wrap(shown, font, size, width_mm) if width_mm else [shown]
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(HexColor(GREY if grey else INK))
        draw = self._canvas.drawCentredString if middle else self._canvas.drawString
        for place, line in enumerate(cut(wrapped, lines)):
            draw(self._left + x_mm * mm, self._top - y_mm * mm - size * (0.8 + LEADING * place), line)
        return y_mm + min(len(wrapped), lines) * size * LEADING / mm

    def fitted(
        self, x_mm: float, y_mm: float, text: Sequence[str], sizes: Sequence[float], *, width_mm: float,
        height_mm: float, bold: bool = False,
    ) -> float:  # fmt: skip
        """Write paragraphs in the first of `sizes` in which they fit; what does not fit in the last is cut.

        Gives where the next may begin.
        """
        for size in sizes:
            wrapped = [self._wrap(printable(line), BOLD if bold else REGULAR, size, width_mm) for line in text]
            room = int(height_mm * mm / (size * LEADING))
            if sum(map(len, wrapped)) <= room:
                break
        for line in cut([line for lines in wrapped for line in lines], room):
            y_mm = self.text(x_mm, y_mm, line, size, bold=bold)
        return y_mm

    def rule(self, y_mm: float, x_mm: float, width_mm: float) -> None:
        """Draw a thin line across."""
        self._canvas.setStrokeColor(HexColor(INK))
        self._canvas.setLineWidth(0.6)
        y = self._top - y_mm * mm
        self._canvas.line(self._left + x_mm * mm, y, self._left + (x_mm + width_mm) * mm, y)

    def cutting_lines(self, *, right: bool, bottom: bool) -> None:
        """Draw dashes along edges."""
        self._canvas.saveState()
        self._canvas.setStrokeColor(HexColor(LINE))
        self._canvas.setLineWidth(0.5)
        self._canvas.setDash(3, 3)
        edge, end = self._left + self.width_mm * mm, self._top - self.height_mm * mm
        if right:
            self._canvas.line(edge, self._top, edge, end)
        if bottom:
            self._canvas.line(self._left, end, edge, end)
        self._canvas.restoreState()

    def picture(self, x_mm: float, y_mm: float, modules: Sequence[bytes], width_mm: float) -> None:
        """Draw rows of modules, black where 1, as a square of this width."""
        module = width_mm * mm / len(modules)
        path = self._canvas.beginPath()
        for row, line in enumerate(modules):
            bottom = self._top - y_mm * mm - (row + 1) * module
            for start, length in _runs(line):
                # A hair too high, or some readers show a white line between rows.
                path.rect(self._left + x_mm * mm + start * module, bottom, length * module, module * 1.02)
        self._canvas.setFillColor(HexColor("#000000"))
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _wrap(self, text: str, font: str, size: float, width_mm: float) -> list[str]:
        return wrap(text, lambda part: self._canvas.stringWidth(part, font, size), width_mm * mm)


def card_sheet(
    document: str, columns: int, rows: int, cards: Sequence[Callable[[Card], None]], *, empty: str = ""
) -> bytes:
    """Draw cards on A4 sheets, so many across and down, with lines to cut along; without any, a page saying `empty`."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, lang="id")
    canvas.setTitle(printable(document))
    width, height = A4[0] / mm / columns, A4[1] / mm / rows
    for place, draw in enumerate(cards):
        on_page = place % (columns * rows)
        if place and not on_page:
            canvas.showPage()
        across, down = on_page % columns, on_page // columns
        card = Card(canvas, across * width, down * height, width, height)
        card.cutting_lines(right=across + 1 < columns, bottom=down + 1 < rows)
        draw(card)
    if not cards:
        Card(canvas, 0, 0, A4[0] / mm, A4[1] / mm).text(20, 20, empty, 12)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _runs(line: bytes) -> list[tuple[int, int]]:
    """Give where each run of ones begins, and how long it is."""
    runs, start = [], 0
    for zeros_and_ones in line.split(b"\0"):
        if zeros_and_ones:
            runs.append((start, len(zeros_and_ones)))
        start += len(zeros_and_ones) + 1
    return runs
