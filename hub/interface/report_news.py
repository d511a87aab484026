"""What makes a report change, and the way between the pages of one report."""

from hub.changes import Kinds
from hub.interface.theme import subnav
from hub.interface.visitor import Visitor
from ledger.facts import (
    CheckedIn,
    CheckInRefused,
    HandedOver,
    ListTaken,
    NotServed,
    PackMade,
    Undone,
    VisitClosed,
    VisitOpened,
    VisitPlanned,
)

NEWS: Kinds = frozenset({
    CheckedIn, CheckInRefused, HandedOver, ListTaken, NotServed, PackMade, Undone, VisitClosed, VisitOpened,
    VisitPlanned,
})  # fmt: skip


def report_nav(visitor: Visitor, visit: bytes, here: str) -> None:
    """Show the pages of the report of a visit; `here` is the end of this page's address."""
    t, url = visitor.t, f"/laporan/{visit.hex()}"
    pages = [
        (t("report_page.summary"), url),
        (t("report_page.receivers"), f"{url}/penerima"),
        (t("report_page.receipts"), f"{url}/struk"),
        (t("report_page.plan"), f"/kunjungan/{visit.hex()}"),
    ]
    subnav(pages, f"{url}{here}")
