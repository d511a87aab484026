"""The short text for the WhatsApp group: figures only, no names and no NIK."""

import textwrap
from collections.abc import Sequence

from hub.reports.goods import GoodsSum, item_words
from hub.reports.lines import programme_of
from hub.reports.reasons import reasons_in_a_line
from hub.reports.tally import Count, tally
from hub.reports.words import texts
from hub.visit_file import VisitFile
from ledger.aid import Item
from ledger.wording import long_date, number, rupiah

MOST_LETTERS = 900
_NAME_LETTERS = 60


def whatsapp_message(file: VisitFile) -> str:
    """Give the report of a visit to the group, in at most `MOST_LETTERS`; with many programmes the last are counted."""
    counted = tally(file)
    head = _head(file, counted.total)
    tail = [*_tail(counted.total), texts("message.thanks")]
    programmes = [_programme_line(programme_of(file, code).short, count) for code, count in counted.programmes.items()]
    for shown in range(len(programmes), 0, -1):
        left = len(programmes) - shown
        more = [texts("message.more", number=left)] if left else []
        message = "\n".join([*head, *programmes[:shown], *more, *tail])
        if len(message) <= MOST_LETTERS:
            return message
    return "\n".join([*head, *tail])


def _head(file: VisitFile, total: Count) -> list[str]:
    plan = file.plan
    place = textwrap.shorten(plan.place, _NAME_LETTERS, placeholder="…")
    served = texts("message.served", people=number(total.people_served), all=number(total.people_targeted))
    return [
        texts("message.title", village=textwrap.shorten(plan.village_name, _NAME_LETTERS, placeholder="…")),
        texts("message.when", date=long_date(plan.date), place=place) if place else long_date(plan.date),
        "",
        served if total.targeted else texts("message.nothing_planned"),
    ]


def _programme_line(name: str, count: Count) -> str:
    others = [
        texts(key, number=number(times))
        for key, times in (
            ("message.proxy", count.by_proxy),
            ("message.replacement", count.by_replacement),
            ("message.at_home", count.at_home),
        )
        if times
    ]
    key = "message.programme_others" if others else "message.programme"
    return texts(
        key,
        programme=textwrap.shorten(name, _NAME_LETTERS, placeholder="…"),
        served=number(count.served),
        targeted=number(count.targeted),
        others=", ".join(others),
    )


def _tail(total: Count) -> list[str]:
    goods = _goods(total.goods)
    handed = [texts("message.handed", goods=textwrap.shorten(", ".join(goods), 200, placeholder="…"))] if goods else []
    if total.not_served:
        reasons = reasons_in_a_line(total)
        missing = texts("message.not_served", number=number(total.not_served), reasons=reasons)
        return [*handed, "", missing, ""]
    return [*handed, "", texts("message.all_served"), ""] if total.targeted else [""]


def _goods(goods: Sequence[GoodsSum]) -> list[str]:
    """Write what left our hands; services are counted with their programme already."""
    money = sum(each.handed.rupiah for each in goods)
    counted = [
        item_words(Item(each.goods, each.handed.quantity_milli, each.unit))
        for each in goods
        if each.handed.quantity_milli
    ]
    return [*counted, texts("message.money", amount=rupiah(money))] if money else counted
