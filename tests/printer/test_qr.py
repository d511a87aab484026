import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer import qr
from printer.errors import CodeTooLarge


@given(st.text("ABC123$%", min_size=1, max_size=400))
def test_width_of_capitals_and_digits_is_never_underestimated(payload: str) -> None:
    assert len(qr.modules(payload)) <= qr.modules_wide(payload)


@given(st.text(min_size=1, max_size=120).filter(lambda text: text.encode(errors="replace").decode() == text))
def test_width_of_any_text_is_never_underestimated(payload: str) -> None:
    assert len(qr.modules(payload.encode())) <= qr.modules_wide(payload)


def test_width_of_a_receipt_code_is_exact() -> None:
    payload = "SOTARSA1:" + "A7K2M9QX4ZP" * 20
    assert len(qr.modules(payload)) == qr.modules_wide(payload)


def test_code_and_border_fit_on_the_paper() -> None:
    payload = "X" * 300
    for dots in (384, 576):
        size = qr.module_dots(payload, dots, largest_dots=6, smallest_dots=3, step_dots=1)
        assert (qr.modules_wide(payload) + 8) * size <= dots


def test_raster_modules_are_even() -> None:
    assert qr.module_dots("X" * 900, 384, largest_dots=4, smallest_dots=2, step_dots=2) == 2


def test_a_code_that_nobody_could_read_is_refused() -> None:
    with pytest.raises(CodeTooLarge):
        qr.module_dots("x" * 2000, 384, largest_dots=6, smallest_dots=3, step_dots=1)
    with pytest.raises(CodeTooLarge):
        qr.modules_wide("x" * 3000)
