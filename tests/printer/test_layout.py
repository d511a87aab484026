import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.characters import printable
from printer.document import Align, Document, Line, Numeral, Pair, Rule, Text
from printer.layout import Row, lay_out
from tests.printer.papers import RECEIPT

COLUMNS = st.sampled_from([32, 42, 48])
SIZES = st.integers(1, 8)
TEXTS = st.text(max_size=120)
LINES = st.one_of(
    st.builds(Text, TEXTS, st.sampled_from(Align), st.booleans(), SIZES),
    st.builds(Pair, TEXTS, TEXTS, st.booleans(), SIZES),
    st.builds(Rule, st.text(max_size=2)),
    st.builds(Numeral, st.text(max_size=40)),
)


def rows(line: Line, columns: int = 32) -> list[str]:
    return [row.text for row in lay_out(Document((line,)), columns) if isinstance(row, Row)]


@given(st.lists(LINES, max_size=6), COLUMNS)
def test_no_row_is_wider_than_the_paper(lines: list[Line], columns: int) -> None:
    for row in lay_out(Document(tuple(lines)), columns):
        assert isinstance(row, Row)
        assert len(row.text) * row.size <= columns
        assert row.text.isascii()
        assert "\n" not in row.text


@given(TEXTS, TEXTS, COLUMNS)
def test_a_pair_loses_no_character(left: str, right: str, columns: int) -> None:
    paper = "".join(rows(Pair(left, right), columns))
    assert "".join(paper.split()) == "".join((printable(left) + printable(right)).split())


@pytest.mark.parametrize("nothing", ["", " ", "\n", "\xa0", "\x07"])
def test_a_rule_is_always_to_be_seen(nothing: str) -> None:
    assert rows(Rule(nothing), 4) == ["----"]


def test_value_stands_at_the_right_edge() -> None:
    assert rows(Pair("Beras", "20 kg")) == ["Beras                      20 kg"]


def test_long_left_wraps_beside_the_value_at_words() -> None:
    assert rows(Pair("Minyak goreng kemasan sederhana", "Rp15.500")) == [
        "Minyak goreng kemasan",
        "sederhana               Rp15.500",
    ]


def test_value_without_room_goes_below() -> None:
    assert rows(Pair("Nama", "MUHAMMAD SYAIFULLAH AL-BANJARI")) == ["Nama", "MUHAMMAD SYAIFULLAH AL-BANJARI"]
    below = lay_out(Document((Pair("Nama", "MUHAMMAD SYAIFULLAH AL-BANJARI"),)), 32)[1]
    assert isinstance(below, Row)
    assert below.align is Align.RIGHT


def test_short_label_keeps_its_row_when_both_just_fit() -> None:
    assert rows(Pair("No.", "1234567890123456789012345678")) == ["No. 1234567890123456789012345678"]


def test_no_break_space_holds_an_amount_together() -> None:
    assert rows(Text("dibayarkan tunai sebesar Rp\u00a0900.000")) == ["dibayarkan tunai sebesar", "Rp 900.000"]


def test_word_longer_than_the_paper_is_cut_not_lost() -> None:
    assert rows(Text("x" * 70)) == ["x" * 32, "x" * 32, "x" * 6]


def test_numeral_is_as_large_as_paper_and_printer_allow() -> None:
    sizes = {text: lay_out(Document((Numeral(text),)), 32)[0].size for text in ("7", "127", "A-027", "1234567")}  # type: ignore[union-attr]
    assert sizes == {"7": 8, "127": 8, "A-027": 6, "1234567": 4}


def test_wider_paper_takes_fewer_rows() -> None:
    assert len(lay_out(RECEIPT, 48)) < len(lay_out(RECEIPT, 32))
