"""What is owed to whom: items, programmes, allotments, people, as they stand in facts and packs.

Ids are 8 random bytes made by the hub, except an allotment's, which follows from what it is (`allotment_id`).
"""

import enum
import hashlib

import msgspec

ID_BYTES = 8


class Value(msgspec.Struct, frozen=True, array_like=True):
    """Base of all values here: frozen, and written as an array without names. New fields go last, with defaults."""


class Item(Value, frozen=True):
    """Something that is handed over: `quantity_milli` thousandths of `unit`, or money in `rupiah`."""

    goods: str
    quantity_milli: int = 0
    unit: str = ""
    rupiah: int = 0


class Kind(enum.StrEnum):
    """What handing over a programme means."""

    GOODS = "goods"
    CASH = "cash"
    SERVICE = "service"


class Programme(Value, frozen=True):
    """A programme as data: its words, its usual items and what it asks of proxies and replacements."""

    code: str
    name: str
    short: str
    kind: Kind
    items: tuple[Item, ...] = ()
    proofs: tuple[str, ...] = ()
    """Papers to see before handing over, e.g. `ktp`, `undangan`."""
    proxy: str = "same_kk"
    """Who may collect for another: `none`, `same_kk` or `anyone`."""
    proxy_proofs: tuple[str, ...] = ()
    replacement: bool = False
    """Whether another household may take the place of this one."""
    replacement_proofs: tuple[str, ...] = ()


class Person(Value, frozen=True):
    """A beneficiary. `nik` and `kk` may be empty: having none is legal. Dates are `YYYY-MM-DD` or empty."""

    id: bytes
    name: str
    nik: str = ""
    kk: str = ""
    other_names: tuple[str, ...] = ()
    village: str = ""
    birth_date: str = ""
    birth_place: str = ""
    sex: str = ""
    address: str = ""
    disability: str = ""
    deceased: bool = False
    inactive: bool = False
    card_numbers: tuple[str, ...] = ()
    """Numbers of aid cards and participant numbers, by which a person without a NIK can be known."""


class Allotment(Value, frozen=True):
    """One person × programme × period, with items."""

    id: bytes
    person: bytes
    programme: str
    period: str
    items: tuple[Item, ...]


class Officer(Value, frozen=True):
    """A member of the team. `pin` is a verifier, never the PIN itself (see `ledger.secrets`)."""

    code: str
    name: str
    role: str
    nip: str = ""
    pin: bytes = b""


def allotment_id(person: bytes, programme: str, period: str) -> bytes:
    """Give the id of an allotment: the same for the same person, programme and period, in every visit."""
    told = b"\0".join((b"sotarsa allotment", person, programme.encode(), period.encode()))
    return hashlib.sha256(told).digest()[:ID_BYTES]
