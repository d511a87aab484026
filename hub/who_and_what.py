"""An entry of the village in words of the office: whom it is about, and what they got."""

from hub.errors import UnknownVisit
from hub.reports.goods import items_words
from hub.reports.lines import programme_of
from hub.system import System
from ledger.entry import Entry
from ledger.facts import HandedOver, NotServed


def who_and_what(system: System, entry: Entry) -> tuple[str, str]:
    """Give the name of the person whom an entry is about, and the aid, as far as both are known here."""
    fact = entry.fact
    if not isinstance(fact, HandedOver | NotServed):
        return "", ""
    name = system.roster.person(fact.person).name if fact.person in system.roster else "–"
    try:
        file = system.planning.visit_file(fact.visit)
    except UnknownVisit:
        return name, ""
    in_force = file.leases.as_in(fact.pack) if isinstance(fact, HandedOver) else {}
    known = {each.id: each for each in file.allotments} | dict(in_force)
    aid = [known[each] for each in fact.allotments if each in known]
    return name, ", ".join(f"{programme_of(file, each.programme).short}: {items_words(each.items)}" for each in aid)
