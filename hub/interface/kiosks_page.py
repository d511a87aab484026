"""Gabung: the kiosks, how they become ours, what they brought home, and what was refused of it."""

from collections.abc import Callable

from nicegui import ui

from hub.changes import Kinds
from hub.devices import Device
from hub.errors import HubError
from hub.feeds import BundleReport
from hub.interface.enrol_dialog import ask_kiosk_in
from hub.interface.live import attempt, beside, follow, say, tell
from hub.interface.tables import Column, state, table
from hub.interface.theme import box, dialog, empty, heading, link_button, notice, words
from hub.interface.uploads import upload
from hub.interface.visitor import Visitor
from ledger.bundle import MAX_BUNDLE_BYTES, SUFFIX
from ledger.errors import LedgerError
from ledger.facts import DeviceEnrolled, DeviceRevoked, Merged
from ledger.wording import number

Addresses = Callable[[], list[str]]
"""Gives where kiosks find this hub, as `http://192.168.1.4:8080`."""
NEWS: Kinds = frozenset({DeviceEnrolled, DeviceRevoked, Merged})


class KiosksPage:
    """Shows what was merged, honestly: what was taken, what was here before, and what was refused and why."""

    def __init__(self, visitor: Visitor, addresses: Addresses) -> None:
        self._visitor = visitor
        self._system = visitor.system
        self._addresses = addresses

    async def show(self) -> None:
        """Build the page."""
        t = self._visitor.t
        with heading(t("kiosks_page.title")) as self._told:
            enrol = ui.button(t("kiosks_page.enrol"), icon="add_to_queue", on_click=self._enrol).props("unelevated")
            enrol.mark("enrol")
            link_button(t("kiosks_page.restore"), "/gabung/struk", "receipt_long")
        self._kiosks = box("stack")
        with box("panel"):
            words(t("kiosks_page.file_title"), tag="h2")
            words(t("kiosks_page.file_how"), "soft")
            rejected = t("kiosks_page.file_rejected")
            upload(t("kiosks_page.file_choose"), SUFFIX, MAX_BUNDLE_BYTES, rejected, self._came)
            self._result = box("stack")
        words(t("kiosks_page.held_title"), tag="h2")
        self._held_empty = words(t("kiosks_page.held_none"), "soft")
        columns = (
            Column("at", t("kiosks_page.at"), whole=True),
            Column("reason", t("kiosks_page.why")),
            Column("road", t("kiosks_page.road")),
            Column("size", t("kiosks_page.size"), figure=True),
            Column("digest", t("kiosks_page.digest"), whole=True),
        )
        self._held = table(columns, [], t("kiosks_page.held_none"))
        await self._refresh()
        follow(self._system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        devices = self._system.devices.everyone()
        ours = sum(not each.revoked for each in devices)
        self._told.set_text(self._visitor.t("kiosks_page.told", count=ours))
        self._kiosks.clear()
        with self._kiosks:
            for device in devices:
                self._show_kiosk(device)
            if not devices:
                empty(self._visitor.t("kiosks_page.none"), "tablet_android")
        held = self._system.quarantine.all()
        self._held.rows = [
            {
                "id": each.digest,
                "at": self._visitor.sayings.moment(each.held.at),
                "road": self._visitor.t(f"kiosks_page.road_{each.held.road}"),
                "size": f"{number(max(1, each.held.size_bytes // 1024))} KiB",
                "digest": each.digest[:12],
            }
            | state("reason", self._visitor.sayings.of_refused_chunk(each.held.reason), "block", "amber")
            for each in held
        ]
        self._held.set_visibility(bool(held))
        self._held_empty.set_visibility(not held)

    def _show_kiosk(self, device: Device) -> None:
        t, sayings = self._visitor.t, self._visitor.sayings
        with box("panel"), box("line wrap"):
            ui.icon("block" if device.revoked else "tablet_android").style("font-size: 32px")
            with box("stack tight grow").style("gap: 0; min-width: 200px"):
                words(device.name, "bold")
                words(t("kiosks_page.enrolled", when=sayings.moment(device.enrolled_at)), "soft small")
                if device.revoked:
                    told = {"when": sayings.moment(device.revoked_at), "reason": device.revoked_reason}
                    words(t("kiosks_page.revoked", **told), "red small")
            with box("stack tight").style("gap: 0"):
                words(sayings.last_merge(device), "" if device.merged_at else "soft")
                if device.merged_at:
                    words(t("kiosks_page.entries", count=number(device.merged_seq)), "soft small")
            if not device.revoked:
                ui.button(t("kiosks_page.revoke"), on_click=lambda: self._ask_revoke(device), color=None).props("flat")

    async def _enrol(self) -> None:
        try:
            offer = await beside(self._system.enrolling.offer, self._visitor.officer.code)
            addresses = await beside(self._addresses)
        except (HubError, LedgerError) as error:
            tell(self._visitor.sayings.of_error(error))
        else:
            ask_kiosk_in(self._visitor, offer, addresses)

    def _ask_revoke(self, device: Device) -> None:
        t = self._visitor.t
        with dialog(t("kiosks_page.revoke_title", name=device.name)) as asked:
            words(t("kiosks_page.revoke_how"), "soft")
            reason = ui.input(t("kiosks_page.revoke_reason")).props("outlined autofocus").mark("reason")

            async def revoke() -> None:
                told = (device.device, reason.value.strip(), self._visitor.officer.code)
                await attempt(self._visitor.sayings, self._system.enrolling.revoke, *told)
                asked.close()
                await self._refresh()

            with box("line wrap"):
                ui.button(t("common.cancel"), on_click=asked.close).props("flat")
                do = ui.button(t("kiosks_page.revoke_do", name=device.name), on_click=revoke)
                do.props("unelevated color=negative").classes("end")
            do.bind_enabled_from(reason, "value", backward=lambda value: bool((value or "").strip()))

    async def _came(self, name: str, data: bytes) -> None:
        report = await attempt(self._visitor.sayings, self._system.feeds.take_bundle, data)
        self._result.clear()
        if report:
            with self._result:
                self._show_result(name, report)
            if not report.refused:
                say(self._visitor.t("kiosks_page.file_done"))
        await self._refresh()

    def _show_result(self, name: str, report: BundleReport) -> None:
        t, sayings = self._visitor.t, self._visitor.sayings
        words(name, "bold")
        if report.new_entries:
            notice(t("kiosks_page.file_taken", count=number(report.new_entries)), "task_alt", "green")
        elif report.complete:
            notice(t("kiosks_page.file_again"), "info", "plain")
        for head in report.heads:
            words(t("kiosks_page.file_head", kiosk=sayings.kiosk_of(head.feed), count=number(head.seq)), "soft")
        for error in report.refused:
            notice(t("kiosks_page.file_refused", reason=sayings.of_refused_chunk(error.reason)), "block", "red")
