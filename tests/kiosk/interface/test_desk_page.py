"""The desk's screen: who stands there, what is owed, and one button that says what it will do."""

from dataclasses import replace

import msgspec
import pytest
from nicegui import ui

from ledger.facts import Called, CheckedIn, HandedOver, Manner, Mark, NotServed, PaperAsked, Undone
from tests.kiosk.box import Box
from tests.kiosk.interface.visitor import Screens, Visitor
from tests.village import nik

HAND_OVER_TWO = "Serahkan 2 bantuan dan cetak"


async def at_desk(screens: Screens, officer: str = "Rahma Wati") -> Visitor:
    return await screens.someone().enter(officer)


async def with_papers_seen(visitor: Visitor, *papers: str) -> None:
    for paper in papers or ("KTP", "Undangan"):
        await visitor.tap(paper)


async def choose(visitor: Visitor, option: str) -> None:
    """Touch one option of a row of choices."""
    for toggle in visitor.elements(ui.toggle):
        assert isinstance(toggle.options, dict)
        for key, text in toggle.options.items():
            if text == option:
                with visitor.user:
                    toggle.set_value(key)
                return
    pytest.fail(f"there is no choice {option}")


async def test_a_whole_handover(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(1).nik)
    desk, person = await at_desk(screens), box.person(1)
    await desk.tap("Panggil berikutnya")
    await desk.sees(person.name, f"{person.nik[:6]}••••••{person.nik[-4:]}", person.address, "Rp900.000")
    assert person.nik not in desk.page.replace(" ", "")
    await desk.sees("Belum dilihat: KTP, Undangan")
    assert not desk.enabled(HAND_OVER_TWO)
    await with_papers_seen(desk)
    assert desk.enabled(HAND_OVER_TWO)
    await desk.tap(HAND_OVER_TWO)
    await desk.sees("Tersimpan 11.00 WITA", "Sudah diserahkan 11.00 WITA oleh Rahma Wati", "selesai")
    await desk.sees("Tanpa printer: tanda terima dapat dicetak nanti.")
    (entry,) = [each for each in box.entries if isinstance(each.fact, HandedOver)]
    assert (entry.by, entry.fact) == (
        "RHM",
        HandedOver(
            *(b"visit-01", person.id, box.owed(1), Manner.SELF, Mark.SIGNATURE, ("ktp", "undangan")),
            pack=box.village.unlocked().pack.id,
        ),
    )
    assert str(entry.place) in desk.page
    assert len(box.facts(Called)) == 1


async def test_one_programme_is_left_for_later(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(1).nik)
    desk = await at_desk(screens)
    await desk.tap(box.person(1).name)
    ticks = [each for each in desk.elements(ui.checkbox) if each.text in ("Beras", "BLT Desa")]
    with desk.user:
        ticks[0].set_value(False)
    await desk.sees("Belum dilihat: KTP")
    await with_papers_seen(desk, "KTP")
    await desk.tap("Serahkan 1 bantuan dan cetak")
    await desk.sees("Tersimpan")
    (fact,) = box.facts(HandedOver)
    assert isinstance(fact, HandedOver)
    assert fact.allotments == box.owed(1)[1:]


async def test_a_proxy_is_written_with_a_name(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(2).nik)
    desk = await at_desk(screens)
    await desk.tap(box.person(2).name)
    await choose(desk, "Wakil")
    await with_papers_seen(desk, "Surat kuasa", "KTP wakil")
    await desk.sees("Isi nama orang yang menerima")
    await desk.write("Nama wakil", "Arbain")
    await desk.tap("Serahkan 1 bantuan dan cetak")
    await desk.sees("Tersimpan")
    (fact,) = box.facts(HandedOver)
    assert isinstance(fact, HandedOver)
    assert fact.manner is Manner.PROXY


async def test_two_desks_see_each_others_handover(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(1).nik)
    rahma, budi = await at_desk(screens), await at_desk(screens, "Budi Santoso")
    for desk in (rahma, budi):
        await desk.tap(box.person(1).name)
        await with_papers_seen(desk)
    await budi.tap(HAND_OVER_TWO)
    await rahma.sees("Sudah diserahkan 11.00 WITA oleh Budi Santoso", "selesai")
    assert HAND_OVER_TWO not in rahma.page
    assert len(box.facts(HandedOver)) == 1


async def test_two_desks_share_neither_person_nor_ticks(box: Box, screens: Screens) -> None:
    for number in (1, 2):
        box.reception.by_nik(box.person(number).nik)
    rahma, budi = await at_desk(screens), await at_desk(screens, "Budi Santoso")
    await rahma.tap("Panggil berikutnya")
    await rahma.sees(HAND_OVER_TWO)
    await budi.sees("dipanggil")
    await budi.tap("Panggil berikutnya")
    await budi.sees("Serahkan 1 bantuan dan cetak")
    await with_papers_seen(rahma)
    assert rahma.enabled(HAND_OVER_TWO)
    assert not budi.enabled("Serahkan 1 bantuan dan cetak")
    assert HAND_OVER_TWO not in budi.page


async def test_whom_another_desk_served_in_the_same_moment_is_refused_in_words(box: Box, screens: Screens) -> None:
    desk = await at_desk(screens)
    box.reception.by_nik(box.person(1).nik)
    await desk.tap(box.person(1).name)
    await with_papers_seen(desk)
    place = box.kiosk.writer.write(served_elsewhere(box), by="BDI").result()[0].place  # nobody is told of this one
    await desk.tap(HAND_OVER_TWO)
    await desk.sees(f"Sudah diserahkan 11.00 WITA oleh Budi Santoso (nomor {place}). Tidak ada yang ditulis.")
    assert len(box.facts(HandedOver)) == 1


def served_elsewhere(box: Box) -> HandedOver:
    made = box.handover(1)
    return HandedOver(b"visit-01", made.person, made.allotments, made.manner, made.mark, made.proofs)


async def test_a_number_without_a_name_is_named_by_searching(box: Box, screens: Screens) -> None:
    box.reception.nameless()
    desk = await at_desk(screens)
    await desk.tap("Panggil berikutnya")
    await desk.sees("Nomor A1: cari orangnya")
    await desk.write("Nama, angka terakhir NIK, atau nomor kartu", box.person(4).nik[-6:])
    await desk.tap(box.person(4).name)
    await desk.sees("Serahkan 1 bantuan dan cetak")
    fact = box.facts(CheckedIn)[-1]
    assert isinstance(fact, CheckedIn)
    assert (fact.person, fact.number) == (box.person(4).id, 1)


async def test_a_second_number_leaves_the_queue(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(4).nik)
    nameless = box.reception.nameless()
    desk = await at_desk(screens)
    await desk.sees("A2")
    box.reception.by_staff(box.person(4).id, "BDI", nameless)
    await desk.no_longer_sees("A2")
    await desk.sees("A1")


async def test_someone_who_only_stands_there_gets_a_number(box: Box, screens: Screens) -> None:
    desk = await at_desk(screens)
    await desk.scan("liyu 0003")
    await desk.sees(box.person(3).name)
    await desk.tap("Beri nomor")
    await desk.sees("A1")
    assert box.village.book.arrival(box.person(3).id)


async def test_an_unknown_code_is_said(box: Box, screens: Screens) -> None:
    desk = await at_desk(screens)
    await desk.scan("8999999012345")
    await desk.sees("Kode undangan tidak dikenal")


async def test_not_handing_over_asks_why(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(2).nik)
    desk = await at_desk(screens)
    await desk.tap(box.person(2).name)
    await desk.tap("Tidak diserahkan…")
    await desk.sees("Mengapa tidak diserahkan?")
    assert not desk.enabled("Simpan")
    (radio,) = desk.elements(ui.radio)
    with desk.user:
        radio.set_value(next(iter(radio.options)))
    await desk.write("Catatan", "KTP tertinggal")
    await desk.tap("Simpan")
    await desk.sees("Ditunda: surat belum lengkap", "selesai")
    assert len(box.facts(NotServed)) == 1


async def test_undoing_needs_a_reason_and_opens_it_again(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(2).nik)
    handed = box.serve(2)
    desk = await at_desk(screens)
    await desk.tap(box.person(2).name)
    await desk.tap("Batalkan…")
    await desk.sees(f"Batalkan penyerahan {handed.place}?")
    assert not desk.enabled("Batalkan penyerahan")
    await desk.write("Alasan pembatalan", "salah orang")
    await desk.tap("Batalkan penyerahan")
    await desk.sees("Serahkan 1 bantuan dan cetak")
    assert len(box.facts(Undone)) == 1


async def test_printing_again_is_asked_for_in_the_officers_name(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(2).nik)
    box.serve(2)
    desk = await at_desk(screens, "Budi Santoso")
    await desk.tap(box.person(2).name)
    await desk.tap("Cetak ulang")
    await desk.sees("Tanpa printer: tanda terima dapat dicetak nanti.")
    (asked,) = [each for each in box.entries if isinstance(each.fact, PaperAsked)]
    assert asked.by == "BDI"


async def test_the_nik_shows_only_when_asked_for(box: Box, screens: Screens) -> None:
    box.reception.by_nik(box.person(1).nik)
    desk, digits = await at_desk(screens), box.person(1).nik
    await desk.tap(box.person(1).name)
    await desk.tap("lihat")
    await desk.sees(" ".join(digits[at : at + 4] for at in range(0, 16, 4)))
    await desk.tap("tutup")
    assert digits not in desk.page.replace(" ", "")


async def test_the_desk_is_told_why_someone_was_sent_to_it(box: Box, screens: Screens) -> None:
    box.serve(1, by="BDI")
    for refused in (box.person(1).nik, nik(9001), nik(9002), nik(4711)):
        box.reception.by_nik(refused)
    box.reception._attempts.right()
    box.reception.by_invitation("6311ABCDEFGHJKLM")
    desk = await at_desk(screens)
    await desk.open("/ringkasan")
    await desk.sees(
        "Sudah menerima 11.00 WITA, oleh Budi Santoso, di Liyu",
        "Terdaftar di desa Uren",
        "Tercatat meninggal",
        "Tidak ada dalam daftar kunjungan ini",
        "Kode undangan tidak dikenal",
        box.person(1).name,
        nik(9001),
    )


async def test_an_earlier_visits_village_is_named(box: Box, screens: Screens) -> None:
    box.serve(1)
    box.village.close("RHM")
    later = msgspec.structs.replace(box.office.pack, id=b"pack-02!", visit=b"visit-02", village_name="Gunung Riut")
    box.load(later)
    box.village.choose(box.kiosk.shelf.pack_of(b"visit-02"))
    box.unlock()
    box.reception.by_nik(box.person(1).nik)
    desk = await at_desk(screens)
    await desk.open("/ringkasan")
    await desk.sees("oleh Rahma Wati, di Liyu")


async def test_figures_move_while_others_work(box: Box, screens: Screens) -> None:
    desk = await at_desk(screens)
    await desk.open("/ringkasan")
    await desk.sees("Belum ada penyerahan.")
    box.serve(1)
    box.desk.hand_over(replace(box.handover(2), manner=Manner.AT_HOME), "BDI")
    await desk.sees(box.person(1).name, box.person(2).name)
    await desk.no_longer_sees("Belum ada penyerahan.")


async def test_closing_the_visit_is_asked_twice_and_signed(box: Box, screens: Screens) -> None:
    desk = await at_desk(screens)
    await desk.open("/ringkasan")
    await desk.tap("Tutup kunjungan…")
    assert not box.village.is_over
    await desk.tap("Tutup kunjungan")
    await desk.sees("Kunjungan sudah ditutup.")
    assert box.village.book.closed
    assert box.village.book.closed.by == "RHM"


async def test_who_is_sent_to_the_desk_is_announced_there_at_once(box: Box, screens: Screens) -> None:
    box.serve(1, by="BDI")
    desk, kiosk = await at_desk(screens), await screens.visit()
    await kiosk.scan("LIYU0001")
    await kiosk.sees("Silakan ke petugas")
    await desk.tap_showing(box.system.texts("desk.sent_here", count=1))
    await desk.sees(box.person(1).name, "Sudah menerima 11.00 WITA, oleh Budi Santoso, di Liyu")
    assert box.person(1).name not in kiosk.page
