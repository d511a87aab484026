"""One person: what lists say of him, what he is owed, and what became of it."""

from nicegui import ui

from hub.interface.tables import Column, state, table
from hub.interface.theme import box, facts, heading, words
from hub.interface.visitor import Visitor
from ledger.aid import Person, allotment_id
from ledger.facts import Entitled
from ledger.nik import group_nik, mask_nik
from ledger.wording import rupiah


async def show_person(visitor: Visitor, person: bytes) -> None:
    """Build the page; raises `UnknownPerson` before anything is shown."""
    known = visitor.system.roster.person(person)
    t = visitor.t
    with heading(known.name, visitor.sayings.village(known.village), (t("people_page.title"), "/sasaran")):
        pass
    with box("panel"):
        _show_nik(visitor, known)
        facts(_facts(visitor, known))
    words(t("person_page.owed"), tag="h2")
    columns = (
        Column("programme", t("person_page.programme")),
        Column("period", t("person_page.period")),
        Column("amount", t("person_page.amount"), figure=True),
        Column("state", t("person_page.state")),
    )
    rows = [_row(visitor, each) for each in visitor.system.roster.entitlements_of(person)]
    table(columns, rows, t("person_page.nothing"))


def _show_nik(visitor: Visitor, person: Person) -> None:
    t = visitor.t
    with box("line wrap"):
        words(t("person_page.nik"), "soft")
        nik = words(mask_nik(person.nik) if person.nik else t("common.no_nik"), "bold")
        if not person.nik:
            return

        def turn() -> None:
            shown = nik.text != mask_nik(person.nik)
            nik.set_text(mask_nik(person.nik) if shown else group_nik(person.nik))
            button.set_text(t("common.show") if shown else t("common.hide"))

        button = ui.button(t("common.show"), icon="visibility", on_click=turn).props("flat")


def _facts(visitor: Visitor, person: Person) -> list[tuple[str, str]]:
    t = visitor.t
    born = ", ".join(filter(None, (person.birth_place, "-".join(reversed(person.birth_date.split("-"))))))
    marks = [(person.deceased, t("people_page.deceased")), (person.inactive, t("people_page.inactive"))]
    told = (
        (t("person_page.other_names"), ", ".join(person.other_names)),
        (t("person_page.kk"), mask_nik(person.kk) if person.kk else ""),
        (t("person_page.born"), born),
        (t("person_page.sex"), t(f"person_page.sex_{person.sex}") if person.sex in ("L", "P") else ""),
        (t("person_page.address"), person.address),
        (t("person_page.disability"), person.disability),
        (t("person_page.marks"), ", ".join(word for is_so, word in marks if is_so)),
    )
    return [(name, value) for name, value in told if value]


def _row(visitor: Visitor, owed: Entitled) -> dict[str, object]:
    t, sayings = visitor.t, visitor.sayings
    allotment = allotment_id(owed.person, owed.programme, owed.period)
    row: dict[str, object] = {
        "id": allotment.hex(),
        "programme": sayings.programme(owed.programme),
        "period": owed.period or "–",
        "amount": rupiah(owed.rupiah) if owed.rupiah else "–",
    }
    handed = visitor.system.book.handovers_of(allotment)
    if not handed:
        return row | state("state", t("person_page.not_handed"), "hourglass_empty")
    first = handed[0]
    told = {
        "when": sayings.moment(visitor.system.when(first).at),
        "by": sayings.officer(first.by),
        "place": first.place,
    }
    if len(handed) > 1:
        return row | state("state", t("person_page.twice", count=len(handed), **told), "balance", "red")
    return row | state("state", t("person_page.handed", **told), "task_alt", "green")
