"""One visit: its targets, its team, its packs, what unlocks it, and its papers."""

from collections.abc import Callable

from nicegui import ui

from hub.changes import Kinds
from hub.devices import Device
from hub.interface.live import attempt, beside, download, follow, say
from hub.interface.secrets_panel import SecretsPanel
from hub.interface.tables import Column, table
from hub.interface.theme import box, facts, heading, link_button, notice, words
from hub.interface.visitor import Visitor
from hub.invitations import invitation_code
from hub.packing import SUFFIX
from hub.visit_file import VisitFile
from ledger.facts import DeviceEnrolled, DeviceRevoked, ListTaken, PackMade, VisitClosed, VisitOpened, VisitPlanned
from ledger.wording import number, table_date

NEWS: Kinds = frozenset({VisitPlanned, PackMade, DeviceEnrolled, DeviceRevoked, ListTaken, VisitOpened, VisitClosed})


class VisitPage:
    """Raises `UnknownVisit` when it is shown for none."""

    def __init__(self, visitor: Visitor, visit: bytes) -> None:
        self._visitor = visitor
        self._system = visitor.system
        self._visit = visit

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        self._file = await beside(self._system.planning.visit_file, self._visit)
        plan = self._file.plan
        title = t("visit_page.title", village=plan.village_name, date=self._visitor.sayings.date(plan.date))
        with heading(title, back=(t("visits_page.title"), "/kunjungan")) as self._told:
            if not self._file.book.opened:
                link_button(t("visit_page.change"), f"/kunjungan/{plan.visit.hex()}/ubah", "edit")
            main = "main" if self._file.book.opened else ""
            link_button(t("visit_page.report"), f"/laporan/{plan.visit.hex()}", "bar_chart", main)
        self._targets = box("stack")
        with box("pair"):
            with box("panel"):
                words(t("visit_page.packs"), tag="h2")
                words(t("visit_page.packs_how"), "soft")
                self._packs = box("stack")
            SecretsPanel(self._visitor, self._system.plans.secrets(self._visit))
        with box("pair"):
            self._show_papers()
            self._show_team()
        self._show()
        follow(self._system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        self._file = await beside(self._system.planning.visit_file, self._visit)
        self._show()

    def _show(self) -> None:
        word, _, _ = self._visitor.sayings.visit_state(self._file.plan)
        people = number(len({each.person for each in self._file.allotments}))
        self._told.set_text(self._visitor.t("visit_page.told", state=word, people=people))
        self._targets.clear()
        with self._targets:
            self._show_targets()
        self._packs.clear()
        with self._packs:
            self._show_packs()

    def _show_targets(self) -> None:
        t, sayings = self._visitor.t, self._visitor.sayings
        columns = (
            Column("programme", t("visit_page.programme")),
            Column("period", t("visit_page.period")),
            Column("items", t("visit_page.items")),
            Column("people", t("visit_page.people"), figure=True),
        )
        rows = []
        for each in self._file.plan.programmes:
            owed = [one for one in self._file.allotments if (one.programme, one.period) == (each.code, each.period)]
            rows.append({
                "id": f"{each.code} {each.period}",
                "programme": sayings.programme(each.code),
                "period": each.period or "–",
                "items": sayings.items(each.items),
                "people": number(len(owed)),
                "people_url": f"/laporan/{self._visit.hex()}/penerima?program={each.code}",
            })  # fmt: skip
        table(columns, rows, t("visit_page.no_targets"))
        if not self._file.allotments:
            notice(t("visit_page.no_targets"), "group_off")

    def _show_packs(self) -> None:
        t = self._visitor.t
        devices = [each for each in self._system.devices.everyone() if not each.revoked]
        for device in devices:
            with box("line wrap"):
                with box("stack tight grow").style("gap: 0; min-width: 160px"):
                    words(device.name, "bold")
                    words(self._pack_told(device), "soft small")
                button = ui.button(t("visit_page.pack_file"), icon="download").props("outline")
                button.on_click(lambda _, device=device: self._save_pack(device)).mark("pack")
        if not devices:
            words(t("visit_page.no_kiosks"), "amber")
            link_button(t("visit_page.to_kiosks"), "/gabung", "add_to_queue")

    def _pack_told(self, device: Device) -> str:
        t = self._visitor.t
        made = self._system.plans.pack(self._visit, device.device)
        if made is None:
            return t("visit_page.no_pack")
        when = self._visitor.sayings.moment(self._system.plans.made_at(made.pack))
        return t("visit_page.pack", series=made.series, when=when, count=number(len(made.allotments)))

    async def _save_pack(self, device: Device) -> None:
        say(self._visitor.t("visit_page.packing"))
        told = (self._visit, device.device, self._visitor.officer.code)
        made = await attempt(self._visitor.sayings, self._system.packing.pack, *told)
        if made:
            plan = self._file.plan
            name = f"{plan.village_name}-{table_date(plan.date)}-{made[0].series}{SUFFIX}".replace(" ", "-").lower()
            ui.download(made[1], name)

    def _show_papers(self) -> None:
        t = self._visitor.t
        with box("panel"):
            words(t("visit_page.papers"), tag="h2")
            for key, icon, save in (
                ("invitations", "mail", self._save_invitations),
                ("card", "badge", self._save_card),
                ("envelope", "mark_email_unread", self._save_envelope),
                ("attendance", "list_alt", self._save_list),
            ):
                with box("line wrap"):
                    words(t(f"visit_page.{key}_how"), "soft small grow").style("min-width: 160px")
                    ui.button(t(f"visit_page.{key}"), icon=icon, on_click=save).props("outline").mark(key)

    def _show_team(self) -> None:
        t, plan, sayings = self._visitor.t, self._file.plan, self._visitor.sayings
        with box("panel"):
            words(t("visit_page.team"), tag="h2")
            officers = {each.code: each for each in self._system.officers.everyone()}
            for code in plan.team:
                role = officers[code].role if code in officers else ""
                words(" · ".join(filter(None, (sayings.officer(code), role))))
            told = ((t("visits_page.place"), plan.place), (t("visit_page.note"), plan.note))
            facts([(name, value) for name, value in told if value])

    async def _save_invitations(self) -> None:
        def make() -> bytes:
            from hub.reports.invitations import invitations_pdf  # papers are slow to come in

            file = self._now()
            key = self._system.plans.secrets(self._visit).key
            return invitations_pdf(file, {person: invitation_code(key, person) for person in file.people})

        await self._save("undangan", make)

    async def _save_card(self) -> None:
        def make() -> bytes:
            from hub.reports.team_card import team_card_pdf

            return team_card_pdf(self._now(), self._system.plans.secrets(self._visit).card)

        await self._save("kartu-tim", make)

    async def _save_envelope(self) -> None:
        def make() -> bytes:
            from hub.reports.team_card import envelope_pdf

            secrets = self._system.plans.secrets(self._visit)
            return envelope_pdf(self._now(), secrets.phrase, secrets.recovery)

        await self._save("amplop", make)

    async def _save_list(self) -> None:
        def make() -> bytes:
            from hub.reports.receipt_list import list_pdf

            return list_pdf(self._now())

        await self._save("daftar-tanda-terima", make)

    async def _save(self, what: str, make: Callable[[], bytes]) -> None:
        say(self._visitor.t("common.making"))
        await download(self._visitor.sayings, file_name(what, self._file, "pdf"), make)

    def _now(self) -> VisitFile:
        return self._system.planning.visit_file(self._visit)


def file_name(what: str, file: VisitFile, ending: str) -> str:
    """Name a paper of a visit: `undangan-liyu-03-03-2026.pdf`."""
    return f"{what}-{file.plan.village_name}-{table_date(file.plan.date)}.{ending}".replace(" ", "-").lower()
