"""Lists and the people on them, at the shell."""

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.common import AsJson, By, Data, at, office, say_json, texts, village_code
from hub.importing import GivenAnswers, Importing, ListResult, Preview
from hub.lists.verdict import Verdict, reason_texts
from hub.system import System
from ledger.aid import Person
from ledger.facts import ListTaken
from ledger.wording import rupiah


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("import", help=texts("help.import"))(import_lists)
    app.command("people", help=texts("help.people"))(show_people)
    app.command("lists", help=texts("help.lists"))(show_lists)


def import_lists(
    files: Annotated[list[Path], typer.Argument(help=texts("help.files"))],
    data: Data = Path("hub-data"),
    village: Annotated[str, typer.Option(help=texts("help.village"))] = "",
    programme: Annotated[str, typer.Option(help=texts("help.programme"))] = "",
    period: Annotated[str, typer.Option(help=texts("help.period"))] = "",
    heading: Annotated[list[str] | None, typer.Option(help=texts("help.heading"))] = None,
    refused: Annotated[Path | None, typer.Option(help=texts("help.refused"))] = None,
    look: Annotated[bool, typer.Option("--look", help=texts("help.look"))] = False,
    by: By = "",
    as_json: AsJson = False,
) -> None:
    """Import lists. Exit code 1 when one could not be read, 3 when questions were left open in one."""
    with office(data) as system:
        importing = system.importing
        given = GivenAnswers(importing.answers(village, programme, period), headings=_headings(heading or []))
        told = [_import(system, importing, path, given, None if look else by, as_json) for path in files]
        if refused:
            _save_refused(refused, [preview for preview, _ in told], as_json)
        if as_json:
            say_json([_as_json(preview, result) for preview, result in told])
    if not all(preview.settled for preview, _ in told):
        raise typer.Exit(3)


def show_people(
    words: Annotated[str, typer.Argument(help=texts("help.words"))] = "",
    data: Data = Path("hub-data"),
    village: Annotated[str, typer.Option(help=texts("help.of_village"))] = "",
    as_json: AsJson = False,
) -> None:
    """Search people, or show those of a village."""
    with office(data) as system:
        people = system.roster.search(words, limit=50) if words else []
        if village:
            code = village_code(system, village)
            of_village = system.roster.of_village(code)
            people = [each for each in people if each.village == code] if words else of_village
        if as_json:
            say_json([_person_json(system, each) for each in people])
            return
        for each in people:
            _show_person(system, each)
        if not people:
            print(texts("people.none"))


def show_lists(data: Data = Path("hub-data")) -> None:
    """Show the lists that were taken."""
    with office(data) as system:
        for entry in system.roster.lists():
            fact = entry.fact
            assert isinstance(fact, ListTaken)  # noqa: S101 - the roster keeps nothing else there
            when = at(system, entry.at)
            print(texts("list.taken", when=when, name=fact.name, rows=fact.rows, refused=fact.refused))
        if not system.roster.lists():
            print(texts("list.none"))


def _headings(told: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in told]
    return {heading.strip(): field.strip() for heading, _, field in pairs}


def _import(
    system: System, importing: Importing, path: Path, given: GivenAnswers, by: str | None, quiet: bool
) -> tuple[Preview, ListResult | None]:
    preview = importing.look(path.name, path.read_bytes(), given)
    result = importing.take(preview, by) if preview.settled and by is not None else None
    if not quiet:
        _show_preview(preview)
        if preview.settled:
            _show_result(system, result)
    return preview, result


def _show_preview(preview: Preview) -> None:
    verdicts = preview.verdicts
    counts = {
        "taken": verdicts[Verdict.TAKEN],
        "warned": verdicts[Verdict.TAKEN_WITH_WARNING],
        "refused": verdicts[Verdict.REFUSED],
    }
    print(texts("list.counts", file=preview.file, rows=preview.rows, **counts))
    for name in preview.without_list:
        print(texts("list.without_list", sheet=name))
    for sheet in preview.sheets:
        name = sheet.name or preview.file
        for heading in sheet.survey.table.unknown:
            print(texts("list.unknown_heading", sheet=name, heading=heading.text))
        for question in sheet.survey.questions:
            if question.about in sheet.missing:
                words = reason_texts()(f"question.{question.about}")
                key = "list.open_question" if question.suggestion else "list.open_question_plain"
                print(texts(key, sheet=name, question=words, suggestion=question.suggestion))
    for judged in preview.judged:
        for row in judged.refused:
            reasons = " ".join(reason.text(reason_texts()) for reason in row.reasons)
            print(texts("list.row", number=row.number, reasons=reasons))


def _show_result(system: System, result: ListResult | None) -> None:
    if result is None:
        print(texts("list.looked"))
    elif result.changed:
        numbers = (result.new_people, result.changed_people, result.new_entitlements)
        print(texts("list.result", people=numbers[0], changed=numbers[1], entitlements=numbers[2]))
    elif result.before:
        print(texts("list.again", when=at(system, result.before.at)))
    else:
        print(texts("list.nothing_new"))


def _save_refused(path: Path, previews: list[Preview], quiet: bool) -> None:
    from hub.lists.refused_rows import refused_workbook  # brings in the library that writes workbooks

    path.write_bytes(refused_workbook([judged for preview in previews for judged in preview.judged]))
    if not quiet:
        print(texts("list.refused_saved", path=path))


def _as_json(preview: Preview, result: ListResult | None) -> dict[str, object]:
    refused = [
        {"sheet": sheet.name, "row": row.number, "reasons": [str(reason.code) for reason in row.reasons]}
        for sheet in preview.sheets
        if sheet.judged
        for row in sheet.judged.refused
    ]
    return {
        "file": preview.file,
        "rows": preview.rows,
        "verdicts": {str(verdict): preview.verdicts[verdict] for verdict in Verdict},
        "reasons": {
            str(code): sum(each.counts[code] for each in preview.judged)
            for code in sorted({code for each in preview.judged for code in each.counts})
        },
        "people": sum(each.people for each in preview.judged),
        "rupiah": sum(each.total_rupiah for each in preview.judged),
        "refused": refused,
        "missing": sorted({about for sheet in preview.sheets for about in sheet.missing}),
        "taken_before": preview.taken_before is not None,
        "new_people": result.new_people if result else 0,
        "changed_people": result.changed_people if result else 0,
        "new_entitlements": result.new_entitlements if result else 0,
    }


def _show_person(system: System, person: Person) -> None:
    marks = (texts("people.deceased") if person.deceased else "") + (
        texts("people.inactive") if person.inactive else ""
    )
    village = system.planning.village_names.get(person.village, person.village)
    nik = person.nik or texts("people.without_nik")
    print(texts("people.line", nik=nik, name=person.name, village=village, marks=marks))
    for owed in system.roster.entitlements_of(person.id):
        money = rupiah(owed.rupiah) if owed.rupiah else ""
        print(texts("people.owed", programme=owed.programme, period=owed.period, money=money).rstrip())


def _person_json(system: System, person: Person) -> dict[str, object]:
    return {
        "id": person.id.hex(),
        "name": person.name,
        "other_names": list(person.other_names),
        "nik": person.nik,
        "kk": person.kk,
        "village": person.village,
        "deceased": person.deceased,
        "inactive": person.inactive,
        "owed": [
            {"programme": each.programme, "period": each.period, "rupiah": each.rupiah}
            for each in system.roster.entitlements_of(person.id)
        ],
    }
