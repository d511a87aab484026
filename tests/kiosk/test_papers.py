"""What stands on paper, at 32 and 48 columns."""

from dataclasses import replace

import msgspec
import pytest

from kiosk.desk import Handover
from kiosk.papers import Papers
from kiosk.system import TEXTS
from ledger.codes import MAX_CODE_BYTES, CodeReader, from_base45
from ledger.entry import Entry
from ledger.errors import KeySealed
from ledger.facts import Manner, Mark
from ledger.sealing import Receiver
from printer.document import Code, Cut, Document
from printer.layout import Row, lay_out
from tests.kiosk.box import Box, MakeBox

WIDTHS = pytest.mark.parametrize("columns", [32, 48])


def rows(document: Document, columns: int) -> list[str]:
    """The rows of a paper; none is too wide."""
    laid = lay_out(document, columns)
    assert isinstance(laid[-1], Cut)
    found = [each for each in laid if isinstance(each, Row)]
    assert all(len(row.text) * row.size <= columns for row in found)
    return [" ".join(row.text.split()) for row in found]


def whole(document: Document, columns: int) -> str:
    """The text of a paper as one reads it, whatever its width wraps."""
    return " ".join(" ".join(rows(document, columns)).split())


def receipt(box: Box, entry: Entry, copy: int = 0) -> Document:
    return Papers(TEXTS, box.key).receipt(entry, box.village.unlocked_or_over(), box.village.book, copy)


def ticket(box: Box, entry: Entry) -> Document:
    return Papers(TEXTS, box.key).ticket(entry, box.village.header(), box.village.visit)


def code(document: Document) -> str:
    (found,) = [line for line in document.lines if isinstance(line, Code)]
    return found.payload


@WIDTHS
def test_a_ticket_says_the_number_large_and_names_nobody(box: Box, columns: int) -> None:
    reply = box.reception.by_nik(box.person(1).nik)
    assert reply.arrival
    paper = ticket(box, reply.arrival.entry)
    text = whole(paper, columns)
    assert "Desa Liyu NOMOR ANTREAN A1 Silakan duduk. Nomor Anda akan dipanggil." in text
    assert "Minggu, 22 November 2026" in text
    assert "11.00 WITA" in text
    (numeral,) = [each for each in lay_out(paper, columns) if isinstance(each, Row) and each.text == "A1"]
    assert numeral.size == 8
    assert not any(part in text for part in (*box.person(1).name.split(), box.person(1).nik[-4:]))


@WIDTHS
def test_a_ticket_of_a_locked_visit_is_the_same(box: Box, columns: int) -> None:
    arrival = box.reception.nameless()
    before = rows(ticket(box, arrival.entry), columns)
    box.restart()
    assert rows(ticket(box, arrival.entry), columns) == before


@WIDTHS
def test_a_receipt_says_who_what_how_much_when_and_its_number(box: Box, columns: int) -> None:
    entry = box.serve(1)
    paper = receipt(box, entry)
    text, person = whole(paper, columns), box.person(1)
    for part in (
        "PEMERINTAH KABUPATEN BALANGAN KECAMATAN HALONG PAK SOTARSA",
        "TANDA TERIMA BANTUAN",
        "Desa Liyu",
        "Minggu, 22 November 2026",
        "11.00 WITA",
        "jam belum dipastikan",
        person.name,
        f"NIK {person.nik[:6]}******{person.nik[-4:]}",
        person.address,
        "Beras · Oktober–November 2026".replace("·", "-").replace("–", "-"),
        "Beras 20 kg",
        "Minyak goreng 4 liter",
        "Uang tunai Rp900.000",
        "Jumlah uang Rp900.000",
        "(sembilan ratus ribu rupiah)",
        "Petugas Rahma Wati",
        f"Nomor {entry.place}",
        "Simpan tanda terima ini.",
    ):
        assert part in text
    for absent in (person.nik, "SALINAN", "DIBATALKAN", "Cap jempol", "Diterima oleh"):
        assert absent not in text


@WIDTHS
def test_money_is_summed_over_programmes(make_box: MakeBox, columns: int) -> None:
    box = make_box()
    cash = box.office.pack.programmes[1]
    allotments = list(box.office.pack.allotments)
    more = msgspec.structs.replace(cash.items[0], rupiah=1_350_500)
    allotments[0] = msgspec.structs.replace(allotments[0], items=(more,))
    box.load(msgspec.structs.replace(box.office.pack, allotments=tuple(allotments))).unlock()
    text = whole(receipt(box, box.serve(1)), columns)
    assert "Jumlah uang Rp2.250.500 (dua juta dua ratus lima puluh ribu lima ratus rupiah)" in text


@WIDTHS
def test_goods_alone_have_no_sum_of_money(box: Box, columns: int) -> None:
    text = whole(receipt(box, box.serve(2)), columns)
    assert "Jumlah" not in text
    assert "rupiah" not in text


@WIDTHS
def test_a_clock_that_staff_confirmed_is_said(box: Box, columns: int) -> None:
    box.kiosk.confirm_time(box.time.ms + 3_600_000, "RHM")
    text = whole(receipt(box, box.serve(1)), columns)
    assert "12.00 WITA jam dipastikan" in text


@WIDTHS
def test_who_has_no_nik_gets_a_receipt_all_the_same(make_box: MakeBox, columns: int) -> None:
    box = make_box()
    people = list(box.office.people)
    people[0] = msgspec.structs.replace(people[0], nik="", kk="", address="")
    box.load(msgspec.structs.replace(box.office.pack, people=tuple(people))).unlock()
    assert "NIK (tidak ada)" in whole(receipt(box, box.serve(1)), columns)


@WIDTHS
@pytest.mark.parametrize(
    ("manner", "said"), [(Manner.PROXY, "Diterima oleh wakil:"), (Manner.REPLACEMENT, "Diterima oleh pengganti:")]
)
def test_another_receiver_is_named(box: Box, columns: int, manner: Manner, said: str) -> None:
    entry = box.desk.hand_over(by_another(box, manner), "RHM")
    text = whole(receipt(box, entry), columns)
    assert f"{box.person(2).name} NIK" in text
    assert f"{said} Arbain (anak)" in text
    assert "6311020101700001" not in text


def by_another(box: Box, manner: Manner) -> Handover:
    receiver = Receiver("Arbain", "6311020101700001", "anak")
    whole = box.handover(2)
    proofs = box.desk.required_proofs(whole.allotments, whole.person, manner)
    return replace(whole, manner=manner, proofs=proofs, receiver=receiver)


@WIDTHS
def test_what_was_brought_home_says_so(box: Box, columns: int) -> None:
    entry = box.desk.hand_over(replace(box.handover(2), manner=Manner.AT_HOME), "RHM")
    text = whole(receipt(box, entry), columns)
    assert "Diantar ke rumah" in text
    assert "Diterima oleh" not in text


@WIDTHS
def test_a_thumbprint_comes_with_the_officers_statement(box: Box, columns: int) -> None:
    entry = box.desk.hand_over(replace(box.handover(2), mark=Mark.THUMBPRINT), "RHM")
    text = whole(receipt(box, entry), columns)
    assert "Cap jempol dibubuhkan di hadapan petugas, yang mengenal penerima dan telah menjelaskan isinya." in text


@WIDTHS
def test_a_copy_says_salinan_and_which(box: Box, columns: int) -> None:
    entry = box.serve(1)
    assert "SALINAN 2" in rows(receipt(box, entry, copy=2), columns)
    assert whole(receipt(box, entry, copy=2), columns).replace("SALINAN 2 ", "") == whole(receipt(box, entry), columns)


@WIDTHS
def test_an_undone_handover_says_so(box: Box, columns: int) -> None:
    entry = box.serve(1)
    box.desk.undo(entry.place, "salah orang", "RHM")
    text = whole(receipt(box, entry, copy=1), columns)
    assert "SALINAN 1 DIBATALKAN" in text
    assert "salah orang" not in text


def test_the_code_proves_the_entry(box: Box) -> None:
    entry = box.serve(1)
    assert proved(code(receipt(box, entry)), box) == entry
    assert code(receipt(box, entry, copy=1)) == code(receipt(box, entry))


def test_a_proxys_code_fits_too(box: Box) -> None:
    entry = box.desk.hand_over(by_another(box, Manner.PROXY), "RHM")
    payload = code(receipt(box, entry))
    got = proved(payload, box)
    assert (got.hash, got.whole) == (entry.hash, False)
    assert len(from_base45(payload)) <= MAX_CODE_BYTES
    assert b"Arbain" not in from_base45(payload)


@WIDTHS
def test_what_is_sealed_takes_no_room_in_the_code(box: Box, columns: int) -> None:
    long = Receiver("Muhammad Syaifullah Al-Banjari " * 6, "6311020101700001", "kemenakan dari pihak ibu")
    entry = box.desk.hand_over(replace(by_another(box, Manner.PROXY), receiver=long), "RHM")
    paper = receipt(box, entry)
    assert sum(isinstance(line, Code) for line in paper.lines) == 1
    assert f"{entry.place} {entry.hash[:2].hex().upper()}" in whole(paper, columns)


def test_what_is_too_large_for_one_code_has_several_that_are_numbered(make_box: MakeBox) -> None:
    box = make_box()
    allotments = list(box.office.pack.allotments)
    first = allotments[0]
    allotments += [
        msgspec.structs.replace(first, id=number.to_bytes(8, "big"), period=f"Tahap {number}") for number in range(12)
    ]
    box.load(msgspec.structs.replace(box.office.pack, allotments=tuple(allotments))).unlock()
    entry = box.serve(1)
    paper = receipt(box, entry)
    codes = [line.payload for line in paper.lines if isinstance(line, Code)]
    assert len(codes) == 2
    assert "Kode 1 dari 2" in whole(paper, 32)
    reader = CodeReader()
    assert reader.take(codes[1]) is None
    signed = reader.take(codes[0])
    assert signed
    assert signed.entry.hash == entry.hash


def test_a_box_that_cannot_sign_prints_a_receipt_without_a_code(box: Box) -> None:
    entry = box.serve(1)

    class Sealed:
        public = box.key.public

        def sign(self, purpose: str, message: bytes) -> bytes:
            raise KeySealed(purpose + str(message))

    papers = Papers(box.system.texts, Sealed())
    paper = papers.receipt(entry, box.village.unlocked(), box.village.book)
    assert not any(isinstance(line, Code) for line in paper.lines)
    assert str(entry.place) in whole(paper, 32)


def proved(payload: str, box: Box) -> Entry:
    signed = CodeReader().take(payload)
    assert signed
    signed.check(box.key.public)
    return signed.entry


@WIDTHS
def test_long_names_wrap_and_lose_nothing(make_box: MakeBox, columns: int) -> None:
    box = make_box()
    people = list(box.office.people)
    name = "SITI NURUL HASANAH BINTI MUHAMMAD SYAIFULLAH AL-BANJARI"
    people[0] = msgspec.structs.replace(people[0], name=name)
    box.load(msgspec.structs.replace(box.office.pack, people=tuple(people))).unlock()
    assert name in whole(receipt(box, box.serve(1)), columns)
