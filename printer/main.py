"""`sotarsa-printer`: find printers, ask them, try them, and play one. Exit code 0 is well, 1 trouble, 2 a bad call."""

import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from printer.address import open_transport
from printer.devices import candidates
from printer.errors import PrinterError
from printer.escpos_bytes import render
from printer.profiles import GENERIC_58, PROFILES, profile_named
from printer.server import PrinterServer, serve_pty, serve_tcp
from printer.simulated import Fault, SimulatedPrinter
from printer.status import PrinterStatus, read_status
from printer.trial import trial_page
from printer.wording import texts

app = typer.Typer(help="Printer struk Pak Sotarsa.", no_args_is_help=True, add_completion=False)

_Address = Annotated[str, typer.Argument(help="serial:/dev/ttyUSB0?baud=9600, file:/dev/usb/lp0, tcp:HOST:9100")]
_ProfileName = Annotated[str, typer.Option("--profile", help=f"Jenis printer: {', '.join(PROFILES)}.")]


@app.command("list")
def list_devices() -> None:
    """Tampilkan perangkat yang mungkin sebuah printer."""
    found = candidates()
    for candidate in found:
        typer.echo(f"{candidate.address}\t{candidate.description}".rstrip())
    if not found:
        typer.echo(texts("shell.no_devices"), err=True)
        raise typer.Exit(1)


@app.command()
def status(address: _Address, profile: _ProfileName = GENERIC_58.name) -> None:
    """Tanyakan keadaan printer."""
    model = profile_named(profile)
    answer = read_status(open_transport(address, model), model)
    _say(answer)
    if not answer.condition.can_print:
        raise typer.Exit(1)


@app.command("test")
def print_trial(address: _Address, profile: _ProfileName = GENERIC_58.name) -> None:
    """Cetak halaman uji."""
    model = profile_named(profile)
    transport = open_transport(address, model)
    before = read_status(transport, model)
    if not before.condition.can_print:
        _say(before)
        raise typer.Exit(1)
    transport.write(render(trial_page(model, address), model))
    typer.echo(texts("shell.sent"))
    transport.close()


@app.command()
def simulate(
    tcp: Annotated[int | None, typer.Option(help="Dengarkan di port TCP ini.")] = None,
    pty: Annotated[bool, typer.Option("--pty", help="Buat terminal semu.")] = False,
    folder: Annotated[Path, typer.Option(help="Tempat gambar kertas.")] = Path("kertas"),
    profile: _ProfileName = GENERIC_58.name,
) -> None:
    """Jadilah printer tiruan yang menyimpan setiap kertas sebagai gambar."""
    if (tcp is None) is not pty:
        raise typer.BadParameter(texts("shell.choose_one"))
    folder.mkdir(parents=True, exist_ok=True)
    printer = SimulatedPrinter(profile_named(profile))
    printer.on_paper = lambda number: _save(printer, number, folder)
    server = serve_tcp(printer, tcp) if tcp is not None else serve_pty(printer)
    typer.echo(texts("shell.simulating", profile=profile, address=server.address, folder=folder))
    typer.echo(texts("shell.faults", faults=", ".join(fault.value for fault in Fault)))
    _until_interrupted(printer, server)


def main() -> None:
    """Run the program; a complaint of ours is one sentence, not a traceback."""
    try:
        app()
    except (PrinterError, OSError) as error:
        typer.echo(str(error), err=True)
        sys.exit(1)


def _say(answer: PrinterStatus) -> None:
    detail = f" ({answer.detail})" if answer.detail else ""
    typer.echo(texts(f"condition.{answer.condition.value}") + detail)


def _save(printer: SimulatedPrinter, number: int, folder: Path) -> None:
    path = folder / f"{number:05}.png"
    path.write_bytes(printer.picture(number))
    typer.echo(texts("shell.paper_saved", number=number, path=path))


def _until_interrupted(printer: SimulatedPrinter, server: PrinterServer) -> None:
    """Toggle the faults that are typed; without a keyboard, serve until the end."""
    names = {fault.value: fault for fault in Fault}
    try:
        for line in sys.stdin:
            fault = names.get(line.strip())
            if fault is not None:
                printer.set_fault(fault, fault not in printer.faults)
        threading.Event().wait()
    except KeyboardInterrupt:
        server.close()


if __name__ == "__main__":
    main()
