"""A paper: a PDF on A4, written from top to bottom. The same content gives the same bytes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
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

from hub.reports.look import BOLD, GREY, GROUND, INK, LEADING, LINE, REGULAR
from hub.reports.words import texts
from hub.reports.wrapping import cut, printable, wrap

Align = Literal[0, 1, 4]
_INK, _GREY, _LINE, _GROUND = (HexColor(each) for each in (INK, GREY, LINE, GROUND))
CELL_PADDING = 1.1 * mm
MARGIN_SIDE, MARGIN_TOP, MARGIN_BOTTOM = 20 * mm, 12 * mm, 16 * mm
LANDSCAPE_SIDE = 12 * mm
SIGNING_SPACE = 15 * mm
HIGHEST_ROW = 130 * mm


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
            HRFlowable("100%", 1.8, color=_INK, spaceBefore=4, spaceAfter=1.4),
            HRFlowable("100%", 0.5, color=_INK, spaceBefore=0, spaceAfter=10),
        ]

    def heading(self, text: str, *under: str) -> None:
        """Write a heading in the middle, with lines below it."""
        self._content.append(_paragraph(text, size=13, bold=True, align=TA_CENTER))
        self._content += [_paragraph(line, size=10, align=TA_CENTER) for line in under]
        self._content.append(Spacer(0, 7))

    def paragraph(self, text: str, *, number: str = "", bold: Sequence[str] = ()) -> None:
        """Write a paragraph, hanging behind its number if it has one; the words of `bold` are set in bold."""
        marked = escape(printable(text))
        for words in bold:
            marked = marked.replace(words, f"<b>{words}</b>")
        style = _style(leading=1.26, align=TA_JUSTIFY, after=3.6, indent=16 if number else 0)
        self._content.append(Paragraph(marked, style, bulletText=number or None))

    def fields(self, pairs: Sequence[tuple[str, str]], *, number: str = "") -> None:
        """Write labels and values; an empty value becomes a dotted line to fill in."""
        blank = texts("paper.blank")
        rows = [
            [number if not place else "", label, ":", _paragraph(value or blank)]
            for place, (label, value) in enumerate(pairs)
        ]
        style = [*_bare(), ("FONTSIZE", (0, 0), (-1, -1), 10), ("LEADING", (0, 0), (-1, -1), 10 * LEADING)]
        self._content += [Table(rows, [16, 60, 10, None], style=style, hAlign="LEFT"), Spacer(0, 2)]

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
        body = [part for row in rows for part in _parts(columns, _cells(columns, row))]
        last = [_cells([replace(column, bold=True) for column in columns], total)] if total else []
        cells = [_heading_cells(columns), *body, *last]
        least = [0.0, *[row_mm * mm] * len(body), *[0.0] * len(last)]
        heights = [max(_height(columns, row), low) for row, low in zip(cells, least, strict=True)]
        table = Table(
            cells, [column.width_mm * mm for column in columns], heights, _table_style(columns, bool(total)),
            repeatRows=1, hAlign="LEFT",
        )  # fmt: skip
        self._content += [table, Spacer(0, 5)]

    def signatures(
        self, left: Signature, right: Signature, middle: Signature | None = None, *, closing: str = ""
    ) -> None:
        """Write two places to sign beside each other, and one below in the middle. They stay on one page.

        The `closing` sentence stays with them, so that nobody signs a page that says nothing.
        """
        block: list[Flowable] = [_paragraph(closing, leading=1.26, after=4)] if closing else []
        block += [Spacer(0, 3), _signing_table([left, right], ["50%", "50%"])]
        if middle:
            block += [Spacer(0, 6), _signing_table([middle], ["100%"])]
        self._content.append(KeepTogether(block))

    def statement(self, heading: str, text: str, signature: Signature) -> None:
        """Write a statement with a place to sign on the right; it stays on one page."""
        signed = _signing_table([None, signature], ["65%", "35%"])
        parts = [_paragraph(heading, bold=True), _paragraph(text, leading=1.26, after=4), signed]
        self._content.append(KeepTogether([Spacer(0, 6), *parts]))

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
        width = self._pagesize[0]  # type: ignore[attr-defined]
        side = MARGIN_SIDE if width < A4[1] else LANDSCAPE_SIDE
        self.setFont(REGULAR, 8)
        self.setFillColor(_GREY)
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


def _style(
    *, size: float = 10, bold: bool = False, align: Align = TA_LEFT, leading: float = LEADING, after: float = 0,
    indent: float = 0,
) -> ParagraphStyle:  # fmt: skip
    return ParagraphStyle(
        "text", fontName=BOLD if bold else REGULAR, fontSize=size, leading=size * leading, textColor=_INK,
        alignment=align, spaceAfter=after, leftIndent=indent, bulletFontName=REGULAR, bulletFontSize=size,
    )  # fmt: skip


def _paragraph(text: str, *, leading: float = LEADING, after: float = 0, **look: Any) -> Paragraph:
    return Paragraph(escape(printable(text)), _style(leading=leading, after=after, **look))


def _signing_table(signatures: Sequence[Signature | None], widths: Sequence[str]) -> Table:
    """Set signatures beside each other, so that spaces and names stand on one line."""
    depth = max(len(each.above) for each in signatures if each)
    columns = [_signing_column(each, depth) if each else [""] * (depth + 3) for each in signatures]
    heights = [None] * depth + [SIGNING_SPACE, None, None]
    return Table([list(row) for row in zip(*columns, strict=True)], widths, heights, style=_bare())


def _signing_column(signature: Signature, depth: int) -> list[Flowable | str]:
    name = f"<u>{escape(printable(signature.name))}</u>" if signature.name else f"({texts('paper.blank')})"
    lines = [*signature.above, *[""] * (depth - len(signature.above))]
    return [
        *(_paragraph(line, align=TA_CENTER) if line else "" for line in lines),
        "",
        Paragraph(name, _style(bold=bool(signature.name), align=TA_CENTER)),
        _paragraph(signature.number, align=TA_CENTER) if signature.number else "",
    ]


def _table_style(columns: Sequence[Column], total: bool) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.4, _LINE),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TEXTCOLOR", (0, 0), (-1, -1), _INK),
        *_padding(CELL_PADDING, CELL_PADDING),
    ]
    for place, column in enumerate(columns):
        here = (place, 1), (place, -1)
        style += [
            ("FONT", *here, BOLD if column.bold else REGULAR, column.size, column.size * LEADING),
            ("ALIGN", (place, 0), (place, -1), column.align.upper()),
        ]
        if column.foot:
            style += [("VALIGN", *here, "BOTTOM"), ("TEXTCOLOR", *here, _GREY)]
    style += [
        ("BACKGROUND", (0, 0), (-1, 0), _GROUND),
        ("FONT", (0, 0), (-1, 0), BOLD, _HEADING_SIZE, _HEADING_SIZE * LEADING),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
    ]
    if total:
        style += [("FONTNAME", (0, -1), (-1, -1), BOLD), ("LINEABOVE", (0, -1), (-1, -1), 1, _INK)]
    return style


_HEADING_SIZE = 8.5


def _bare() -> list[tuple[Any, ...]]:
    every = (0, 0), (-1, -1)
    return [("VALIGN", *every, "TOP"), ("TEXTCOLOR", *every, _INK), *_padding(0, 0.15 * mm)]


def _padding(across: float, down: float) -> list[tuple[Any, ...]]:
    every = (0, 0), (-1, -1)
    return [
        ("LEFTPADDING", *every, across),
        ("RIGHTPADDING", *every, across),
        ("TOPPADDING", *every, down),
        ("BOTTOMPADDING", *every, down + 1),
    ]


def _heading_cells(columns: Sequence[Column]) -> list[str]:
    looks = [replace(column, bold=True, size=_HEADING_SIZE) for column in columns]
    return _cells(looks, [column.heading for column in columns])


def _cells(columns: Sequence[Column], row: Sequence[str]) -> list[str]:
    return ["\n".join(_fit(column, printable(cell))) for column, cell in zip(columns, row, strict=True)]


def _fit(column: Column, text: str) -> list[str]:
    return _wrap(text, BOLD if column.bold else REGULAR, column.size, column.width_mm * mm - 2 * CELL_PADDING)


def _parts(columns: Sequence[Column], cells: list[str]) -> list[list[str]]:
    """Cut a row that is higher than a page into rows that are not."""
    most = int(HIGHEST_ROW / (max(column.size for column in columns) * LEADING))
    lines = [cell.split("\n") for cell in cells]
    starts = range(0, max(map(len, lines)), most)
    return [["\n".join(cell[start : start + most]) for cell in lines] for start in starts]


def _height(columns: Sequence[Column], row: Sequence[str]) -> float:
    lines = [(cell.count("\n") + 1) * column.size * LEADING for column, cell in zip(columns, row, strict=True)]
    return max(lines) + 2 * CELL_PADDING + 2


def _wrap(text: str, font: str, size: float, width: float) -> list[str]:
    return wrap(text, lambda part: stringWidth(part, font, size), width)
