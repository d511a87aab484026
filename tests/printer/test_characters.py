import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.characters import NO_BREAK_SPACE, printable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rp900.000", "Rp900.000"),
        ("“Pa’ Hamdan” – José", '"Pa\' Hamdan" - Jose'),
        ("631102••••••0001", "631102******0001"),
        ("½ kg × 3 ≥ 1,5 kg", "1/2 kg x 3 >= 1,5 kg"),
        ("ﬁnal…", "final..."),
        ("\x1b@ GS\x1dV0\x00", "@ GSV0"),
        ("satu\r\ndua\ntiga", "satu\ndua\ntiga"),
        ("مرحبا", "?????"),
        ("zero\u200bwidth", "zerowidth"),
        ("٣ 3", "? 3"),
    ],
)
def test_spelled_as_a_printer_can(text: str, expected: str) -> None:
    assert printable(text) == expected


@given(st.text())
def test_nothing_but_ascii_and_never_a_command(text: str) -> None:
    assert all(c in ("\n", NO_BREAK_SPACE) or " " <= c <= "~" for c in printable(text))


@given(st.text())
def test_spelling_twice_changes_nothing(text: str) -> None:
    assert printable(printable(text)) == printable(text)
