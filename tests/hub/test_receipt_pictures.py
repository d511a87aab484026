import pytest
from PIL import Image

from hub.errors import NotAPicture
from hub.receipt_pictures import codes_in_picture, codes_of_picture
from tests.hub.receipts import page, pages, picture, saved

CODES = ("SATU 0123456789", "DUA ABCDEF", " BEGINS WITH A BLANK")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "WEBP"])
def test_several_codes_in_one_picture(kind: str) -> None:
    assert set(codes_in_picture(picture(*CODES, kind=kind))) == set(CODES)


def test_every_page_of_a_scan_is_read() -> None:
    assert codes_in_picture(pages(*CODES)) == list(CODES)


def test_a_picture_may_lie_on_its_side_or_head() -> None:
    for turns in (90, 180, 270, 33):
        turned = page(CODES).rotate(turns, expand=True, fillcolor=255)
        assert set(codes_in_picture(saved([turned], "PNG"))) == set(CODES)


def test_what_is_no_picture_or_shows_no_code_is_named() -> None:
    for data in (b"", b"\x89PNG\r\n\x1a\nnothing", picture(kind="PNG"), picture(*CODES)[:200]):
        with pytest.raises(NotAPicture) as told:
            codes_of_picture("foto.png", data)
        assert told.value.values["file"] == "foto.png"


def test_a_picture_beyond_all_measure_is_not_opened() -> None:
    huge = saved([Image.new("1", (8_000, 8_000))], "PNG")
    with pytest.raises(NotAPicture):
        codes_in_picture(huge)
