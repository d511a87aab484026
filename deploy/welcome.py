"""What `./run` tells a newcomer: where everything is, what to try first. Indonesian, English beside."""

from collections.abc import Mapping
from typing import Any

_ADDRESSES = """
  Pak Sotarsa sudah berjalan.  /  Pak Sotarsa is running.

    Kantor (hub)        / Office hub            {hub}/
    Layar warga         / Villager's screen     {kiosk}/
    Meja petugas        / Staff desk            {kiosk}/petugas
    Kertas struk tiruan / Simulated paper       {kiosk}/kertas
"""

_FIRST_STEPS = """
  Coba dulu  /  Try this first       Desa {village}, {visit}

    1. Buka meja petugas; buka kunci dengan frasa tim, lalu masuk dengan PIN.
       Open the staff desk; unlock it with the team phrase, then sign in with a PIN.
         Frasa / Phrase     {phrase}
{officers}
    2. Di layar warga, ketik NIK ini, atau pindai / ketik kode undangannya.
       On the villager's screen type this NIK, or scan / type the code of the invitation.
         Warga / Villager   {name}
         NIK                {nik}
         Undangan / Code    {invitation}
    3. Di meja petugas: panggil, periksa, serahkan; struknya tampak di kertas tiruan.
       At the staff desk: call, verify, hand over; the receipt shows on the simulated paper.
"""

_END = """
  Ctrl-C menghentikan semuanya; datanya tetap ada.  ./run --fresh memulai dari awal.
  Ctrl-C stops everything; the data stays.  ./run --fresh begins anew.
"""


def welcome(hub: str, kiosk: str, told: Mapping[str, Any] | None) -> str:
    """Give the text for the base addresses of both programs and what `hub prepare-sample` told, if known."""
    addresses = _ADDRESSES.format(hub=hub, kiosk=kiosk)
    return addresses + (_first_steps(told) if told else "") + _END


def _first_steps(told: Mapping[str, Any]) -> str:
    officers = "\n".join(
        f"         Petugas / Officer  {officer['name']} ({officer['code']}), PIN {officer['pin']}"
        for officer in told["officers"]
    )
    return _FIRST_STEPS.format(
        village=told["village"], visit=told["visit"], phrase=told["phrase"], officers=officers, **told["try"]
    )
