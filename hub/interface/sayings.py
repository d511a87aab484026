"""Words for what is not a text yet: errors, times, villages, officers, the state of a visit."""

import datetime
from functools import cached_property
from pathlib import Path

from hub.devices import Device
from hub.reports.words import texts as report_texts
from hub.system import System
from hub.visit_file import VisitPlan
from hub.wording import error_words, hub_texts, refused_chunk_words, when
from ledger.aid import Item
from ledger.catalogue import Catalogue
from ledger.wording import clock_time, local_time, long_date, quantity, rupiah, table_date

TEXTS = Path(__file__).parent / "texts"


class Sayings:
    """Says things in one language, with what this office knows."""

    def __init__(self, system: System, language: str) -> None:
        self._system = system
        self.language = language
        self.t = Catalogue(TEXTS, language)

    @cached_property
    def reports(self) -> Catalogue:
        """The words of reports in this language."""
        return report_texts.in_language(self.language)

    @cached_property
    def _office(self) -> Catalogue:
        return hub_texts(self.language)

    def of_error(self, error: Exception) -> str:
        """Say what went wrong and what to do."""
        return error_words(error, self._office)

    def of_refused_chunk(self, reason: str) -> str:
        """Say why a part of a kiosk's feed was refused."""
        return refused_chunk_words(reason, self._office)

    def moment(self, at_ms: int | None, day: datetime.date | None = None) -> str:
        """Say an instant in a table: `22-11-2026 13.05`, or a dash; of the `day` that is spoken of only the time."""
        if at_ms is None:
            return "–"
        local = local_time(at_ms, self._system.profile.timezone)
        return f"{local:%H.%M}" if local.date() == day else f"{table_date(local.date())} {local:%H.%M}"

    def when(self, at_ms: int) -> str:
        """Say an instant in a sentence: `22 November 2026 13.05 WITA`."""
        return when(at_ms, self._system.profile.timezone)

    def time(self, at_ms: int) -> str:
        """Say a time of day: `13.05 WITA`."""
        timezone = self._system.profile.timezone
        return clock_time(local_time(at_ms, timezone), timezone)

    def date(self, day: datetime.date) -> str:
        """Say a date in a sentence: `Minggu, 22 November 2026`."""
        return long_date(day)

    def village(self, code: str) -> str:
        """Say a village's name."""
        return self._system.planning.village_names.get(code, code)

    def programme(self, code: str) -> str:
        """Say a programme's short name."""
        return self._system.programmes[code].short if code in self._system.programmes else code

    def officer(self, code: str) -> str:
        """Say an officer's name."""
        known = {each.code: each.name for each in self._system.officers.everyone()}
        return known.get(code, code or "–")

    def kiosk_of(self, feed: bytes) -> str:
        """Say the name of the kiosk that wrote a feed, or seems to have written it."""
        return self.kiosk(self._system.writers.writer(feed))

    def kiosk(self, device: bytes) -> str:
        """Say a kiosk's name."""
        return self._system.name_of(device) or "–"

    def items(self, items: tuple[Item, ...]) -> str:
        """Say what is handed over: `20 kg Beras + 4 liter Minyak goreng`, `Rp600.000`."""
        return " + ".join(_item(each) for each in items)

    def last_merge(self, device: Device) -> str:
        """Say when a kiosk last came home, and on which road."""
        if device.merged_at is None:
            return self.t("kiosks_page.never")
        road = self.t(f"kiosks_page.road_{device.merged_by}")
        return self.t("kiosks_page.merged", when=self.moment(device.merged_at), road=road)

    def visit_state(self, plan: VisitPlan) -> tuple[str, str, str]:
        """Say how far a visit is: word, icon, tone."""
        book = self._system.book.visit(plan.visit)
        if book.closed:
            return self.t("visits_page.closed"), "task_alt", "green"
        if book.opened:
            return self.t("visits_page.opened"), "play_circle", "green"
        if plan.date < self._system.today():
            return self.t("visits_page.not_home"), "schedule", "amber"
        if self._system.plans.packs(plan.visit):
            return self.t("visits_page.packed"), "inventory_2", ""
        return self.t("visits_page.planned"), "event", ""


def _item(item: Item) -> str:
    if item.rupiah:
        return rupiah(item.rupiah)
    return f"{quantity(item.quantity_milli, item.unit)} {item.goods}" if item.quantity_milli else item.goods
