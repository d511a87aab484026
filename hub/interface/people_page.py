"""Sasaran: everyone on the office's lists, by name, NIK, village and programme."""

from nicegui import ui

from hub.changes import Kinds
from hub.interface.live import beside, follow
from hub.interface.tables import Column, Pager, state, table
from hub.interface.theme import box, empty, heading, link_button
from hub.interface.visitor import Visitor
from ledger.aid import Person
from ledger.facts import Entitled, ListTaken, PersonRegistered
from ledger.nik import mask_nik
from ledger.wording import number

NEWS: Kinds = frozenset({ListTaken, PersonRegistered, Entitled})
MOST_FOUND = 200


class PeoplePage:
    """A table that is searched and filtered; NIKs are masked."""

    def __init__(self, visitor: Visitor, village: str = "", programme: str = "") -> None:
        self._visitor = visitor
        self._roster = visitor.system.roster
        self._village = village
        self._programme = programme
        self._rows: list[dict[str, object]] = []

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("people_page.title")) as self._told:
            link_button(t("people_page.lists"), "/sasaran/daftar", "list_alt")
            link_button(t("people_page.take"), "/sasaran/masukkan", "upload_file", "main")
        if not len(self._roster):
            with empty(t("people_page.none"), "groups"):
                link_button(t("people_page.take"), "/sasaran/masukkan", "upload_file", "main")
            follow(self._visitor.system.changes, NEWS, _reload)
            return
        self._show_filters()
        self._table = table(self._columns(), [], t("people_page.none_found"), tall=True)
        self._pager = Pager(t, self._turn)
        await self._refresh()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    def _show_filters(self) -> None:
        t, system = self._visitor.t, self._visitor.system
        villages = {"": t("people_page.all_villages")} | dict(
            sorted(system.planning.village_names.items(), key=lambda each: each[1])
        )
        programmes = {"": t("people_page.all_programmes")} | {each.code: each.short for each in system.programmes}
        with box("filters"):
            self._text = ui.input(t("people_page.search"), on_change=self._search)
            self._text.props('outlined clearable debounce=250 autocomplete=off type=search bg-color="white"')
            village = self._village if self._village in villages else ""
            programme = self._programme if self._programme in programmes else ""
            self._where = ui.select(villages, value=village, label=t("people_page.village"), on_change=self._search)
            self._what = ui.select(
                programmes, value=programme, label=t("people_page.programme"), on_change=self._search
            )
            for select in (self._where, self._what):
                select.props('outlined bg-color="white" options-dense')

    def _columns(self) -> tuple[Column, ...]:
        t = self._visitor.t
        return (
            Column("name", t("people_page.name")),
            Column("nik", t("people_page.nik"), whole=True),
            Column("village", t("people_page.village")),
            Column("address", t("people_page.address")),
            Column("owed", t("people_page.owed")),
            Column("state", t("people_page.state")),
        )

    async def _search(self) -> None:
        self._pager.start()
        await self._refresh()

    async def _refresh(self) -> None:
        self._rows = await beside(self._found, self._text.value or "", self._where.value, self._what.value)
        told = {"people": number(len(self._roster)), "lists": number(len(self._roster.lists()))}
        self._told.set_text(self._visitor.t("people_page.told", **told))
        self._turn()

    def _turn(self) -> None:
        self._table.rows = self._pager.part(self._rows)

    def _found(self, text: str, village: str, programme: str) -> list[dict[str, object]]:
        text = text.strip()
        if text:
            people = self._roster.search(text, MOST_FOUND)
        elif village:
            people = self._roster.of_village(village)
        else:
            people = sorted(self._roster.everyone(), key=lambda each: (each.name, each.id))
        return [
            self._row(each)
            for each in people
            if (not village or each.village == village) and (not programme or self._is_owed(each, programme))
        ]

    def _is_owed(self, person: Person, programme: str) -> bool:
        return any(each.programme == programme for each in self._roster.entitlements_of(person.id))

    def _row(self, person: Person) -> dict[str, object]:
        t, sayings = self._visitor.t, self._visitor.sayings
        owed = dict.fromkeys(sayings.programme(each.programme) for each in self._roster.entitlements_of(person.id))
        row: dict[str, object] = {
            "id": person.id.hex(),
            "name": person.name,
            "name_url": f"/sasaran/orang/{person.id.hex()}",
            "nik": mask_nik(person.nik) if person.nik else t("common.no_nik"),
            "village": sayings.village(person.village),
            "address": person.address or "–",
            "owed": ", ".join(owed) or "–",
            "state": "",
        }
        if person.deceased:
            return row | state("state", t("people_page.deceased"), "event_busy", "amber")
        return row | state("state", t("people_page.inactive"), "block", "amber") if person.inactive else row


async def _reload() -> None:
    ui.navigate.reload()
