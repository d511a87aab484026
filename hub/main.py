"""The office hub: `sotarsa-hub`, or `python -m hub`."""

import json
import os
import signal
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer

from hub.commands import cases, kiosks, lists, receipts, staff, visits
from hub.commands.common import Data, office, texts, told_errors
from hub.system import System
from ledger.catalogue import Catalogue
from ledger.listening import check_free, numeric_host, url

app = typer.Typer(
    help=texts("help.program"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
for commands in (lists, visits, kiosks, receipts, cases, staff):
    commands.add_commands(app)


def main() -> None:
    """Run the program."""
    app()


@app.command(help=texts("help.serve"))
def serve(
    data: Data = Path("hub-data"),
    host: Annotated[str, typer.Option(help=texts("help.host"))] = "0.0.0.0",  # noqa: S104 - kiosks come from elsewhere
    port: Annotated[int, typer.Option(help=texts("help.port"))] = 8080,
) -> None:
    """Serve the office's pages and its kiosks until stopped."""
    # The server raises the signal anew when it has ended: this lets the log be closed, too.
    signal.signal(signal.SIGTERM, _end)
    with office(data) as system:
        check_free(host, port)
        # Before its import: pages keep what belongs to a browser alone there, and nothing of the office.
        os.environ["NICEGUI_STORAGE_PATH"] = str(data / "browsers")
        from nicegui import app as web
        from nicegui import ui

        from hub.interface.routes import add_routes

        add_routes(web, system)
        _add_screens(system, host, port)
        _announce(system, host, port)
        print(texts("home.serving", url=f"{url(host, port)}/"), flush=True)
        ui.run(
            host=host,
            port=port,
            title=texts("home.title"),
            language="id",
            reload=False,
            show=False,
            show_welcome_message=False,
            tailwind=False,
            on_air=None,
            fastapi_docs=False,
            reconnect_timeout=30,
            storage_secret=system.key.sign("browsers", b"").hex(),
            uvicorn_logging_level="warning",
        )


@app.command("prepare-sample", help=texts("help.prepare_sample"))
def prepare_sample(
    data: Data = Path("hub-data"),
    lists: Annotated[Path | None, typer.Option(help=texts("help.sample_lists"))] = None,
) -> None:
    """Fill an empty data folder with the sample, and write as JSON what is needed to try it."""
    from hub import sample

    with told_errors():
        print(json.dumps(sample.prepare_sample(data, lists or sample.SHIPPED).told(), ensure_ascii=False))


def _end(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _add_screens(system: System, host: str, port: int) -> None:
    from nicegui.translations import translations

    from hub.announcing import own_addresses
    from hub.interface.pages import register
    from hub.interface.sayings import TEXTS

    own = Catalogue(TEXTS)
    keys = ("connection_lost", "trying_to_reconnect", "message_too_long", "message_too_long_body")
    translations["id"] = {key: own(f"web.{key}") for key in keys}
    only = numeric_host(host)
    register(system, lambda: [url(address, port) for address in own_addresses(only)])


def _announce(system: System, host: str, port: int) -> None:
    from nicegui import app as web

    from hub.announcing import Announcer  # no other command needs the network

    # On the loopback, too: there a kiosk on this same machine finds it.
    announcer = Announcer(system.name, system.key.public, port, only=numeric_host(host))
    web.on_startup(announcer.start)
    web.on_shutdown(announcer.stop)
