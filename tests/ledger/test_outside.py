"""Whatever bytes come from outside, reading them raises errors of the ledger and no others."""

import zlib
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.bundle import MAGIC as BUNDLE_MAGIC
from ledger.bundle import MAX_PARTS, read_bundle
from ledger.certificates import read_certificate
from ledger.chunks import chunk_entries, read_chunk
from ledger.codes import CodeReader, base45, from_base45
from ledger.entry import Content, Entry, check_canonical
from ledger.errors import BadEntry, LedgerError
from ledger.evidence import Kept
from ledger.outside import read_value
from ledger.packs import MAGIC as PACK_MAGIC
from ledger.packs import check_pack
from ledger.run import Run
from ledger.sealing import VisitKey
from ledger.vouching import read_heads
from ledger.wire import EvidenceSent, GiveBack, GivenBack, HeadsTold, Hello, Message, PacksGiven, Refused
from tests.ledger.boxes import HUB

DEVICE = b"d" * 32
NESTED = b"\x91" * 50_000 + b"\xc0"
BAD_TEXT = b"\x92\xa1\xff\xa1\xff"

READERS: dict[str, Callable[[bytes], object]] = {
    "chunk": read_chunk,
    "packed chunk": lambda data: chunk_entries(read_chunk(zlib.compress(data))),
    "bundle": read_bundle,
    "bundle of parts": lambda data: read_bundle(BUNDLE_MAGIC + data),
    "pack": lambda data: check_pack(data, HUB.public, DEVICE),
    "pack of parts": lambda data: check_pack(PACK_MAGIC + data, HUB.public, DEVICE),
    "header of a pack": lambda data: check_pack(
        PACK_MAGIC + msgspec.msgpack.encode((data, b"", b"")), HUB.public, DEVICE
    ),
    "certificate": lambda data: read_certificate(HUB.sign("certificate", data) + data, HUB.public),
    "code of a receipt": lambda data: CodeReader().take(base45(data)),
    "whole code of a receipt": lambda data: CodeReader().take(base45(b"\x01" + bytes(116) + data)),
    "part of a code of a receipt": lambda data: CodeReader().take(base45(b"\x02" + data)),
    "record": Run.from_record,
    "evidence": Kept.read,
    "signed heads": read_heads,
    "payload": check_canonical,
    "content": lambda data: Entry(b"", 1, b"", data).content,
    "sealed value": lambda data: _sealed(data),
    "hello": Hello.decoded,
    "heads": HeadsTold.decoded,
    "refusal": Refused.decoded,
    "packs": PacksGiven.decoded,
    "evidence sent": EvidenceSent.decoded,
    "given back": GivenBack.decoded,
    "asked for": GiveBack.decoded,
}


def _sealed(data: bytes) -> object:
    key = VisitKey(b"k" * 32)
    return key.unseal_value(Hello, key.seal("Hello", data))


AWKWARD = {
    "nothing": b"",
    "lists without end": NESTED,
    "lists without end where a version may add fields": b"\x93\x01\xc4\x00" + NESTED,
    "bad text": BAD_TEXT,
    "a number too large": msgspec.msgpack.encode((b"f", 2**64 - 1, bytes(32), (b"x", b"x"), b"s")),
    "a negative number": msgspec.msgpack.encode((b"f", -1, b"", b"", b"")),
    "negative heads": msgspec.msgpack.encode([[(b"f", -1, b"", b"")]]),
}


def read_or_refuse(name: str, data: bytes) -> None:
    try:
        READERS[name](data)
    except LedgerError:
        return


@pytest.mark.parametrize("name", READERS)
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    read_or_refuse(name, data)


@pytest.mark.parametrize("awkward", AWKWARD)
@pytest.mark.parametrize("name", READERS)
def test_awkward_bytes_are_read_or_refused(name: str, awkward: str) -> None:
    read_or_refuse(name, AWKWARD[awkward])


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    with pytest.raises(BadEntry):
        CodeReader().take(text)


@given(st.binary(max_size=300))
def test_base45_comes_back(data: bytes) -> None:
    assert from_base45(base45(data)) == data


def test_base45_is_the_one_of_the_rfc() -> None:
    assert base45(b"AB") == "BB8"
    assert base45(b"Hello!!") == "%69 VD92EX0"
    assert from_base45("QED8WEX0") == b"ietf!"


def test_the_error_names_what_was_expected() -> None:
    with pytest.raises(BadEntry, match="not a Content: "):
        read_value(Content, b"\x90")
    with pytest.raises(BadEntry, match="not a Refused: "):
        Refused.decoded(BAD_TEXT)


def test_a_bundle_of_endless_empty_parts_is_given_up() -> None:
    with pytest.raises(LedgerError, match="too many parts"):
        read_bundle(BUNDLE_MAGIC + b"\xc4\x00" * (MAX_PARTS + 1))


def test_messages_come_back() -> None:
    message: Message = Hello(1, b"n" * 32)
    assert Hello.decoded(message.encoded()) == message
