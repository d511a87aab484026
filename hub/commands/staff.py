"""Officers and the state of the office, at the shell."""

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.common import AsJson, By, Data, office, say_json, texts
from hub.double_handovers import double_handovers


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    officer = typer.Typer(help=texts("help.officer"), no_args_is_help=True)
    officer.command("add", help=texts("help.officer_add"))(add_officer)
    officer.command("change", help=texts("help.officer_change"))(change_officer)
    officer.command("list", help=texts("help.officer_list"))(show_officers)
    app.add_typer(officer, name="officer")
    app.command("status", help=texts("help.status"))(show_status)


def add_officer(
    code: Annotated[str, typer.Argument(help=texts("help.code"))],
    name: Annotated[str, typer.Argument(help=texts("help.name"))],
    role: Annotated[str, typer.Option(help=texts("help.role"))],
    data: Data = Path("hub-data"),
    nip: Annotated[str, typer.Option(help=texts("help.nip"))] = "",
    pin: Annotated[str, typer.Option(help=texts("help.pin"))] = "",
    by: By = "",
) -> None:
    """Register an officer; the PIN is asked for where it was not given."""
    secret = pin or typer.prompt(texts("officer.ask_pin"), hide_input=True, confirmation_prompt=True)
    with office(data) as system:
        officer = system.registering.register(code, name, role, secret, nip, by)
        print(texts("officer.added", name=officer.name, code=officer.code))


def change_officer(
    code: Annotated[str, typer.Argument(help=texts("help.code"))],
    data: Data = Path("hub-data"),
    name: Annotated[str | None, typer.Option(help=texts("help.name"))] = None,
    role: Annotated[str | None, typer.Option(help=texts("help.role"))] = None,
    nip: Annotated[str | None, typer.Option(help=texts("help.nip"))] = None,
    pin: Annotated[str, typer.Option(help=texts("help.pin"))] = "",
    by: By = "",
) -> None:
    """Write down new facts about an officer, and a new PIN; what is not given stays."""
    secret = pin or typer.prompt(texts("officer.ask_pin"), hide_input=True, confirmation_prompt=True)
    with office(data) as system:
        known = system.officers.officer(code)
        told = [stays if given is None else given
                for given, stays in ((name, known.name), (role, known.role), (nip, known.nip))]  # fmt: skip
        officer = system.registering.change(code, told[0], told[1], secret, told[2], by)
        print(texts("officer.changed", name=officer.name, code=officer.code))


def show_officers(data: Data = Path("hub-data")) -> None:
    """Show all officers."""
    with office(data) as system:
        for each in system.officers.everyone():
            print(texts("officer.line", code=each.code, name=each.name, role=each.role))
        if not len(system.officers):
            print(texts("officer.none"))


def show_status(data: Data = Path("hub-data"), as_json: AsJson = False) -> None:
    """Show what the office holds, and what needs a person."""
    with office(data) as system:
        told: dict[str, object] = {
            "name": system.name,
            "key": system.key.public.hex(),
            "people": len(system.roster),
            "lists": len(system.roster.lists()),
            "officers": len(system.officers),
            "kiosks": sum(not each.revoked for each in system.devices.everyone()),
            "visits": len(system.plans.visits()),
            "entries": len(system.log),
            "feeds": len(system.log.heads()),
            "doubles": len(double_handovers(system.book)),
            "held": len(system.quarantine.all()),
            "kib": system.quarantine.size_bytes // 1024,
            "bytes": system.log.dropped_bytes,
        }
        if as_json:
            say_json(told)
            return
        for line in ("name", "key", "people", "officers", "kiosks", "visits", "entries"):
            print(texts(f"status.{line}", **told))
        for line, reason in (("doubles", "doubles"), ("held", "held"), ("dropped", "bytes")):
            if told[reason]:
                print(texts(f"status.{line}", **told))
