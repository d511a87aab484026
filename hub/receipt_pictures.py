"""Codes out of photos and scans of receipts: creased, crooked, badly lit, many in one picture."""

from collections.abc import Iterator
from io import BytesIO

import zxingcpp
from PIL import Image, ImageFilter, ImageOps, ImageSequence, UnidentifiedImageError

from hub.errors import NotAPicture

MOST_PIXELS = 60_000_000
_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
_SIDES = (0, 2400, 1400, 900)
"""Longest sides to which a picture is brought, in pixels; 0 leaves it. Small codes need the first, noise the last."""


def codes_of_picture(name: str, data: bytes) -> list[str]:
    """Give the codes in a file of this name; raises `NotAPicture`, naming it, for what is none or shows no code."""
    try:
        codes = codes_in_picture(data)
    except NotAPicture as error:
        raise NotAPicture(str(error), name) from error
    if not codes:
        raise NotAPicture("there is no code in it", name)
    return codes


def codes_in_picture(data: bytes) -> list[str]:
    """Give every QR code in a picture of one or several pages, each once, in the order in which they were found.

    Raises `NotAPicture` for what is none, or is beyond all measure.
    """
    found: dict[str, None] = {}
    try:
        with Image.open(BytesIO(data)) as picture:
            for page in ImageSequence.Iterator(picture):
                if page.width * page.height > MOST_PIXELS:
                    raise NotAPicture("the picture is too large")
                found.update(dict.fromkeys(_codes(ImageOps.exif_transpose(page).convert("L"))))
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError, SyntaxError) as error:
        raise NotAPicture(f"this is no picture: {error}") from error
    return list(found)


def _codes(page: Image.Image) -> Iterator[str]:
    for version in _versions(page):
        for code in zxingcpp.read_barcodes(version, formats=_FORMATS):
            yield code.text


def _versions(page: Image.Image) -> Iterator[Image.Image]:
    """Give the page in the ways in which a code may show: sizes, even light, less noise."""
    for side in _SIDES:
        if side and max(page.size) <= side:
            continue
        sized = page.copy()
        if side:
            sized.thumbnail((side, side))
        yield sized
        yield ImageOps.autocontrast(sized.filter(ImageFilter.GaussianBlur(1)), cutoff=2)
