"""Coming home, as staff see it: it says `all` only when it is so."""

from nicegui.testing.user_download import UserDownload

from ledger.bundle import read_bundle
from tests.kiosk.box import Box, MakeBox
from tests.kiosk.hub import Hub
from tests.kiosk.interface.visitor import Screens, screens_of


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


async def test_it_opens_with_no_visit_in_hand(make_box: MakeBox) -> None:
    """A new kiosk, and one whose last visit was closed and laid aside, come home too."""
    async with screens_of(make_box().system) as screens:
        visitor = await screens.visit("/gabung")
        await visitor.sees("Gabung dengan pusat", "Gabungkan sekarang")
