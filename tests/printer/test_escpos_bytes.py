import logging
import time

import pytest

from printer import qr
from printer.document import Code, Document, Pair, Text
from printer.escpos_bytes import render, warm_up
from printer.layout import Row, lay_out
from printer.paper import PrintedImage, PrintedLine
from printer.profiles import GENERIC_58, GENERIC_80, POS_5890, PROFILES, Profile
from tests.printer.papers import PAYLOAD, RECEIPT, TICKET, printed

EVERY_PROFILE = pytest.mark.parametrize("profile", PROFILES.values(), ids=list(PROFILES))


@EVERY_PROFILE
@pytest.mark.parametrize("document", [TICKET, RECEIPT], ids=["ticket", "receipt"])
def test_paper_shows_exactly_the_rows_laid_out(document: Document, profile: Profile) -> None:
    expected = [row for row in lay_out(document, profile.columns) if isinstance(row, Row)]
    lines = [part for part in printed(document, profile).parts if isinstance(part, PrintedLine)]
    assert [line.text for line in lines] == [row.text for row in expected]
    for line, row in zip(lines, expected, strict=True):
        if row.text:
            (run,) = line.runs
            assert (line.align, run.bold, run.width, run.height) == (row.align, row.bold, row.size, row.size)


@pytest.mark.parametrize("profile", [GENERIC_58, GENERIC_80])
def test_printer_is_given_the_payload_of_the_code(profile: Profile) -> None:
    assert printed(RECEIPT, profile).codes == (PAYLOAD,)


def test_printer_without_codes_is_given_their_modules() -> None:
    (image,) = [part for part in printed(RECEIPT, POS_5890).parts if isinstance(part, PrintedImage)]
    assert (image.scale_x, image.scale_y) == (2, 2)
    assert _modules_of(image) == qr.modules(PAYLOAD)


def _modules_of(image: PrintedImage) -> tuple[bytes, ...]:
    """Sample the first pixel of each module; the first row of a code begins with the seven of its finder."""
    rows = [
        "".join(f"{byte:08b}" for byte in image.bits[at : at + image.row_bytes])
        for at in range(0, len(image.bits), image.row_bytes)
    ]
    pixels = rows[0].index("0") // 7
    side = image.rows // pixels
    return tuple(bytes(int(bit) for bit in row[: side * pixels : pixels]) for row in rows[::pixels])


def test_no_text_reaches_the_printer_as_a_command_or_as_garbage() -> None:
    data = render(Document((Text("é \x1bm \x1di “ok” 漢字"), Pair("\x10\x04\x01", "\x1d(k"))), GENERIC_58)
    assert data.removeprefix(b"\x1b@") == b'e m i "ok" ??\n' + b"(k".rjust(32) + b"\n"


def test_style_is_said_only_where_it_changes() -> None:
    same = Document(tuple(Text("baris", bold=True) for _ in range(20)))
    assert render(same, GENERIC_58).count(b"\x1bE") == 1


def test_every_document_begins_anew() -> None:
    assert render(RECEIPT, GENERIC_58) == render(RECEIPT, GENERIC_58)
    assert render(TICKET, GENERIC_58).startswith(b"\x1b@")


@pytest.mark.parametrize("profile", [GENERIC_58, GENERIC_80])
def test_bytes_stay_near_plain_text_and_native_code(profile: Profile) -> None:
    rows = [row for row in lay_out(RECEIPT, profile.columns) if isinstance(row, Row)]
    plain = sum(len(row.text) + 1 for row in rows)
    code = len(render(Document((Code(PAYLOAD),)), profile))
    assert len(render(RECEIPT, profile)) <= 1.1 * (plain + code)


@EVERY_PROFILE
def test_rendering_takes_less_than_five_milliseconds(profile: Profile) -> None:
    render(RECEIPT, profile)
    times = []
    for _ in range(10):
        started = time.perf_counter()
        render(RECEIPT, profile)
        times.append(time.perf_counter() - started)
    assert min(times) < 0.005


def test_library_leaves_the_root_log_alone() -> None:
    before = list(logging.getLogger().handlers)
    warm_up()
    assert logging.getLogger().handlers == before
