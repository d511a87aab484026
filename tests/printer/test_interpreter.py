import pytest
from hypothesis import given
from hypothesis import strategies as st

from printer.commands import CommandReader
from printer.document import Align
from printer.interpreter import Interpreter
from printer.paper import PrintedLine
from printer.picture import picture
from printer.profiles import GENERIC_58, GENERIC_80
from tests.printer.papers import read_back


def lines(data: bytes) -> list[PrintedLine]:
    (paper,) = read_back(data + b"\x1dV\x00", GENERIC_80)
    return [part for part in paper.parts if isinstance(part, PrintedLine)]


def test_line_longer_than_the_paper_goes_on_below() -> None:
    assert [line.text for line in lines(b"x" * 50 + b"\n")] == ["x" * 48, "xx"]


@pytest.mark.parametrize(
    ("command", "width", "height", "bold"),
    [(b"\x1d!\x11", 2, 2, False), (b"\x1b!\x30", 2, 2, False), (b"\x1b!\x18", 1, 2, True), (b"\x1bE\x01", 1, 1, True)],
)
def test_styles_of_other_programs_are_understood(command: bytes, width: int, height: int, bold: bool) -> None:
    (line,) = lines(command + b"A\n")
    assert (line.runs[0].width, line.runs[0].height, line.runs[0].bold) == (width, height, bold)


def test_styles_may_change_within_a_line() -> None:
    (line,) = lines(b"\x1ba\x01a\x1bE\x01b\x1bE\x00c\n")
    assert [(run.text, run.bold) for run in line.runs] == [("a", False), ("b", True), ("c", False)]
    assert line.align is Align.CENTER


def test_paper_ends_at_the_cut_or_where_it_is_long_enough_to_tear() -> None:
    assert [paper.text for paper in read_back(b"a\n\x1dVB\x00b\n\x1dV\x01", GENERIC_80)] == ["a", "b"]
    assert [paper.text for paper in read_back(b"a\n\x1bd\x04b\n\x1bd\x04", GENERIC_58)] == ["a", "b"]


def test_reset_begins_a_new_paper() -> None:
    assert [paper.text for paper in read_back(b"a\n\x1b@b\n\x1dV\x00", GENERIC_80)] == ["a", "b"]


COMMANDS = [b"\x1d(k", b"\x1dv0", b"\x1b@", b"\x1bd", b"\x1ba", b"\x1dV", b"\x1d!", b"\n", b"\x04\x00", b"1Q0", b"1E"]


@given(st.lists(st.sampled_from(COMMANDS) | st.binary(max_size=6), max_size=40))
def test_no_bytes_can_break_the_printer(pieces: list[bytes]) -> None:
    reader, interpreter = CommandReader(), Interpreter(GENERIC_58)
    reader.feed(b"".join(pieces))
    while (command := reader.next()) is not None:
        interpreter.obey(command)
    assert picture(interpreter.unfinished).startswith(b"\x89PNG")
