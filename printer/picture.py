"""The one file that uses Pillow: a paper as a picture, a pixel for every dot."""

import io
from functools import cache, lru_cache
from typing import Any

from printer import qr
from printer.document import Align
from printer.interpreter import CELL_HEIGHT_DOTS, CELL_WIDTH_DOTS
from printer.paper import Paper, Printed, PrintedCode, PrintedFeed, PrintedImage, PrintedLine, Run

MARGIN_DOTS = 24  # above and below, so that nothing is cut off by the eye
INK, PAPER = 34, 252  # thermal black is not quite black, and the paper not quite white
_FINE = 8  # how much finer than a dot a letter is drawn first
_LETTER_DOTS, _FOOT_DOTS = 23, 19  # size of the letters, and where they stand, in the cell of 24
_INK_DOTS, _CONDENSED = 10, 0.88  # widest letter in the cell of 12, and how much the others are pressed together


def picture(paper: Paper) -> bytes:
    """Give a PNG in grey, exactly as wide as the paper has dots."""
    from PIL import Image

    heights = [_height(part) for part in paper.parts]
    canvas = Image.new("L", (paper.width_dots, sum(heights) + 2 * MARGIN_DOTS), PAPER)
    top = MARGIN_DOTS
    for part, height in zip(paper.parts, heights, strict=True):
        image = _drawn(part)
        if image is not None:
            canvas.paste(INK, (_left(part, image.width, paper.width_dots), top), image)
        top += height
    file = io.BytesIO()
    canvas.save(file, "PNG", optimize=True)
    return file.getvalue()


def _height(part: Printed) -> int:
    match part:
        case PrintedLine() | PrintedFeed():
            return part.height_dots
        case PrintedImage():
            return part.rows * part.scale_y
        case PrintedCode():
            return len(_modules(part)) * part.module_dots


def _left(part: Printed, width: int, paper_dots: int) -> int:
    align = Align.LEFT if isinstance(part, PrintedFeed) else part.align
    spare = max(0, paper_dots - width)
    return {Align.LEFT: 0, Align.CENTER: spare // 2, Align.RIGHT: spare}[align]


def _drawn(part: Printed) -> Any:
    """Give a mask: 255 where there is ink."""
    match part:
        case PrintedLine(runs=runs) if runs:
            return _line(part)
        case PrintedImage() if part.bits:
            return _bits(part.bits, part.row_bytes * 8, part.rows, part.scale_x, part.scale_y)
        case PrintedCode():
            return _code(part)
        case _:
            return None


def _line(line: PrintedLine) -> Any:
    from PIL import Image

    tallest = max(run.height for run in line.runs) * CELL_HEIGHT_DOTS
    width = sum(len(run.text) * run.width for run in line.runs) * CELL_WIDTH_DOTS
    mask = Image.new("L", (width, tallest), 0)
    left = 0
    for run in line.runs:
        for character in run.text:
            cell = _character(character, run)
            mask.paste(cell, (left, tallest - cell.height))  # characters stand on one foot line
            left += cell.width
    return mask


def _character(character: str, run: Run) -> Any:
    from PIL import ImageChops

    cell = _cell(character, run.width, run.height)
    if run.bold:  # as the printers do it: struck twice, a little apart
        cell = ImageChops.lighter(cell, ImageChops.offset(cell, run.width, 0))
    if run.underlined:
        cell = cell.copy()
        cell.paste(255, (0, cell.height - 2, cell.width, cell.height))
    return ImageChops.invert(cell) if run.inverted else cell


@lru_cache(maxsize=512)
def _cell(character: str, width: int, height: int) -> Any:
    """Draw one character finely, press it into the cell of a fixed-width font, and keep dots that are mostly ink."""
    from PIL import Image, ImageDraw

    fine = Image.new("L", (_FINE * 3 * CELL_HEIGHT_DOTS // 2, _FINE * CELL_HEIGHT_DOTS), 0)
    ImageDraw.Draw(fine).text((_FINE * 4, _FINE * _FOOT_DOTS), character, font=_font(), fill=255, anchor="ls")
    ink = fine.getbbox()
    cell = Image.new("L", (width * CELL_WIDTH_DOTS, height * CELL_HEIGHT_DOTS), 0)
    if ink is None:
        return cell
    wide = min(_INK_DOTS, round((ink[2] - ink[0]) * _CONDENSED / _FINE, 1))
    dots = max(2, round(wide * width)), cell.height
    glyph = fine.crop((ink[0], 0, ink[2], fine.height)).resize(dots, Image.Resampling.BOX)
    cell.paste(glyph.point(_mostly_ink), ((cell.width - dots[0]) // 2, 0))
    return cell


def _mostly_ink(level: int) -> int:
    return 255 if level > 90 else 0


@cache
def _font() -> Any:
    from PIL import ImageFont

    return ImageFont.load_default(_FINE * _LETTER_DOTS)


def _modules(code: PrintedCode) -> tuple[bytes, ...]:
    return qr.modules(code.payload, code.level)


def _code(code: PrintedCode) -> Any:
    from PIL import Image

    rows = _modules(code)
    side = len(rows) * code.module_dots
    ink = b"".join(rows).translate(bytes((0, 255)) + bytes(254))
    return Image.frombytes("L", (len(rows), len(rows)), ink).resize((side, side), 0)


def _bits(bits: bytes, width: int, rows: int, scale_x: int, scale_y: int) -> Any:
    from PIL import Image

    return Image.frombytes("1", (width, rows), bits).convert("L").resize((width * scale_x, rows * scale_y), 0)
