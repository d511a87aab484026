"""Receipts as pictures, for tests: the codes alone, as a scanner of flat beds sees them."""

import io
from collections.abc import Sequence

from PIL import Image

from hub.reports.qr import qr_modules

DOTS_A_MODULE = 5


def page(codes: Sequence[str]) -> Image.Image:
    """A white page with codes below each other."""
    drawn = [qr_modules(code) for code in codes]
    width = max([*(len(rows) for rows in drawn), 40]) * DOTS_A_MODULE
    paper = Image.new("L", (width, sum(len(rows) for rows in drawn) * DOTS_A_MODULE + 40), 255)
    top = 20
    for rows in drawn:
        data = bytes(0 if module else 255 for row in rows for module in row)
        code = Image.frombytes("L", (len(rows), len(rows)), data)
        size = len(rows) * DOTS_A_MODULE
        paper.paste(code.resize((size, size), Image.Resampling.NEAREST), (0, top))
        top += size
    return paper


def picture(*codes: str, kind: str = "PNG") -> bytes:
    """A picture of one page."""
    return saved([page(codes)], kind)


def pages(*codes: str) -> bytes:
    """A scan with a page for each code, as TIFF."""
    return saved([page([code]) for code in codes], "TIFF")


def saved(papers: Sequence[Image.Image], kind: str) -> bytes:
    file = io.BytesIO()
    more = {"save_all": True, "append_images": papers[1:]} if len(papers) > 1 else {}
    papers[0].save(file, kind, **more)
    return file.getvalue()
