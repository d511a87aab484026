"""Kiosks at the shell: enrolling, revoking, bringing home from a file."""

from pathlib import Path
from typing import Annotated

import typer

from hub.commands.common import By, Data, at, office, texts
from hub.devices import Device
from hub.enrolling import VALID_MINUTES
from hub.errors import DeviceUnclear
from hub.system import System
from hub.wording import refused_chunk_words
from ledger.secrets import show_code


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("merge", help=texts("help.merge"))(merge)
    app.command("enrol-code", help=texts("help.enrol_code"))(offer)
    app.command("devices", help=texts("help.devices"))(show_devices)
    app.command("revoke", help=texts("help.revoke"))(revoke)


def merge(file: Annotated[Path, typer.Argument(help=texts("help.bundle"))], data: Data = Path("hub-data")) -> None:
    """Take in a file from a kiosk. Exit code 3 when a part of it was refused."""
    with office(data) as system:
        report = system.feeds.take_bundle(file.read_bytes())
        print(texts("kiosk.taken", entries=report.new_entries, chunks=report.chunks))
        if report.complete and not report.new_entries:
            print(texts("kiosk.nothing_new"))
        for error in report.refused:
            print(texts("kiosk.refused", reason=refused_chunk_words(error.reason, texts)))
    if not report.complete:
        raise typer.Exit(3)


def offer(
    data: Data = Path("hub-data"),
    minutes: Annotated[int, typer.Option(min=1, help=texts("help.minutes"))] = VALID_MINUTES,
    by: By = "",
) -> None:
    """Make a code that enrols one kiosk."""
    with office(data) as system:
        made = system.enrolling.offer(by, minutes)
        print(texts("kiosk.code", code=show_code(made.code), when=at(system, made.expires_at)))


def show_devices(data: Data = Path("hub-data")) -> None:
    """Show all kiosks that ever were ours."""
    with office(data) as system:
        for each in system.devices.everyone():
            print(texts("kiosk.line", device=each.device.hex()[:8], name=each.name, state=_state(system, each)))
        if not system.devices.everyone():
            print(texts("kiosk.none"))


def revoke(
    kiosk: Annotated[str, typer.Argument(help=texts("help.kiosk"))],
    reason: Annotated[str, typer.Option(help=texts("help.reason"))],
    data: Data = Path("hub-data"),
    by: By = "",
) -> None:
    """Part with a kiosk."""
    with office(data) as system:
        device = find_device(system, kiosk)
        system.enrolling.revoke(device.device, reason, by)
        print(texts("kiosk.revoked_now", name=device.name))


def find_device(system: System, words: str) -> Device:
    """Find the one kiosk that is meant; raises `DeviceUnclear`."""
    found = system.devices.starting_with(words)
    if len(found) != 1:
        raise DeviceUnclear(f"{len(found)} kiosks are called {words}", device=words)
    return found[0]


def _state(system: System, device: Device) -> str:
    if device.revoked_at is not None:
        return texts("kiosk.revoked", when=at(system, device.revoked_at), reason=device.revoked_reason)
    if device.merged_at is None:
        return texts("kiosk.never")
    return texts("kiosk.merged", when=at(system, device.merged_at))
