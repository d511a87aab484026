"""`sotarsa-kiosk`: the kiosk's program. Each command does at the shell what a screen does."""

import json
import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from kiosk.errors import HubRefused, KioskError, TooManyAttempts
from kiosk.rescue import Rescue
from kiosk.retiring import retire
from kiosk.service_manager import ServiceManager
from kiosk.system import NO_PRINTER, SIMULATED, TEXTS, Settings, System
from ledger.disk.files import write_whole
from ledger.errors import CannotListen, LedgerError, LogDamaged, LogInUse, PackRefused
from ledger.listening import check_free, until_served, url
from printer.address import open_transport
from printer.errors import BadAddress, UnknownProfile
from printer.profiles import profile_named

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
Data = Annotated[Path, typer.Option(help="Folder of this kiosk's data.")]
Sticks = Annotated[Path | None, typer.Option(help="Where USB sticks are mounted, such as /media: for the mirror.")]
DEFAULT_DATA = Path("data/kiosk")
RECONNECT_S = 30.0


@cli.command()
def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8081,
    printer: Annotated[str, typer.Option(help="serial:…, file:…, tcp:…, simulated or none.")] = NO_PRINTER,
    profile: Annotated[
        str, typer.Option(help="Model of the printer, such as generic-58 or generic-80.")
    ] = "generic-58",
    hub: Annotated[str, typer.Option(help="Address of the hub, where it is not found by itself.")] = "",
    sticks: Sticks = None,
) -> None:
    """Serve the screens until stopped."""
    os.environ["NICEGUI_STORAGE_PATH"] = str(data / "browsers")  # before its import; nothing of ours is kept there
    from nicegui import app
    from nicegui.translations import translations

    from kiosk.interface.pages import register

    with _told(data):
        check_free(host, port)
        _check_printer(printer, profile)
        manager = ServiceManager(os.environ)
        try:
            system = System(Settings(data, printer, profile, hub, sticks), manager=manager)
        except LogDamaged as error:
            typer.echo(TEXTS("cli.damaged", folder=data, message=error), err=True)
            _serve_rescue(Rescue(data, sticks, str(error)), host, port, manager)
            return
    keys = ("connection_lost", "trying_to_reconnect", "message_too_long", "message_too_long_body")
    translations["id"] = {key: TEXTS(f"web.{key}") for key in keys}
    register(system)
    app.on_startup(system.start)
    serving = TEXTS("cli.serving", address=f"{url(host, port)}/")
    app.on_startup(lambda: typer.echo(serving))
    app.on_startup(lambda: _tell_ready(manager, host, port, serving))
    app.on_shutdown(manager.stopping)
    app.on_shutdown(system.close)
    _run(data, host, port)


@cli.command()
def enrol(
    hub: Annotated[str, typer.Option(help="Address of the hub.")],
    code: Annotated[str, typer.Option(help="The code that the hub shows.")],
    name: Annotated[str, typer.Option(help="What to call this kiosk.")] = "Kiosk",
    data: Data = DEFAULT_DATA,
) -> None:
    """Make this box a kiosk of a hub."""
    with _opened(Settings(data, hub=hub)) as system:
        identity = system.enrol(hub, code, name)
        typer.echo(TEXTS("cli.enrolled", name=identity.name, hub=identity.hub_name))


@cli.command()
def fetch(hub: Annotated[str, typer.Option(help="Address of the hub.")] = "", data: Data = DEFAULT_DATA) -> None:
    """Fetch packs from the hub."""
    with _opened(Settings(data, hub=hub)) as system:
        headers = system.kiosk.fetch_packs(system.kiosk.client() if hub else system.kiosk.reach())
        typer.echo(TEXTS("cli.fetched", count=len(headers)))


@cli.command()
def load(pack: Path, data: Data = DEFAULT_DATA) -> None:
    """Take in the file of a pack."""
    with _opened(Settings(data)) as system:
        header = system.kiosk.load_pack(pack.read_bytes())
        typer.echo(TEXTS("cli.loaded", village=header.village_name, date=header.date))


@cli.command()
def merge(
    hub: Annotated[str, typer.Option(help="Address of the hub.")] = "",
    file: Annotated[Path | None, typer.Option(help="Write a file for the hub instead.")] = None,
    unlock: Annotated[bool, typer.Option(help="Ask for the team phrase or a card, so that everything can go.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Send the hub what it has not, over the network or in a file."""
    with _opened(Settings(data, hub=hub)) as system:
        home = system.kiosk.homecoming
        if unlock:
            header = system.kiosk.take_begun()
            asked = TEXTS("cli.unlock", village=header.village_name, date=header.date)
            system.kiosk.village.unlock(typer.prompt(asked, hide_input=True))
        if file:
            write_whole(file, home.bundle())
            typer.echo(TEXTS("cli.written", path=file, count=home.waiting))
            return
        merged = system.kiosk.merge(system.kiosk.client() if hub else system.kiosk.reach())
        typer.echo(TEXTS("cli.merged", sent=merged.sent, hub=merged.hubs.seq, mine=merged.mine.seq))
        if merged.sealed:
            typer.echo(TEXTS("cli.merge_sealed", count=merged.sealed))


@cli.command("stand-in")
def stand_in(
    sticks: Annotated[Path, typer.Option(help="Where the stick is mounted.")] = Path("/media"),
    village: Annotated[str, typer.Option(help="Whose visit, where the stick has several.")] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """Take over a visit from the stick of a box that died; asks for the team phrase or a card."""
    with _told(data):
        system = System(Settings(data, sticks=sticks))
        found = [
            each for each in system.visits_on_sticks() if village.casefold() in each.header.village_name.casefold()
        ]
        if len(found) != 1:
            named = ", ".join(each.header.village_name for each in found)
            _fail(TEXTS("cli.stand_in_which" if found else "cli.stand_in_none", names=named), 1)
        header = found[0].header
        secret = typer.prompt(TEXTS("cli.unlock", village=header.village_name, date=header.date), hide_input=True)
        taken = system.stand_in(found[0], secret)
        system.close()
        typer.echo(TEXTS("cli.stands_in", name=taken.identity.name, village=header.village_name))
        if taken.missing:
            typer.echo(TEXTS("stand_in.missing", count=taken.missing))


@cli.command("retire")
def put_out_of_service(
    unmerged: Annotated[bool, typer.Option(help="Also with what the hub has not confirmed.")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """Put this box out of service, such as a stand-in that came home: what it has is kept aside, and it is free."""
    with _opened(Settings(data)) as system:
        waiting = system.kiosk.homecoming.waiting if system.enrolled else 0
        if waiting and not unmerged:
            _fail(TEXTS("cli.retire_waiting", count=waiting), 1)
    with _told(data):
        typer.echo(TEXTS("cli.retired", folder=retire(data)))


@cli.command("list")
def list_packs(data: Data = DEFAULT_DATA) -> None:
    """List the packs on this kiosk."""
    with _opened(Settings(data)) as system:
        packs = system.kiosk.shelf.packs()
        for pack in packs:
            state = TEXTS(f"gate.{system.kiosk.state_of(pack.header)}")
            typer.echo(TEXTS("cli.pack", village=pack.header.village_name, date=pack.header.date, state=state))
        if not packs:
            typer.echo(TEXTS("cli.no_packs"))


@cli.command()
def status(as_json: Annotated[bool, typer.Option("--json")] = False, data: Data = DEFAULT_DATA) -> None:
    """Say how this kiosk is."""
    with _opened(Settings(data)) as system:
        home = system.kiosk.homecoming
        told = {"entries": len(system.kiosk.log), "confirmed": home.confirmed, "sealed": home.sealed}
        if as_json:
            typer.echo(json.dumps({"name": system.kiosk.identity.name, **told}))
            return
        typer.echo(TEXTS("cli.status_feed", count=told["entries"], confirmed=told["confirmed"]))
        if told["sealed"]:
            typer.echo(TEXTS("cli.status_sealed", count=told["sealed"]))


@contextmanager
def _opened(settings: Settings) -> Iterator[System]:
    with _told(settings.data):
        system = System(settings)
        try:
            yield system
        finally:
            system.close()


@contextmanager
def _told(data: Path) -> Iterator[None]:
    """Turn what can go wrong with a data folder into a sentence and an exit code: 1, or 3 for a damaged log."""
    try:
        yield
    except LogInUse as error:
        _fail(TEXTS("cli.in_use", owner=error), 1)
    except LogDamaged as error:
        _fail(TEXTS("cli.damaged", folder=data, message=error), 3)
    except PackRefused as error:
        _fail(TEXTS(f"error.PackRefused_{error.reason}"), 1)
    except HubRefused as error:
        key = "error.enrol_code" if error.reason == "code" else "error.HubRefused"
        _fail(TEXTS(key, reason=error.reason), 1)
    except CannotListen as error:
        _fail(TEXTS("cli.port_taken", address=url(error.host, error.port)), 1)
    except OSError as error:
        _fail(TEXTS("cli.medium", message=error), 1)
    except (BadAddress, UnknownProfile) as error:
        _fail(TEXTS("cli.printer", message=error), 1)
    except TooManyAttempts as error:
        _fail(TEXTS("error.TooManyAttempts", seconds=round(error.seconds)), 1)
    except (KioskError, LedgerError) as error:
        key = f"error.{type(error).__name__}"
        _fail(f"{TEXTS(key)}\n({error})" if key in TEXTS else str(error), 1)


def _serve_rescue(rescue: Rescue, host: str, port: int, manager: ServiceManager) -> None:
    """Serve the one page of a box whose log is damaged, until stopped or started anew."""
    from nicegui import app

    from kiosk.interface.rescue_page import register_rescue

    def restart() -> None:
        if manager.is_there:  # it starts this program anew, and gives it back what it keeps
            os.kill(os.getpid(), signal.SIGTERM)
        else:
            os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - this same program

    register_rescue(rescue, TEXTS, restart)
    serving = TEXTS("cli.serving", address=f"{url(host, port)}/")
    app.on_startup(lambda: typer.echo(serving))
    app.on_startup(lambda: _tell_ready(manager, host, port, serving))
    app.on_shutdown(manager.stopping)
    _run(rescue.data, host, port)


def _run(data: Path, host: str, port: int) -> None:
    from nicegui import ui

    ui.run(
        host=host,
        port=port,
        title="Pak Sotarsa",
        language="id",
        reload=False,
        show=False,
        show_welcome_message=False,
        tailwind=False,
        fastapi_docs=False,
        on_air=None,
        reconnect_timeout=RECONNECT_S,
        storage_secret=_cookie_secret(data),
    )


def _check_printer(printer: str, profile: str) -> None:
    """Raise `BadAddress` or `UnknownProfile` before anything is served; the printer itself may come later."""
    known = profile_named(profile)
    if printer not in (NO_PRINTER, SIMULATED):
        open_transport(printer, known).close()


async def _tell_ready(manager: ServiceManager, host: str, port: int, status: str) -> None:
    await until_served(host, port)
    manager.ready(status)


def _fail(message: str, code: int) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(code)


def _cookie_secret(data: Path) -> str:
    """Give the secret that signs cookies; they only tell browsers apart."""
    path = data / "keys" / "cookie.key"
    if not path.exists():
        write_whole(path, secrets.token_hex(32).encode())
    return path.read_text()


def main() -> None:
    """Run the program."""
    cli(prog_name=Path(sys.argv[0]).name if "sotarsa" in sys.argv[0] else "sotarsa-kiosk")
