"""Visits at the shell: what can be planned, planning, packs as files, reports."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from hub.commands.common import AsJson, By, Data, VisitWords, find_visit, office, say_json, texts, village_code
from hub.commands.kiosks import find_device
from hub.invitations import invitation_code
from hub.planning import Wish
from hub.system import System
from hub.visit_file import VisitPlan
from ledger.facts import PlannedProgramme
from ledger.secrets import show_code
from ledger.wording import long_date, table_date


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("offered", help=texts("help.offered"))(show_offered)
    app.command("plan", help=texts("help.plan"))(plan_visit)
    app.command("visits", help=texts("help.visits"))(show_visits)
    app.command("secrets", help=texts("help.secrets"))(show_secrets)
    app.command("pack", help=texts("help.pack"))(make_pack)
    app.command("report", help=texts("help.report"))(write_report)


def show_offered(
    village: Annotated[str, typer.Argument(help=texts("help.plan_village"))], data: Data = Path("hub-data")
) -> None:
    """Show the programmes and periods that lists hold for a village."""
    with office(data) as system:
        for each in system.planning.offered(village_code(system, village)):
            print(texts("people.offered", programme=each.programme, period=each.period, people=each.people))


def plan_visit(
    village: Annotated[str, typer.Option(help=texts("help.plan_village"))],
    date: Annotated[datetime.datetime, typer.Option(formats=["%Y-%m-%d"], help=texts("help.date"))],
    place: Annotated[str, typer.Option(help=texts("help.place"))],
    programme: Annotated[list[str], typer.Option(help=texts("help.plan_programme"))],
    team: Annotated[list[str], typer.Option(help=texts("help.team"))],
    data: Data = Path("hub-data"),
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Plan a visit. A programme without a period takes the only one that lists hold for the village."""
    with office(data) as system:
        code = village_code(system, village)
        programmes = tuple(_programme(system, code, words) for words in programme)
        plan = system.planning.plan(Wish(code, date.date(), place, programmes, tuple(team)), by=by)
        people = len({each.person for each in system.planning.allotments_of(plan)})
        if as_json:
            say_json(_as_json(system, plan) | {"people": people})
            return
        visit, day = plan.visit.hex(), long_date(plan.date)
        print(texts("visit.planned", visit=visit, village=plan.village_name, date=day, people=people))


def show_visits(data: Data = Path("hub-data"), as_json: AsJson = False) -> None:
    """Show all visits, the latest first."""
    with office(data) as system:
        plans = system.plans.visits()
        if as_json:
            say_json([_as_json(system, plan) for plan in plans])
            return
        for plan in plans:
            programmes = ", ".join(dict.fromkeys(each.code for each in plan.programmes))
            told = {"visit": plan.visit.hex(), "date": table_date(plan.date), "village": plan.village_name}
            print(texts("visit.line", **told, programmes=programmes, packs=len(system.plans.packs(plan.visit))))
        if not plans:
            print(texts("visit.none"))


def show_secrets(visit: VisitWords, data: Data = Path("hub-data")) -> None:
    """Show what unlocks a visit's data in the village."""
    with office(data) as system:
        secrets = system.plans.secrets(find_visit(system, visit).visit)
        print(texts("visit.phrase", phrase=secrets.phrase))
        print(texts("visit.card", card=show_code(secrets.card)))
        print(texts("visit.recovery", recovery=show_code(secrets.recovery)))


def make_pack(
    visit: VisitWords,
    kiosk: Annotated[str, typer.Option(help=texts("help.kiosk"))],
    out: Annotated[Path, typer.Option(help=texts("help.out"))],
    data: Data = Path("hub-data"),
    by: By = "",
) -> None:
    """Make the pack of a visit for one kiosk, and write it to a file."""
    with office(data) as system:
        made, content = system.packing.pack(find_visit(system, visit).visit, find_device(system, kiosk).device, by)
        out.write_bytes(content)
        print(texts("visit.pack_saved", series=made.series, path=out))


def write_report(
    visit: VisitWords,
    data: Data = Path("hub-data"),
    bast: Annotated[Path | None, typer.Option(help=texts("help.bast"))] = None,
    recap: Annotated[Path | None, typer.Option(help=texts("help.recap"))] = None,
    invitations: Annotated[Path | None, typer.Option(help=texts("help.invitations"))] = None,
) -> None:
    """Write reports of a visit; without any file, print the text for the group."""
    # Papers and workbooks are slow to come in.
    from hub.reports.bast import bast_pdf
    from hub.reports.invitations import invitations_pdf
    from hub.reports.message import whatsapp_message
    from hub.reports.recap import recap_xlsx

    with office(data) as system:
        plan = find_visit(system, visit)
        file = system.planning.visit_file(plan.visit)
        key = system.plans.secrets(plan.visit).key
        codes = {person: invitation_code(key, person) for person in file.people}
        written = [(path, make(file)) for path, make in ((bast, bast_pdf), (recap, recap_xlsx)) if path]
        written += [(path, invitations_pdf(file, codes)) for path in (invitations,) if path]
        for path, content in written:
            path.write_bytes(content)
            print(texts("visit.saved", path=path))
        if not written:
            print(whatsapp_message(file))


def _programme(system: System, village: str, words: str) -> PlannedProgramme:
    name, _, period = words.partition(":")
    code = system.importing.answers(programme=name).programme
    if not period:
        offered = [each.period for each in system.planning.offered(village) if each.programme == code]
        period = offered[0] if len(offered) == 1 else ""
    return PlannedProgramme(code, period, ())


def _as_json(system: System, plan: VisitPlan) -> dict[str, object]:
    return {
        "visit": plan.visit.hex(),
        "village": plan.village,
        "village_name": plan.village_name,
        "date": plan.date.isoformat(),
        "place": plan.place,
        "programmes": [{"code": each.code, "period": each.period} for each in plan.programmes],
        "team": list(plan.team),
        "packs": [pack.series for pack in system.plans.packs(plan.visit)],
    }
