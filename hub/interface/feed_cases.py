"""Kasus about feeds: forked ones with both histories, those begun anew and why, handovers known from receipts alone."""

from hub.cases import BegunAnew, Cases, ForkedFeed
from hub.interface.theme import box, notice, words
from hub.interface.visitor import Visitor
from hub.who_and_what import who_and_what
from ledger.entry import Entry
from ledger.wording import number


def show_feed_cases(visitor: Visitor, cases: Cases) -> None:
    """Show them where there are any, each kind under its own title."""
    t = visitor.t
    if cases.forked:
        words(t("cases_page.forked_title"), tag="h2")
        for forked in cases.forked:
            _show_fork(visitor, forked)
    if cases.begun_anew:
        words(t("cases_page.begun_title"), tag="h2")
        for begun in cases.begun_anew:
            _show_beginning(visitor, begun)
    if cases.from_receipts:
        words(t("cases_page.paper_title"), tag="h2")
        notice(t("cases_page.paper", count=number(len(cases.from_receipts))), "receipt_long", "plain")


def _show_fork(visitor: Visitor, forked: ForkedFeed) -> None:
    with box("panel"):
        kiosk = visitor.sayings.kiosk_of(forked.feed)
        words(visitor.t("cases_page.forked", kiosk=kiosk, first=number(forked.first)), "bold")
        with box("side-by-side"):
            for branch in _branches(forked):
                with box("stack tight"):
                    for entry in branch:
                        words(_in_words(visitor, entry), "small")


def _branches(forked: ForkedFeed) -> list[list[Entry]]:
    """Part the entries into histories: each follows the one before it, where that is among them."""
    branches: list[list[Entry]] = []
    for entry in forked.entries:
        own = next((branch for branch in branches if branch[-1].hash == entry.prev), None)
        if own is None:
            branches.append([entry])
        else:
            own.append(entry)
    return branches


def _in_words(visitor: Visitor, entry: Entry) -> str:
    person, what = who_and_what(visitor.system, entry)
    told = (str(entry.place), visitor.sayings.when(entry.at), type(entry.fact).__name__, person, what)
    return " · ".join(filter(None, told))


def _show_beginning(visitor: Visitor, begun: BegunAnew) -> None:
    t = visitor.t
    with box("panel"):
        told = {"kiosk": visitor.sayings.kiosk(begun.device), "when": visitor.sayings.when(begun.opened.at)}
        words(t("cases_page.begun", cause=t(f"cases_page.cause.{begun.cause.name}"), **told), "bold")
        missing = sum(gap.last - gap.first + 1 for gap in begun.missing)
        if missing:
            notice(t("cases_page.begun_missing", count=number(missing)))
        else:
            words(t("cases_page.begun_whole"), "soft")
