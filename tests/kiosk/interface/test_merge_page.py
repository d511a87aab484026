"""Coming home, as staff see it: it says `all` only when it is so."""

from nicegui.testing.user_download import UserDownload

from ledger.bundle import read_bundle
from ledger.chunks import read_chunk
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.hub import Hub
from tests.kiosk.interface.visitor import Screens, screens_of
from tests.village import PHRASE


async def test_a_hub_that_does_not_answer_is_said_and_nothing_is_lost(box: Box, screens: Screens) -> None:
    visitor = await screens.visit("/gabung")
    await visitor.sees(f"Belum pernah digabungkan. Ada {len(box.entries)} catatan di alat ini.")
    await visitor.tap("Gabungkan sekarang")
    await visitor.sees("Pusat tidak menjawab. Tidak ada yang hilang")
    assert visitor.enabled("Gabungkan sekarang")


async def test_what_waits_is_counted_as_it_happens(box: Box, screens: Screens) -> None:
    hub = Hub(box.folder.parent / "hub", box.office.hub)
    visitor = await screens.visit("/gabung")
    box.kiosk.homecoming.merge(hub.client(box.key))
    count = len(box.entries)
    visitor = await visitor.open("/gabung")
    await visitor.sees(f"Semua tergabung: pusat punya {count} catatan, sama dengan alat ini.")
    box.serve(1)
    await visitor.sees(f"1 dari {count + 1} catatan belum dipastikan pusat.")
    hub.close()


async def test_a_file_holds_what_waits(box: Box, screens: Screens) -> None:
    visitor = await screens.visit("/gabung")
    await visitor.tap("Simpan ke berkas")
    downloads: UserDownload = visitor.user.download
    response = await downloads.next()
    assert len(read_bundle(response.content)) == 1


async def test_what_waits_for_the_key_is_said_with_what_to_do(box: Box) -> None:
    box.serve(1)
    box.kiosk.vouch()
    box.serve(2)
    box.pull_the_plug()
    async with screens_of(box.system) as screens:
        visitor = await screens.visit("/gabung")
        await visitor.sees("1 di antaranya belum ditandatangani, karena kunci alat ini tersegel.")
        await visitor.tap("Simpan ke berkas")
        await visitor.sees("Kunci alat ini tersegel, jadi berkas belum dapat ditandatangani. Tidak ada yang hilang.")
        await visitor.tap("Buka kunjungan")
        await visitor.write("Frasa tim", PHRASE)
        await visitor.tap("Buka")
        await visitor.sees("Siapa Anda?")
        visitor = await screens.visit("/gabung")
        await visitor.sees("Belum pernah digabungkan.")
        assert "tersegel" not in visitor.page
        await visitor.tap("Simpan ke berkas")
        downloads: UserDownload = visitor.user.download
        response = await downloads.next()
        assert sum(len(read_chunk(chunk).run) for chunk in read_bundle(response.content)) == len(box.entries)


async def test_it_opens_with_no_visit_in_hand(make_box: MakeBox) -> None:
    """A new kiosk, and one whose last visit was closed and laid aside, come home too."""
    async with screens_of(make_box().system) as screens:
        visitor = await screens.visit("/gabung")
        await visitor.sees("Gabung dengan pusat", "Gabungkan sekarang")
