"""Kasus: aid that left our hands more than once, both entries side by side; and what feeds have to tell."""

from hub.cases import find_cases
from hub.changes import Kinds
from hub.double_handovers import DoubleHandover, double_handovers
from hub.interface.feed_cases import show_feed_cases
from hub.interface.live import beside, follow
from hub.interface.theme import box, empty, facts, heading, words
from hub.interface.visitor import Visitor
from hub.reports.unsealing import receiver_of
from hub.reports.words import manner_words
from hub.visit_file import VisitFile
from ledger.entry import Entry
from ledger.facts import FeedOpened, HandedOver, Undone
from ledger.nik import mask_nik
from ledger.wording import table_date

NEWS: Kinds = frozenset({HandedOver, Undone, FeedOpened})


class CasesPage:
    """What happened, happened: nothing is decided here."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor
        self._files: dict[bytes, VisitFile] = {}

    async def show(self) -> None:
        """Build the page."""
        with heading(self._visitor.t("cases_page.title")) as self._told:
            pass
        self._body = box("stack").style("gap: 24px")
        await self._refresh()
        follow(self._visitor.system.changes, NEWS, self._refresh)

    async def _refresh(self) -> None:
        t = self._visitor.t
        system = self._visitor.system
        doubles = await beside(self._found)
        others = await beside(find_cases, system.log, system.evidence, system.own_feeds)
        self._told.set_text(t("cases_page.told", count=len(doubles)) if doubles else "")
        self._body.clear()
        with self._body:
            if not doubles and not others:
                empty(t("cases_page.none"), "task_alt")
            for each in doubles:
                self._show(each)
            show_feed_cases(self._visitor, others)

    def _found(self) -> list[DoubleHandover]:
        system = self._visitor.system
        found = double_handovers(system.book)
        visits = {entry.fact.visit for each in found for entry in each.entries if isinstance(entry.fact, HandedOver)}
        known = {plan.visit for plan in system.plans.visits()}
        self._files = {visit: system.planning.visit_file(visit) for visit in visits & known}
        return found

    def _show(self, double: DoubleHandover) -> None:
        t, roster = self._visitor.t, self._visitor.system.roster
        first = double.entries[0].fact
        assert isinstance(first, HandedOver)  # noqa: S101 - `double_handovers` gives no other
        known = first.person in roster
        with box("panel"):
            words(roster.person(first.person).name if known else t("cases_page.unknown"), tag="h2")
            nik = roster.person(first.person).nik if known else ""
            told = (mask_nik(nik) if nik else t("common.no_nik"), self._what(double.allotment))
            words(" · ".join(filter(None, told)), "soft")
            with box("side-by-side"):
                for entry in double.entries:
                    with box("stack tight"):
                        self._show_entry(entry)

    def _what(self, allotment: bytes) -> str:
        for file in self._files.values():
            for each in file.allotments:
                if each.id == allotment:
                    sayings = self._visitor.sayings
                    return " · ".join(
                        filter(None, (sayings.programme(each.programme), each.period, sayings.items(each.items)))
                    )
        return ""

    def _show_entry(self, entry: Entry) -> None:
        fact = entry.fact
        assert isinstance(fact, HandedOver)  # noqa: S101 - `double_handovers` gives no other
        t, sayings = self._visitor.t, self._visitor.sayings
        file = self._files.get(fact.visit)
        receiver = receiver_of(file, entry) if file else None
        plan = file.plan if file else None
        words(t("cases_page.receipt", number=entry.place), "bold")
        pairs = (
            (t("cases_page.when"), sayings.when(self._visitor.system.when(entry).at)),
            (t("cases_page.visit"), f"{plan.village_name}, {table_date(plan.date)}" if plan else "–"),
            (t("cases_page.kiosk"), sayings.kiosk_of(entry.feed)),
            (t("cases_page.officer"), sayings.officer(entry.by)),
            (t("cases_page.manner"), manner_words(fact.manner, sayings.reports)),
            (t("cases_page.receiver"), receiver.name if receiver else ""),
        )
        facts([(name, value) for name, value in pairs if value])
