"""Pulihkan dari struk: receipts of a lost box are scanned or photographed, and its handovers are here again."""

from collections import Counter

from nicegui import ui

from hub.interface.live import attempt, say
from hub.interface.tables import Column, state, table
from hub.interface.theme import box, heading, notice, words
from hub.interface.uploads import upload
from hub.interface.visitor import Visitor
from hub.receipt_pictures import codes_of_picture
from hub.restoring import Fate, Restored, Restoring
from hub.who_and_what import who_and_what

MOST_BYTES = 40 * 1024 * 1024
_LOOKS = {
    Fate.NEW: ("task_alt", "green"),
    Fate.KNOWN: ("done", ""),
    Fate.PART: ("more_horiz", ""),
    Fate.STRANGE: ("block", "red"),
    Fate.UNREADABLE: ("error_outline", "amber"),
}


class RestorePage:
    """One sitting: a hand scanner types into the field, pictures are uploaded, and every code has its line."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._t = visitor.t
        self._sitting = Restoring(visitor.system.testimony)
        self._told: list[Restored] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._t
        with heading(t("restore_page.title"), t("restore_page.how"), back=(t("kiosks_page.title"), "/gabung")):
            pass
        with box("panel"):
            words(t("restore_page.scan_title"), tag="h2")
            words(t("restore_page.scan_how"), "soft")
            self._code = ui.input(t("restore_page.code")).props("outlined autofocus autocomplete=off").mark("code")
            self._code.on("keydown.enter", self._scanned)
        with box("panel"):
            words(t("restore_page.picture_title"), tag="h2")
            words(t("restore_page.picture_how"), "soft")
            upload(t("restore_page.picture_choose"), "image/*", MOST_BYTES, t("restore_page.too_large"), self._came)
        self._sum = box("stack")
        columns = (
            Column("number", t("restore_page.number"), whole=True),
            Column("name", t("restore_page.name")),
            Column("what", t("restore_page.what")),
            Column("fate", t("restore_page.fate")),
            Column("source", t("restore_page.source")),
        )
        self._table = table(columns, [], t("restore_page.none"))

    async def _scanned(self) -> None:
        code = self._code.value or ""
        self._code.set_value("")
        if code.strip():
            await self._take(self._t("restore_page.scanner"), [code])

    async def _came(self, name: str, data: bytes) -> None:
        codes = await attempt(self._visitor.sayings, codes_of_picture, name, data)
        if codes:
            await self._take(name, codes)

    async def _take(self, source: str, codes: list[str]) -> None:
        taken = await attempt(self._visitor.sayings, lambda: list(self._sitting.take(source, codes)))
        if taken:
            self._told += taken
            self._refresh()
            if any(each.fate is Fate.NEW for each in taken):
                say(self._t("restore_page.restored"))

    def _refresh(self) -> None:
        counts = Counter(each.fate for each in self._told)
        self._sum.clear()
        with self._sum:
            told = {"new": counts[Fate.NEW], "known": counts[Fate.KNOWN]}
            notice(self._t("restore_page.sum", **told), "task_alt", "green")
            for numbers in self._sitting.missing:
                notice(self._t("restore_page.missing", numbers=", ".join(map(str, numbers))))
        self._table.rows = [self._row(number, each) for number, each in reversed(list(enumerate(self._told)))]

    def _row(self, number: int, each: Restored) -> dict[str, object]:
        name, what = who_and_what(self._visitor.system, each.entry) if each.entry else ("", "")
        icon, tone = _LOOKS[each.fate]
        row = {"id": number, "number": str(each.entry.place) if each.entry else each.code[:12] + "…"}
        told = state("fate", self._t(f"restore_page.fate_{each.fate}"), icon, tone)
        return row | {"name": name, "what": what, "source": each.source} | told
