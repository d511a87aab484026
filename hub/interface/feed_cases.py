"""Kasus about feeds: forked ones with all histories, those begun anew and why, handovers known from receipts alone."""

from collections.abc import Sequence

from hub.cases import BegunAnew, Cases, ForkedFeed
from hub.entry_words import entry_words
from hub.interface.theme import box, notice, words
from hub.interface.visitor import Visitor
from hub.wording import gap_numbers, hub_texts
from ledger.entry import Entry
from ledger.wording import number

MOST_SHOWN = 50
"""How many entries of one history a page shows: a card that was cloned for a day has thousands."""


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
        with box("panel"), box("stack tight"):
            _show_entries(visitor, [each.entry for each in cases.from_receipts])


def _show_fork(visitor: Visitor, forked: ForkedFeed) -> None:
    t = visitor.t
    with box("panel"):
        told = {"kiosk": visitor.sayings.kiosk_of(forked.feed), "feed": _short(forked.feed)}
        count = len(forked.histories)
        words(t("cases_page.forked", first=number(forked.first), count=number(count), **told), "bold")
        with box("side-by-side"):
            for place, history in enumerate(forked.histories, 1):
                with box("stack tight"):
                    words(t("cases_page.history", number=place, count=number(len(history))), "bold small")
                    _show_entries(visitor, history)


def _show_entries(visitor: Visitor, entries: Sequence[Entry]) -> None:
    texts = hub_texts(visitor.sayings.language)
    for entry in entries[:MOST_SHOWN]:
        words(entry_words(visitor.system, entry, texts), "small")
    if len(entries) > MOST_SHOWN:
        words(visitor.t("cases_page.more", count=number(len(entries) - MOST_SHOWN)), "soft small")


def _show_beginning(visitor: Visitor, begun: BegunAnew) -> None:
    t, sayings = visitor.t, visitor.sayings
    with box("panel"):
        told = {"kiosk": sayings.kiosk(begun.device), "when": sayings.when(visitor.system.when(begun.opened).at)}
        words(t("cases_page.begun", cause=t(f"cases_page.cause.{begun.cause.name}"), **told), "bold")
        if begun.parent:
            of = {"here": number(begun.here), "upto": number(begun.parent_seq)}
            words(t("cases_page.begun_of", parent=_short(begun.parent), **of), "soft")
        if begun.missing:
            notice(t("cases_page.begun_missing", numbers=gap_numbers(begun.missing)))
        else:
            words(t("cases_page.begun_whole"), "soft")


def _short(feed: bytes) -> str:
    return feed.hex()[:6].upper()
