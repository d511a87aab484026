"""The office's medium refuses: every page says so, and what was there can still be read."""

from nicegui import ui

from hub.system import System
from ledger.facts import DeviceRevoked
from tests.hub.interface.visitor import Screens, Visitor
from tests.ledger.disk.test_journal import files_no_larger_than

REFUSES = "Media penyimpanan menolak menulis"


async def test_every_page_says_that_nothing_is_saved_any_more(system: System, screens: Screens) -> None:
    visitor = await screens.officer("/")
    assert not shown(visitor)
    with files_no_larger_than(0):
        promise = system.writer.write(DeviceRevoked(b"x", "hilang"))
        assert promise.exception()
    for page in ("/", "/sasaran", "/gabung", "/kasus", "/gabung/struk"):
        await visitor.open(page)
        await visitor.sees(REFUSES)
        assert shown(visitor)


def shown(visitor: Visitor) -> bool:
    """Whether it is to be seen: it stands on every page, hidden as long as all is well."""
    told = [each for each in visitor.elements(ui.label) if REFUSES in each.text]
    return any(all(above.visible for above in (each, *each.ancestors())) for each in told)
