"""Planning a visit, or planning it anew: village, day, place, programmes, team. Every mistake is told at its field."""

import dataclasses
import datetime
from collections import Counter

from nicegui import ui

from hub import errors
from hub.errors import HubError
from hub.interface.live import beside, tell
from hub.interface.theme import box, heading, link_button, notice, words
from hub.interface.visitor import Visitor
from hub.interface.wish_panel import WishPanel, chosen
from hub.planning import Offered, Wish
from hub.visit_file import VisitPlan
from ledger.aid import allotment_id
from ledger.errors import LedgerError
from ledger.wording import number, table_date

DATE = "%d-%m-%Y"
_AT_PROGRAMMES = (
    errors.NoProgramme,
    errors.UnknownProgramme,
    errors.PeriodMissing,
    errors.ItemsMissing,
    errors.ProgrammeTwice,
)


class PlanPage:
    """A form. With `visit` it changes that plan; raises `UnknownVisit` when it is shown without one."""

    def __init__(self, visitor: Visitor, village: str = "", visit: bytes | None = None) -> None:
        self._visitor = visitor
        self._village_first = village
        self._visit = visit
        self._plan: VisitPlan | None = None
        self._wishes: list[WishPanel] = []

    async def show(self) -> None:
        """Build the page."""
        if self._visit:
            self._plan = self._visitor.system.plans.visit(self._visit)
        t = self._visitor.t
        title = t("plan_page.change_title") if self._plan else t("plan_page.title")
        with heading(title, t("plan_page.how"), (t("visits_page.title"), "/kunjungan")):
            pass
        if self._plan and self._visitor.system.plans.packs(self._plan.visit):
            notice(t("plan_page.packs_made"), "inventory_2")
        with box("panel"):
            self._ask_where_and_when()
        with box("panel"):
            words(t("plan_page.programmes"), tag="h2")
            self._offered = box("stack tight")
            self._programmes_wrong = self._wrong()
        with box("panel"):
            self._ask_team()
        with box("line wrap"):
            back = f"/kunjungan/{self._plan.visit.hex()}" if self._plan else "/kunjungan"
            link_button(t("common.cancel"), back, "close")
            self._save_button = ui.button(icon="event_available", on_click=self._save).props("unelevated")
            self._save_button.classes("end").mark("save-plan").style("min-height: 56px; font-size: 18px")
        await self._offer()

    def _ask_where_and_when(self) -> None:
        t, plan, system = self._visitor.t, self._plan, self._visitor.system
        villages = dict(sorted(system.planning.village_names.items(), key=lambda each: each[1]))
        village = plan.village if plan else self._village_first if self._village_first in villages else None
        with box("filters"):
            self._village = ui.select(villages, value=village, label=t("plan_page.village"), with_input=True)
            self._village.props("outlined").mark("village").on_value_change(self._offer)
            day = plan.date if plan else system.today()
            self._date = ui.input(t("plan_page.date"), value=table_date(day)).props("outlined mask=##-##-####")
            self._date.mark("date")
            with self._date.add_slot("append"):
                icon = ui.icon("edit_calendar").classes("cursor-pointer").props(f'aria-label="{t("plan_page.date")}"')
                with ui.menu() as menu:
                    ui.date(mask="DD-MM-YYYY").bind_value(self._date).on_value_change(menu.close)
                icon.on("click", menu.open)
            self._place = ui.input(t("plan_page.place"), placeholder=t("plan_page.place_hint"))
            self._place.props("outlined").mark("place").set_value(plan.place if plan else "")

    def _ask_team(self) -> None:
        t, plan = self._visitor.t, self._plan
        officers = {each.code: f"{each.name} ({each.code})" for each in self._visitor.system.officers.everyone()}
        team = [code for code in plan.team if code in officers] if plan else [self._visitor.officer.code]
        words(t("plan_page.team"), tag="h2")
        self._team = ui.select(officers, value=team, label=t("plan_page.team_who"), multiple=True)
        self._team.props("outlined use-chips").mark("team")
        self._note = ui.input(t("plan_page.note"), value=plan.note if plan else "").props("outlined").mark("note")

    def _wrong(self) -> ui.label:
        label = words("", "red").props("role=alert")
        label.set_visibility(False)
        return label

    async def _offer(self) -> None:
        """Show what the lists hold for the village that is chosen."""
        t = self._visitor.t
        village = str(self._village.value or "")
        offered = await beside(self._left, village) if village else []
        self._offered.clear()
        with self._offered:
            if not village:
                words(t("plan_page.village_first"), "soft")
            elif not offered:
                words(t("plan_page.nothing_offered"), "amber")
                ui.link(t("people_page.take"), "/sasaran/masukkan")
            self._wishes = [self._wish(each, served, village) for each, served in offered]
            for each, _ in offered:
                self._tell_of_others(each, village)
        self._say_what_happens()

    def _tell_of_others(self, offered: Offered, village: str) -> None:
        """Say where else the same people are to receive the same: what one visit hands over, the other must not."""
        t, sayings = self._visitor.t, self._visitor.sayings
        for plan in self._visitor.system.planning.others_bringing(offered, village, self._visit):
            told = {"programme": sayings.programme(offered.programme), "period": offered.period}
            notice(t("plan_page.also_planned", date=sayings.date(plan.date), **told), "event_repeat")

    def _left(self, village: str) -> list[tuple[Offered, int]]:
        """Give what is offered with the people to whom it is still owed, and how many have received it before."""
        system = self._visitor.system
        served: Counter[tuple[str, str]] = Counter()
        for person in system.roster.of_village(village):
            for each in system.roster.entitlements_of(person.id):
                allotment = allotment_id(person.id, each.programme, each.period)
                living = not person.deceased and not person.inactive
                served[each.programme, each.period] += living and bool(system.book.handovers_of(allotment))
        return [
            (dataclasses.replace(each, people=each.people - before), before)
            for each in system.planning.offered(village)
            for before in (served[each.programme, each.period],)
        ]

    def _wish(self, offered: Offered, served: int, village: str) -> WishPanel:
        programme = self._visitor.system.programmes[offered.programme]
        told = self._plan.programmes if self._plan and self._plan.village == village else ()
        known = (each for each in told if (each.code, each.period) == (offered.programme, offered.period))
        return WishPanel(self._visitor.t, offered, served, programme, next(known, None), self._say_what_happens)

    def _say_what_happens(self) -> None:
        t = self._visitor.t
        wishes = chosen(self._wishes)
        count = number(sum(each.offered.people for each in wishes))
        village = self._visitor.sayings.village(str(self._village.value or ""))
        if not wishes:
            self._save_button.set_text(t("plan_page.save"))
        elif self._plan:
            self._save_button.set_text(t("plan_page.change_for", village=village, count=count))
        else:
            self._save_button.set_text(t("plan_page.save_for", village=village, count=count))

    async def _save(self) -> None:
        wish = self._wished()
        if wish is None:
            return
        self._save_button.set_enabled(False)
        by = self._visitor.officer.code
        try:
            plan = await beside(self._visitor.system.planning.plan, wish, self._visit, by)
        except (HubError, LedgerError) as error:
            self._tell_at_field(error)
        else:
            ui.navigate.to(f"/kunjungan/{plan.visit.hex()}")
        finally:
            self._save_button.set_enabled(True)

    def _wished(self) -> Wish | None:
        """Give the visit as it is wished for; None, and the mistakes told at their fields, where it cannot be read."""
        t = self._visitor.t
        self._clear_errors()
        wishes = chosen(self._wishes)
        answers = [each.is_right() for each in wishes]
        if not self._village.value:
            self._village.error = t("plan_page.village_first")
        try:
            # Only the day is taken from it: no time of any zone is meant.
            day = datetime.datetime.strptime(self._date.value or "", DATE).date()  # noqa: DTZ007
        except ValueError:
            self._date.error = t("plan_page.date_wrong")
            return None
        if not all(answers) or not self._village.value:
            return None
        planned = tuple(each.planned() for each in wishes)
        team = tuple(self._team.value or ())
        return Wish(str(self._village.value), day, self._place.value or "", planned, team, self._note.value or "")

    def _clear_errors(self) -> None:
        for field in (self._village, self._date, self._team):
            field.error = None
        self._programmes_wrong.set_visibility(False)

    def _tell_at_field(self, error: HubError | LedgerError) -> None:
        told = self._visitor.sayings.of_error(error)
        match error:
            case errors.UnknownVillage():
                self._village.error = told
            case errors.DatePassed():
                self._date.error = told
            case errors.NoTeam() | errors.UnknownOfficer():
                self._team.error = told
            case _ if isinstance(error, _AT_PROGRAMMES):
                self._programmes_wrong.set_text(told)
                self._programmes_wrong.set_visibility(True)
            case _:
                tell(told)
