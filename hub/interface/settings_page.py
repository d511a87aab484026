"""Pengaturan: the officers; and, to be read, the kecamatan, its programmes and the state of the log."""

from functools import partial

from nicegui import ui

from hub.interface.live import follow, say
from hub.interface.officer_form import OfficerForm
from hub.interface.tables import Column, table
from hub.interface.theme import box, dialog, facts, heading, words
from hub.interface.visitor import Visitor
from hub.reports.words import proof_words
from ledger.aid import Officer
from ledger.facts import OfficerRegistered
from ledger.wording import number


class SettingsPage:
    """Officers can be registered and given new PINs; the rest stands in the office's own files."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._system = visitor.system

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("settings_page.title"), self._system.name):
            pass
        with box("line wrap"):
            words(t("settings_page.officers"), "grow", "h2")
            add = ui.button(t("settings_page.add"), icon="person_add", on_click=lambda: self._ask(None))
            add.props("unelevated").mark("add-officer")
        columns = (
            Column("code", t("officer_form.code"), whole=True),
            Column("name", t("officer_form.name")),
            Column("role", t("officer_form.role")),
            Column("nip", t("officer_form.nip"), whole=True),
            Column("change", "", whole=True),
        )
        self._officers = table(columns, [], t("settings_page.no_officers"))
        self._officers.add_slot(
            "body-cell-change",
            '<q-td :props="props"><q-btn flat no-caps color="primary" :label="props.value" '
            "@click=\"$parent.$emit('change', props.row.id)\" /></q-td>",
        )
        self._officers.on("change", lambda event: self._ask(self._system.officers.officer(event.args)))
        await self._refresh()
        self._show_profile()
        self._show_programmes()
        self._show_log()
        follow(self._system.changes, frozenset({OfficerRegistered}), self._refresh)

    async def _refresh(self) -> None:
        self._officers.rows = [
            {
                "id": each.code,
                "code": each.code,
                "name": each.name,
                "role": each.role or "–",
                "nip": each.nip or "–",
                "change": self._visitor.t("settings_page.change"),
            }
            for each in self._system.officers.everyone()
        ]

    def _ask(self, known: Officer | None) -> None:
        t = self._visitor.t
        title = t("settings_page.change_title", name=known.name) if known else t("settings_page.add_title")
        with dialog(title) as asked:

            def done(officer: Officer) -> None:
                say(t("settings_page.saved", name=officer.name))
                asked.close()

            registering = self._system.registering
            save = partial(registering.change if known else registering.register, by=self._visitor.officer.code)
            OfficerForm(self._visitor.sayings, save, done, t("common.save"), known)
            ui.button(t("common.cancel"), on_click=asked.close).props("flat")

    def _show_profile(self) -> None:
        t, profile = self._visitor.t, self._system.profile
        words(t("settings_page.profile"), tag="h2")
        with box("panel"):
            facts([
                (t("settings_page.kecamatan"), f"{profile.name} ({profile.code})"),
                (t("settings_page.regency"), f"{profile.regency}, {profile.province} {profile.postcode}"),
                (t("settings_page.timezone"), profile.timezone),
                (t("settings_page.letterhead"), " / ".join(profile.letterhead)),
                (t("settings_page.villages", count=len(profile.villages)), ", ".join(
                    sorted(each.name for each in profile.villages)
                )),
            ])  # fmt: skip
            words(t("settings_page.profile_how", path=self._system.data / "profile.toml"), "soft small")

    def _show_programmes(self) -> None:
        t, sayings = self._visitor.t, self._visitor.sayings
        words(t("settings_page.programmes"), tag="h2")
        columns = (
            Column("short", t("settings_page.short"), whole=True),
            Column("name", t("settings_page.name")),
            Column("items", t("settings_page.items")),
            Column("proofs", t("settings_page.proofs")),
            Column("proxy", t("settings_page.proxy")),
        )
        rows = [
            {
                "id": each.code,
                "short": each.short,
                "name": each.name,
                "items": sayings.items(each.items),
                "proofs": ", ".join(map(proof_words, each.proofs)) or "–",
                "proxy": t(f"settings_page.proxy_{each.proxy}"),
            }
            for each in self._system.programmes
        ]
        table(columns, rows, t("settings_page.no_programmes"))
        words(t("settings_page.programmes_how", path=self._system.data / "programmes.toml"), "soft small")

    def _show_log(self) -> None:
        t, log = self._visitor.t, self._system.log
        words(t("settings_page.log"), tag="h2")
        with box("panel"):
            facts([
                (t("settings_page.folder"), str(self._system.data)),
                (t("settings_page.entries"), number(len(log))),
                (t("settings_page.log_state"), t("settings_page.stopped" if log.stopped else "settings_page.fine")),
                (t("settings_page.key"), self._system.key.public.hex()[:16]),
            ])  # fmt: skip
