import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.reports.wrapping import cut, printable, wrap

WORDS = st.text(st.sampled_from("abc \n"), max_size=60)


@given(WORDS, st.integers(1, 12))
def test_every_line_fits_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(text, len, width)
    assert lines
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_stay_whole_where_they_can() -> None:
    assert wrap("Siti Aisyah binti Jumri", len, 12) == ["Siti Aisyah", "binti Jumri"]
    assert wrap("Hidayatullah", len, 5) == ["Hiday", "atull", "ah"]
    assert wrap("dua\nbaris", len, 12) == ["dua", "baris"]


def test_what_is_cut_says_so() -> None:
    assert cut(["a", "b"], 2) == ["a", "b"]
    assert cut(["a", "b,", "c"], 2) == ["a", "b…"]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Nuʼaini", "Nu'aini"),
        ("José – “Uma”", "José – “Uma”"),
        ("Ḥasan Šāʿir", "Hasan Ša'ir"),
        ("李", "?"),
        ("A\u200bni", "Ani"),
        ("e\u0301", "é"),
    ],
)
def test_every_name_can_be_printed(text: str, printed: str) -> None:
    assert printable(text) == printed


@given(st.text(max_size=20))
def test_whatever_is_printed_has_a_letter_in_the_font(text: str) -> None:
    assert printable(text).encode("cp1252") is not None
