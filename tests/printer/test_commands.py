from hypothesis import given
from hypothesis import strategies as st

from printer.commands import Command, CommandReader
from printer.escpos_bytes import render
from printer.profiles import GENERIC_80, POS_5890, Profile
from tests.printer.papers import RECEIPT


def commands(chunks: list[bytes]) -> tuple[list[Command], int]:
    reader, found = CommandReader(), []
    for chunk in chunks:
        reader.feed(chunk)
        while (command := reader.next()) is not None:
            found.append(command)
    return found, reader.waiting_bytes


def joined(found: list[Command]) -> list[Command]:
    """Text may be cut where a chunk ends; nothing else may."""
    result: list[Command] = []
    for command in found:
        if result and not command.name and not result[-1].name:
            result[-1] = Command(b"", result[-1].arguments + command.arguments)
        else:
            result.append(command)
    return result


@given(st.sampled_from([GENERIC_80, POS_5890]), st.lists(st.integers(1, 90), min_size=1))
def test_chunks_do_not_matter(profile: Profile, sizes: list[int]) -> None:
    data = render(RECEIPT, profile)
    chunks, at = [], 0
    for size in sizes:
        chunks.append(data[at : at + size])
        at += size
    found, waiting = commands([*chunks, data[at:]])
    assert joined(found) == joined(commands([data])[0])
    assert waiting == 0


@given(st.binary(max_size=300))
def test_no_bytes_can_break_the_reader(data: bytes) -> None:
    found, waiting = commands([data])
    assert b"".join(command.name + command.arguments for command in found) + data[len(data) - waiting :] == data


def test_half_a_command_waits() -> None:
    assert commands([b"\x1d(k\x04\x00"]) == ([], 5)
