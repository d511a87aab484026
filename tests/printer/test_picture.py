import struct
import zlib

import pytest

from printer.document import Code, Document, Text
from printer.paper import Paper, PrintedCode
from printer.picture import INK, MARGIN_DOTS, PAPER, picture
from printer.profiles import GENERIC_58, GENERIC_80, PLAIN_80, Profile
from tests.printer.papers import PAYLOAD, RECEIPT, TICKET, printed


def pixels(png: bytes) -> list[bytes]:
    """Rows of grey values, read without the library that drew them. Undoes the filters of PNG."""
    width, height = struct.unpack(">II", png[16:24])
    at, packed = 8, b""
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + length]
        at += length + 12
    raw, rows, above = zlib.decompress(packed), [], bytes(width)
    for y in range(height):
        kind, *values = raw[y * (width + 1) : (y + 1) * (width + 1)]
        row = bytearray()
        for x, value in enumerate(values):
            left, up, corner = (row[x - 1] if x else 0), above[x], (above[x - 1] if x else 0)
            row.append((value + _predicted(kind, left, up, corner)) % 256)
        above = bytes(row)
        rows.append(above)
    return rows


def _predicted(kind: int, left: int, up: int, corner: int) -> int:
    near = min((left, up, corner), key=lambda v: abs(left + up - corner - v))
    return (0, left, up, (left + up) // 2, near)[kind]


@pytest.mark.parametrize("profile", [GENERIC_58, GENERIC_80, PLAIN_80], ids=lambda profile: profile.name)
@pytest.mark.parametrize("document", [TICKET, RECEIPT], ids=["ticket", "receipt"])
def test_picture_is_as_wide_as_the_paper(document: Document, profile: Profile) -> None:
    assert struct.unpack(">I", picture(printed(document, profile))[16:20]) == (profile.dots,)


def test_picture_has_two_colours() -> None:
    assert set(b"".join(pixels(picture(printed(TICKET, GENERIC_58))))) == {INK, PAPER}


def test_code_is_drawn_dot_by_dot_in_the_middle() -> None:
    paper = printed(Document.of(Code(PAYLOAD)), GENERIC_58)
    (code,) = [part for part in paper.parts if isinstance(part, PrintedCode)]
    inked = [row for row in pixels(picture(paper)) if INK in row]
    size, left = code.module_dots, min(row.index(INK) for row in inked)
    assert left == GENERIC_58.dots - 1 - max(row.rindex(INK) for row in inked)
    assert inked[0][left : left + 8 * size] == bytes([INK]) * 7 * size + bytes([PAPER]) * size


def test_bold_has_more_ink_than_plain() -> None:
    def ink(bold: bool) -> int:
        return sum(
            row.count(INK) for row in pixels(picture(printed(Document.of(Text("Kuitansi", bold=bold)), GENERIC_58)))
        )

    assert ink(True) > 1.2 * ink(False)


def test_empty_paper_is_a_picture_too() -> None:
    rows = pixels(picture(Paper((), 384)))
    assert len(rows) == 2 * MARGIN_DOTS
