import hashlib
import zlib

import msgspec
import pytest

from ledger.aid import Allotment, Item, Kind, Officer, Person, Programme, allotment_id
from ledger.device_key import digest_of
from ledger.errors import CannotUnseal, PackRefused
from ledger.facts import Refusal
from ledger.keys import SigningKey
from ledger.packs import (
    MAGIC,
    MAX_PACK_BYTES,
    Elsewhere,
    Invitation,
    Letterhead,
    Pack,
    SealedPack,
    StandIn,
    check_pack,
    nik_digest,
    seal_pack,
)
from ledger.sealing import VisitKey
from ledger.secrets import wrap
from tests.ledger.boxes import HUB, NOW_MS, VISIT

DEVICE = b"d" * 32
KEY = VisitKey(b"k" * 32)
SITI = Person(b"siti    ", "Siti", "6311010101800001", village="63.11.02.2014")
PACK = Pack(
    id=b"pack  01",
    visit=VISIT,
    series="A",
    village="63.11.02.2014",
    village_name="Uren",
    date="2026-03-03",
    place="Balai desa",
    letterhead=Letterhead(("KABUPATEN", "KECAMATAN"), "Halong", "Asia/Makassar"),
    programmes=(Programme("blt", "BLT Desa", "BLT", Kind.CASH, (Item("uang", rupiah=300_000),)),),
    officers=(Officer("P1", "Rahmah", "desk"),),
    people=(SITI,),
    allotments=(Allotment(allotment_id(SITI.id, "blt", "2026-03"), SITI.id, "blt", "2026-03", (Item("uang"),)),),
    invitations=(Invitation("AB12", SITI.id),),
    elsewhere=(Elsewhere(nik_digest("6311010101800002"), Refusal.DECEASED),),
    made_at=NOW_MS,
    box_key=b"b" * 32,
    stand_in=StandIn(b"s" * 32, b"certificate"),
)
FILE = seal_pack(PACK, DEVICE, KEY, [wrap(KEY, "phrase", "padi kapas sungai")], HUB)


def refused(data: bytes, device: bytes = DEVICE, hub: bytes = HUB.public) -> str:
    with pytest.raises(PackRefused) as told:
        check_pack(data, hub, device)
    return told.value.reason


def test_a_pack_for_us_opens_with_the_phrase() -> None:
    sealed = check_pack(FILE, HUB.public, DEVICE)
    pack, key = sealed.unlock("Padi kapas sungai")
    assert (pack, key.secret) == (PACK, KEY.secret)
    assert sealed.key_for("Padi kapas sungai")[1] == "phrase"
    assert sealed.open(KEY) == PACK
    with pytest.raises(CannotUnseal):
        sealed.unlock("padi kapas laut")
    with pytest.raises(CannotUnseal):
        sealed.open(VisitKey.random())


def test_while_it_is_sealed_only_the_visit_can_be_seen() -> None:
    header = check_pack(FILE, HUB.public, DEVICE).header
    assert (header.pack, header.visit, header.series, header.village_name) == (PACK.id, VISIT, "A", "Uren")
    assert (header.date, header.device, header.hub, header.made_at) == ("2026-03-03", DEVICE, HUB.public, NOW_MS)
    for personal in (b"Siti", b"6311010101800001", b"Rahmah", SITI.id, KEY.secret, PACK.box_key, b"s" * 32):
        assert personal not in FILE


def test_a_kiosk_sees_from_outside_whether_a_pack_can_open_its_key() -> None:
    assert check_pack(FILE, HUB.public, DEVICE).header.box_digest == digest_of(PACK.box_key)
    without = seal_pack(msgspec.structs.replace(PACK, box_key=b""), DEVICE, KEY, [], HUB)
    assert check_pack(without, HUB.public, DEVICE).header.box_digest == b""


def test_a_pack_of_an_older_hub_opens_and_has_no_key_for_the_box() -> None:
    content = msgspec.msgpack.decode(msgspec.msgpack.encode(PACK))
    header = check_pack(FILE, HUB.public, DEVICE).header
    older = KEY.seal("pack", zlib.compress(msgspec.msgpack.encode(content[:-2])))
    told = msgspec.msgpack.encode(
        msgspec.msgpack.decode(
            msgspec.msgpack.encode(msgspec.structs.replace(header, content_digest=hashlib.sha256(older).digest()))
        )[:-1]
    )
    file = MAGIC + msgspec.msgpack.encode((told, HUB.sign("pack", told), older))
    sealed = check_pack(file, HUB.public, DEVICE)
    assert sealed.header.box_digest == b""
    assert sealed.open(KEY) == msgspec.structs.replace(PACK, box_key=b"", stand_in=None)


def test_each_way_of_being_wrong_has_its_reason() -> None:
    assert refused(b"") == "damaged"
    assert refused(b"a photo of a cat") == "damaged"
    assert refused(MAGIC + b"\x93") == "damaged"
    assert refused(MAGIC + msgspec.msgpack.encode((b"no header", b"", b""))) == "damaged"
    assert refused(FILE + bytes(MAX_PACK_BYTES)) == "damaged"
    assert refused(FILE, hub=SigningKey(b"o" * 32).public) == "stranger"
    assert refused(FILE, device=b"e" * 32) == "other_kiosk"


def test_a_header_with_another_packs_content_is_damaged() -> None:
    told, signature, _ = msgspec.msgpack.decode(FILE[len(MAGIC) :])
    assert refused(MAGIC + msgspec.msgpack.encode((told, signature, KEY.seal("pack", b"other")))) == "damaged"


def test_a_pack_copied_only_half_is_damaged() -> None:
    assert {refused(FILE[:size]) for size in range(len(FILE))} == {"damaged"}


def test_with_any_byte_changed_it_is_refused() -> None:
    reasons = set()
    for at in range(len(FILE)):
        for flip in (0x01, 0x80):
            reasons.add(refused(FILE[:at] + bytes([FILE[at] ^ flip]) + FILE[at + 1 :]))
    assert reasons == {"damaged", "stranger"}


def test_a_file_with_something_behind_it_is_damaged() -> None:
    assert refused(FILE + b"\0") == "damaged"


@pytest.mark.parametrize(
    "packed",
    [
        pytest.param(b"not zlib", id="not packed"),
        pytest.param(zlib.compress(b"\x90"), id="no pack"),
        pytest.param(zlib.compress(bytes(10 * MAX_PACK_BYTES)), id="unpacks to more than a pack may have"),
        pytest.param(zlib.compress(b"\x91" * 50_000), id="lists without end"),
    ],
)
def test_content_that_is_no_pack_is_damaged(packed: bytes) -> None:
    header = check_pack(FILE, HUB.public, DEVICE).header
    with pytest.raises(PackRefused) as told:
        SealedPack(header, KEY.seal("pack", packed)).open(KEY)
    assert told.value.reason == "damaged"


def test_an_allotment_is_the_same_in_every_visit_and_no_two_are_mixed_up() -> None:
    assert allotment_id(SITI.id, "blt", "2026-03") == allotment_id(SITI.id, "blt", "2026-03")
    ids = {allotment_id(SITI.id, *rest) for rest in [("blt", "2026-03"), ("blt", "2026-04"), ("blt2", "026-03")]}
    assert len(ids) == 3


def test_a_nik_is_known_elsewhere_only_by_its_digest() -> None:
    assert len(nik_digest("6311010101800002")) == 8
    assert nik_digest("6311010101800002") != nik_digest("6311010101800001")
