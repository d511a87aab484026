"""Codes of receipts as they come in lines of a text or as words at a shell."""

from ledger.codes import CodeReader, SignedEntry
from ledger.errors import BadEntry


def take_line(reader: CodeReader, line: str) -> SignedEntry | None:
    """Read a code as `CodeReader.take` does, whatever blanks are around it; raises `BadEntry`.

    A blank is a letter of Base45. The code of a receipt may begin with one, which is easily lost, but never ends so.
    """
    text = line.strip()
    try:
        return reader.take(text)
    except BadEntry:
        return reader.take(" " + text)
