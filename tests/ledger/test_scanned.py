"""Codes of receipts in lines of text, where blanks are easily lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.codes import CodeReader, receipt_codes, sign_entry
from ledger.entry import FIRST_PREV, Entry
from ledger.errors import BadEntry
from ledger.keys import SigningKey
from ledger.scanned import take_line
from tests.ledger.boxes import handover
from tests.ledger.test_telling import record

KEY = SigningKey(b"\3" * 32)


@given(
    feed=st.binary(min_size=16, max_size=16), around=st.sampled_from(["", " ", "\t", "  "]), person=st.integers(0, 999)
)
def test_whatever_blanks_are_lost_or_added_the_code_is_read(feed: bytes, around: str, person: int) -> None:
    entry = Entry(feed, 1, FIRST_PREV, record(handover(person)).payload)
    (code,) = receipt_codes(sign_entry(entry, KEY))
    for line in (code, code.strip(), around + code + around + "\r\n"):
        signed = take_line(CodeReader(), line)
        assert signed
        assert signed.entry == entry
    assert code == code.rstrip()


def test_anything_else_is_refused() -> None:
    for line in ("", " ", "LIYU0001", "6311020201900001"):
        with pytest.raises(BadEntry):
            take_line(CodeReader(), line)
