"""PDF on A4: letters with tables that run over pages (`Paper`), and sheets of cards to cut (`card_sheet`).

The only file that knows the PDF library. Fonts are the Helvetica that every reader and printer has. The same content
gives the same bytes.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from hub.reports.words import texts
from hub.reports.wrapping import cut, printable, wrap

INK = HexColor("#1a1f24")
GREY = HexColor("#6b6b66")
LINE = HexColor("#8a8a84")
GROUND = HexColor("#ecebe6")
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
LEADING = 1.22
CELL_PADDING = 1.1 * mm
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 20 * mm, 14 * mm, 18 * mm
LANDSCAPE_SIDE = 12 * mm
SIGNING_SPACE = 19 * mm


@dataclass(frozen=True)
class Column:
    """A column of a table. `align` is `left`, `right` or `center`; `foot` sets small grey text at the cell's foot."""

    heading: str
    width_mm: float
    align: str = "left"
    bold: bool = False
    foot: bool = False
    size: float = 9


@dataclass(frozen=True)
class Signature:
    """A place to sign. Lines `above` the space, and the name with its number below; an empty name is left to fill."""

    above: tuple[str, ...]
    name: str = ""
    number: str = ""


class Paper:
    """A document that is written from top to bottom; it begins in portrait. `document` stands in every footer."""

    def __init__(self, document: str) -> None:
        self._document = printable(document)
        self._content: list[Flowable] = []
        self._begins_in_landscape = False

    def letterhead(self, lines: Sequence[str]) -> None:
        """Write who we are: all lines but the last in bold, the last is the address; a double rule below."""
        *names, last = lines or ("",)
        for size, line in zip([12] + [14] * len(names), names, strict=False):
            self._content.append(_paragraph(line, size=size, bold=True, align=TA_CENTER))
        self._content += [
            _paragraph(last, size=9 if names else 14, bold=not names, align=TA_CENTER),
            HRFlowable("100%", 1.8, color=INK, spaceBefore=4, spaceAfter=1.4),
            HRFlowable("100%", 0.5, color=INK, spaceBefore=0, spaceAfter=12),
        ]

    def heading(self, text: str, *under: str) -> None:
        """Write a heading in the middle, with lines below it."""
        self._content.append(_paragraph(text, size=13, bold=True, align=TA_CENTER))
        self._content += [_paragraph(line, size=10, align=TA_CENTER) for line in under]
        self._content.append(Spacer(0, 9))

    def paragraph(self, text: str, *, number: str = "", bold: Sequence[str] = ()) -> None:
        """Write a paragraph, hanging behind its number if it has one; the words of `bold` are set in bold."""
        style = ParagraphStyle(
            "body", fontName=REGULAR, fontSize=10, leading=13.4, textColor=INK, alignment=TA_JUSTIFY, spaceAfter=5,
            leftIndent=16 if number else 0, bulletFontName=REGULAR, bulletFontSize=10,
        )  # fmt: skip
        marked = escape(printable(text))
        for words in bold:
            marked = marked.replace(words, f"<b>{words}</b>")
        self._content.append(Paragraph(marked, style, bulletText=number or None))

    def fields(self, pairs: Sequence[tuple[str, str]], *, number: str = "") -> None:
        """Write labels and values; an empty value becomes a dotted line to fill in."""
        blank = texts("paper.blank")
        rows = [
            [number if not place else "", label, ":", _paragraph(value or blank)]
            for place, (label, value) in enumerate(pairs)
        ]
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), *_padding(0, 0.4 * mm), ("FONTSIZE", (0, 0), (-1, -1), 10),
                 ("LEADING", (0, 0), (-1, -1), 12.2), ("TEXTCOLOR", (0, 0), (-1, -1), INK)]  # fmt: skip
        self._content.append(Table(rows, [16, 60, 10, None], style=style, hAlign="LEFT"))
        self._content.append(Spacer(0, 3))

    def table(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[str]],
        *,
        total: Sequence[str] = (),
        row_mm: float = 0,
    ) -> None:
        """Write a table whose heading stands on every page. Cells wrap; rows are at least `row_mm` high.

        `total` is a last row in bold.
        """
        every = [*rows, total] if total else list(rows)
        cells = [_heading_cells(columns), *([_wrapped_in(column, cell) for column, cell in zip(columns, row, strict=True)] for row in every)]  # fmt: skip  # noqa: E501
        least = [0.0, *[row_mm * mm] * len(rows), *[0.0] * bool(total)]
        heights = [max(_height(columns, row), low) for row, low in zip(cells, least, strict=True)]
        table = Table(
            cells, [column.width_mm * mm for column in columns], heights, _table_style(columns, bool(total)),
            repeatRows=1, splitInRow=1, hAlign="LEFT",
        )  # fmt: skip
        self._content += [table, Spacer(0, 7)]

    def signatures(self, left: Signature, right: Signature, middle: Signature | None = None) -> None:
        """Write two places to sign beside each other, and one below in the middle. They stay on one page."""
        block: list[Flowable] = [Spacer(0, 6), Table([[_signature(left), _signature(right)]], ["50%", "50%"])]
        if middle:
            block.append(Table([["", _signature(middle), ""]], ["25%", "50%", "25%"]))
        self._content.append(KeepTogether(block))

    def statement(self, heading: str, text: str, signature: Signature) -> None:
        """Write a statement with a place to sign on the right; it stays on one page."""
        body = ParagraphStyle(
            "body", fontName=REGULAR, fontSize=10, leading=13.4, textColor=INK, spaceAfter=4
        )
        signed = Table([["", _signature(signature)]], ["65%", "35%"])
        parts = [
            Spacer(0, 6),
            _paragraph(heading, bold=True),
            Paragraph(escape(printable(text)), body),
            signed,
        ]
        self._content.append(KeepTogether(parts))

    def in_landscape(self) -> None:
        """Go on in landscape, on a new page unless nothing has been written."""
        if self._content:
            self._content += [NextPageTemplate("landscape"), PageBreak()]
        self._begins_in_landscape = not self._content

    def pdf(self) -> bytes:
        """Give the file."""
        file = io.BytesIO()
        pages = [
            _page("portrait", A4, MARGIN_SIDE),
            _page("landscape", landscape(A4), LANDSCAPE_SIDE),
        ]
        if self._begins_in_landscape:
            pages.reverse()
        document = BaseDocTemplate(file, pageTemplates=pages, title=self._document, lang="id", invariant=1)
        footer = self._document

        class Numbered(_NumberedCanvas):
            document = footer

        document.build(list(self._content), canvasmaker=Numbered)
        return file.getvalue()


class Card:
    """A card to cut. Everything is in millimetres from its top left corner."""

    def __init__(
        self, canvas: Canvas, left_mm: float, top_mm: float, width_mm: float, height_mm: float
    ) -> None:
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
        wrapped = _wrap(shown, font, size, width_mm * mm) if width_mm else [shown]
        self._canvas.setFont(font, size)
        self._canvas.setFillColor(GREY if grey else INK)
        draw = self._canvas.drawCentredString if middle else self._canvas.drawString
        for place, line in enumerate(cut(wrapped, lines)):
            draw(self._left + x_mm * mm, self._top - y_mm * mm - size * (0.8 + LEADING * place), line)
        return y_mm + min(len(wrapped), lines) * size * LEADING / mm

    def fitted(self, x_mm: float, y_mm: float, text: Sequence[str], sizes: Sequence[float], width_mm: float, height_mm: float) -> None:  # fmt: skip  # noqa: E501
        """Write paragraphs in the first of `sizes` in which they fit; what does not fit in the last is cut."""
        for size in sizes:
            wrapped = [_wrap(printable(line), REGULAR, size, width_mm * mm) for line in text]
            room = int(height_mm * mm / (size * LEADING))
            if sum(map(len, wrapped)) <= room:
                break
        for line in cut([line for lines in wrapped for line in lines], room):
            y_mm = self.text(x_mm, y_mm, line, size)

    def rule(self, y_mm: float, x_mm: float, width_mm: float) -> None:
        """Draw a thin line across."""
        self._canvas.setStrokeColor(INK)
        self._canvas.setLineWidth(0.6)
        y = self._top - y_mm * mm
        self._canvas.line(self._left + x_mm * mm, y, self._left + (x_mm + width_mm) * mm, y)

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
        if not on_page:
            _cutting_lines(canvas, columns, rows)
        across, down = on_page % columns, on_page // columns
        draw(Card(canvas, across * width, down * height, width, height))
    if not cards:
        Card(canvas, 0, 0, A4[0] / mm, A4[1] / mm).text(20, 20, empty, 12)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


class _NumberedCanvas(Canvas):
    """Knows how many pages there are only at the end: keeps them all, then writes each with its footer."""

    document = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - the library's name
        self._pages.append(dict(self.__dict__))
        self._startPage()  # type: ignore[attr-defined]

    def save(self) -> None:
        for number, page in enumerate(self._pages, 1):
            self.__dict__.update(page)
            self._footer(texts("paper.page", page=number, pages=len(self._pages)))
            super().showPage()
        super().save()

    def _footer(self, page: str) -> None:
        width = self._pagesize[0]
        side = MARGIN_SIDE if width < A4[1] else LANDSCAPE_SIDE
        self.setFont(REGULAR, 8)
        self.setFillColor(GREY)
        room = width - 2 * side - stringWidth(page, REGULAR, 8) - 6 * mm
        self.drawString(side, 10 * mm, cut(_wrap(self.document, REGULAR, 8, room), 1)[0])
        self.drawRightString(width - side, 10 * mm, page)


def _page(name: str, size: tuple[float, float], side: float) -> PageTemplate:
    width, height = size
    frame = Frame(
        side, MARGIN_BOTTOM, width - 2 * side, height - MARGIN_TOP - MARGIN_BOTTOM,
        leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
    )  # fmt: skip
    return PageTemplate(name, [frame], pagesize=size)


def _paragraph(text: str, *, size: float = 10, bold: bool = False, align: int = TA_LEFT) -> Paragraph:
    style = ParagraphStyle(
        "line", fontName=BOLD if bold else REGULAR, fontSize=size, leading=size * LEADING, textColor=INK, alignment=align
    )  # fmt: skip
    return Paragraph(escape(printable(text)), style)


def _signature(signature: Signature) -> list[Flowable]:
    name = escape(printable(signature.name)) or "(" + texts("paper.blank") + ")"
    style = ParagraphStyle("name", fontName=BOLD if signature.name else REGULAR, fontSize=10, leading=12.4, alignment=TA_CENTER)  # fmt: skip  # noqa: E501
    block: list[Flowable] = [_paragraph(line or " ", align=TA_CENTER) for line in signature.above]
    block += [Spacer(0, SIGNING_SPACE), Paragraph(f"<u>{name}</u>" if signature.name else name, style)]
    return [*block, _paragraph(signature.number, align=TA_CENTER)] if signature.number else block


def _table_style(columns: Sequence[Column], total: bool) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TEXTCOLOR", (0, 0), (-1, -1), INK),
        *_padding(CELL_PADDING, CELL_PADDING),
    ]
    for place, column in enumerate(columns):
        here = (place, 1), (place, -1)
        style += [
            ("FONT", *here, BOLD if column.bold else REGULAR, column.size, column.size * LEADING),
            ("ALIGN", (place, 0), (place, -1), column.align.upper()),
        ]
        if column.foot:
            style += [("VALIGN", *here, "BOTTOM"), ("TEXTCOLOR", *here, GREY)]
    style += [
        ("BACKGROUND", (0, 0), (-1, 0), GROUND),
        ("FONT", (0, 0), (-1, 0), BOLD, _HEADING_SIZE, _HEADING_SIZE * LEADING),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
    ]
    if total:
        style += [("FONTNAME", (0, -1), (-1, -1), BOLD), ("LINEABOVE", (0, -1), (-1, -1), 1, INK)]
    return style


_HEADING_SIZE = 8.5


def _padding(across: float, down: float) -> list[tuple[Any, ...]]:
    every = (0, 0), (-1, -1)
    return [
        ("LEFTPADDING", *every, across),
        ("RIGHTPADDING", *every, across),
        ("TOPPADDING", *every, down),
        ("BOTTOMPADDING", *every, down + 1),
    ]


def _heading_cells(columns: Sequence[Column]) -> list[str]:
    return [
        "\n".join(
            _wrap(printable(column.heading), BOLD, _HEADING_SIZE, column.width_mm * mm - 2 * CELL_PADDING)
        )
        for column in columns
    ]


def _wrapped_in(column: Column, cell: str) -> str:
    # Measured as bold, so that a total fits as well.
    return "\n".join(_wrap(printable(cell), BOLD, column.size, column.width_mm * mm - 2 * CELL_PADDING))


def _height(columns: Sequence[Column], row: Sequence[str]) -> float:
    lines = [
        (cell.count("\n") + 1) * column.size * LEADING for column, cell in zip(columns, row, strict=True)
    ]
    return max(lines) + 2 * CELL_PADDING + 2


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    return wrap(text, lambda part: stringWidth(part, font, size), width)


def _runs(line: bytes) -> list[tuple[int, int]]:
    """Give where each run of ones begins, and how long it is."""
    runs, start = [], 0
    for zeros_and_ones in line.split(b"\0"):
        if zeros_and_ones:
            runs.append((start, len(zeros_and_ones)))
        start += len(zeros_and_ones) + 1
    return runs


def _cutting_lines(canvas: Canvas, columns: int, rows: int) -> None:
    canvas.saveState()
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.setDash(3, 3)
    width, height = A4
    for across in range(1, columns):
        canvas.line(width * across / columns, 0, width * across / columns, height)
    for down in range(1, rows):
        canvas.line(0, height * down / rows, width, height * down / rows)
    canvas.restoreState()
